import { existsSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import type { DatabaseUrl } from "./database-url.ts";

/** What a PostgreSQL client needs. `password` null: `~/.pgpass` and PGPASSWORD are asked, as libpq does. */
export interface ConnectionTarget {
  /** Name, address, or directory of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | null;
  readonly database: string;
  /** Ways to encrypt, in the order in which to try them. */
  readonly encryption: readonly Encryption[];
}

export type Encryption =
  | { readonly kind: "none" }
  | {
      readonly kind: "encrypted";
      readonly verify: "nothing" | "authority" | "name";
      readonly authority: string | null;
    };

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Fills what a URL leaves open as libpq does (https://www.postgresql.org/docs/current/libpq-connect.html): query parameters, PGHOST,
 * PGPORT, PGUSER, PGDATABASE, the Unix socket of this machine, the name of the person. Of several hosts the first is taken.
 */
export function connectionTarget(url: DatabaseUrl, variables: Variables): ConnectionTarget {
  const asked = (name: string): string | undefined => url.query.get(name)?.[0];
  const [first = "", inlinePort] = splitHost(asked("host")?.split(",")[0] ?? "");
  const port = url.port ?? number(asked("port")?.split(",")[0] ?? inlinePort) ?? number(variables.PGPORT) ?? 5432;
  const host = url.host ?? (first === "" ? undefined : first) ?? variables.PGHOST ?? localSocket(port) ?? "localhost";
  const user = nonEmpty(url.user) ?? asked("user") ?? variables.PGUSER ?? personName();
  return {
    host,
    port,
    user,
    password: url.password ?? asked("password") ?? null,
    database: nonEmpty(url.database) ?? asked("dbname") ?? asked("database") ?? variables.PGDATABASE ?? user,
    encryption: encryption(asked("sslmode") ?? asked("ssl") ?? variables.PGSSLMODE, asked("sslrootcert"), host),
  };
}

function splitHost(text: string): readonly [string, string | undefined] {
  // asyncpg's form `host=name:port`; a path of a socket or an IPv6 address is left alone.
  const match = /^([^/:]+):(\d+)$/.exec(text);
  return match === null ? [text, undefined] : [match[1] ?? "", match[2]];
}

function encryption(mode: string | undefined, authorityFile: string | undefined, host: string): readonly Encryption[] {
  const authority = authorityFile === undefined ? null : readIfThere(authorityFile);
  const none: Encryption = { kind: "none" };
  const any: Encryption = { kind: "encrypted", verify: "nothing", authority: null };
  if (host.startsWith("/")) return [none];
  switch (mode) {
    case "disable":
      return [none];
    case "allow":
      return [none, any];
    case "require":
    case "true":
      return [authority === null ? any : { kind: "encrypted", verify: "authority", authority }];
    case "verify-ca":
      return [{ kind: "encrypted", verify: "authority", authority }];
    case "verify-full":
      return [{ kind: "encrypted", verify: "name", authority }];
    default:
      return [any, none];
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function localSocket(port: number): string | undefined {
  if (process.platform === "win32") return undefined;
  return ["/var/run/postgresql", "/tmp"].find((it) => existsSync(`${it}/.s.PGSQL.${port}`));
}

function personName(): string {
  try {
    return userInfo().username;
  } catch {
    return "postgres";
  }
}

function number(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

function nonEmpty(text: string | null): string | undefined {
  return text === null || text === "" ? undefined : text;
}
