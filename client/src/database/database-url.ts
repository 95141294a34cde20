/** A SQLAlchemy database URL, taken apart. Everything is decoded; null where the URL does not say. */
export interface DatabaseUrl {
  /** "postgresql", "sqlite", "mysql" …; `postgres` of old URLs is read as "postgresql". */
  readonly dialect: string;
  /** "psycopg2", "asyncpg" …, or null for SQLAlchemy's default. */
  readonly driver: string | null;
  readonly user: string | null;
  readonly password: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly database: string | null;
  readonly query: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads a URL with the pattern of SQLAlchemy's own `make_url` (engine/url.py, 1.4 to 2.1): a password may hold `:` and `/` unescaped,
 * an `@` in it must be escaped, a literal IPv6 address stands in brackets. Null when SQLAlchemy would refuse it.
 */
export function parseDatabaseUrl(text: string): DatabaseUrl | null {
  const match =
    /^(?<name>[\w+]+):\/\/(?:(?<user>[^:/]*)(?::(?<password>[^@]*))?@)?(?:(?:\[(?<ipv6>[^/?]+)\]|(?<host>[^/:?]+))?(?::(?<port>[^/?]*))?)?(?:\/(?<database>[^?]*))?(?:\?(?<query>.*))?/su.exec(
      text.trim(),
    );
  const parts = match?.groups;
  if (parts?.name === undefined) return null;
  if (parts.port !== undefined && !/^\d+$/.test(parts.port)) return null;
  const port = parts.port === undefined ? null : Number(parts.port);
  const [dialect = "", driver] = parts.name.split("+");
  return {
    dialect: dialect === "postgres" ? "postgresql" : dialect,
    driver: driver ?? null,
    user: decoded(parts.user),
    password: decoded(parts.password),
    host: parts.host ?? parts.ipv6 ?? null,
    port,
    database: decoded(parts.database),
    query: readQuery(parts.query ?? ""),
  };
}

/** As `parseDatabaseUrl` reads it, without the password: for people. */
export function describeDatabaseUrl(url: DatabaseUrl): string {
  const user = url.user === null ? "" : `${url.user}@`;
  const host = url.host ?? url.query.get("host")?.[0] ?? "";
  const port = url.port === null ? "" : `:${url.port}`;
  return `${url.dialect}://${user}${host.includes(":") ? `[${host}]` : host}${port}/${url.database ?? ""}`;
}

/** The same URL with another password, spelled so that `make_url` reads it back. */
export function withPassword(text: string, password: string): string {
  const match = /^([\w+]+:\/\/)([^:/@]*)(?::[^@]*)?@(.*)$/su.exec(text.trim());
  if (match === null) return text;
  return `${match[1]}${match[2]}:${encodeURIComponent(password)}@${match[3]}`;
}

function decoded(text: string | undefined): string | null {
  if (text === undefined) return null;
  // Python's `unquote` leaves a malformed escape as it is, byte by byte; decodeURIComponent would throw.
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
}

function readQuery(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const pair of text.split("&")) {
    const at = pair.indexOf("=");
    // Python's parse_qsl drops a name without a value.
    if (at <= 0 || at === pair.length - 1) continue;
    const plain = (it: string): string => decoded(it.replaceAll("+", " ")) ?? "";
    const name = plain(pair.slice(0, at));
    found.set(name, [...(found.get(name) ?? []), plain(pair.slice(at + 1))]);
  }
  return found;
}
