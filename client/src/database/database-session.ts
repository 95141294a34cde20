import pg from "pg";
import type { ConnectionTarget, Encryption } from "./connection-target.ts";

export type DatabaseFailureReason =
  | "not reachable"
  | "password needed"
  | "not allowed"
  | "no such database"
  | "too slow"
  | "not ready"
  | "other";

export interface DatabaseFailure {
  readonly ok: false;
  readonly reason: DatabaseFailureReason;
  /** A sentence for people, without a password. */
  readonly message: string;
}

export type DatabaseResult<T> = { readonly ok: true; readonly value: T } | DatabaseFailure;

const connectMilliseconds = 5_000;
const statementMilliseconds = 5_000;

/**
 * Opens one session, runs `use` inside a read-only transaction with a statement timeout, and closes the session whatever happens.
 * The settings are made with SET LOCAL and not at the connection's start, because a connection pooler refuses unknown start parameters.
 */
export async function inReadOnlySession<T>(
  target: ConnectionTarget,
  use: (client: pg.Client) => Promise<T>,
): Promise<DatabaseResult<T>> {
  const opened = await openSession(target, "limbeck");
  if (!opened.ok) return opened;
  try {
    await opened.value.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${statementMilliseconds}`);
    const value = await use(opened.value);
    await opened.value.query("COMMIT");
    return { ok: true, value };
  } catch (problem) {
    return databaseFailure(problem, target);
  } finally {
    await closeSession(opened.value);
  }
}

/** A session that the caller closes with `closeSession`. `name` is its application_name. */
export async function openSession(target: ConnectionTarget, name: string): Promise<DatabaseResult<pg.Client>> {
  let last: unknown = new Error("no way to connect");
  for (const encryption of target.encryption) {
    const client = new pg.Client({
      host: target.host,
      port: target.port,
      user: target.user,
      password: target.password ?? undefined,
      database: target.database,
      ssl: ssl(encryption),
      application_name: name,
      connectionTimeoutMillis: connectMilliseconds,
      query_timeout: 2 * statementMilliseconds,
    });
    // Without a listener, a server that goes away between two queries would end the extension host.
    client.on("error", () => undefined);
    try {
      await client.connect();
      return { ok: true, value: client };
    } catch (problem) {
      last = problem;
      await closeSession(client);
      // A server that answered with a code other than "not with this encryption" gives the same answer to the next way.
      const code = codeOf(problem);
      if (code !== null && code !== "28000") break;
    }
  }
  return databaseFailure(last, target);
}

export async function closeSession(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined);
}

/** Tells by code, never by the text of a message: SQLSTATE (manual, appendix A) or Node's name of a network error. */
export function databaseFailure(problem: unknown, target: ConnectionTarget): DatabaseFailure {
  const code = codeOf(problem);
  const where = target.host.startsWith("/") ? target.host : `${target.host}:${target.port}`;
  const fail = (reason: DatabaseFailureReason, message: string): DatabaseFailure => ({ ok: false, reason, message });
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
      return fail("not reachable", `No PostgreSQL server answers at ${where}. Is it running?`);
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return fail("not reachable", `The host ${target.host} is not known.`);
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ECONNRESET":
    case "EPIPE":
      return fail("not reachable", `The server at ${where} did not answer, or the connection was cut.`);
    case "28P01":
      return target.password === null
        ? fail("password needed", `The server at ${where} wants a password for the user ${target.user}.`)
        : fail("password needed", `The server at ${where} refused the password of the user ${target.user}.`);
    case "28000":
      return fail(
        "not allowed",
        `The server at ${where} does not let the user ${target.user} connect: ${text(problem)}.`,
      );
    case "3D000":
      return fail("no such database", `The server at ${where} has no database "${target.database}".`);
    case "42501":
      return fail("not allowed", `The user ${target.user} is not allowed to read here: ${text(problem)}.`);
    case "57014":
      return fail("too slow", `The server at ${where} did not answer within ${statementMilliseconds / 1000} seconds.`);
    case "57P03":
    case "53300":
    case "57P01":
      return fail("not ready", `The server at ${where} takes no connections now: ${text(problem)}.`);
    case null:
      return target.password === null
        ? fail(
            "password needed",
            `The server at ${where} wants a password for the user ${target.user}, or did not answer.`,
          )
        : fail("not reachable", `The server at ${where} did not answer: ${text(problem)}.`);
    default:
      return fail("other", `The server at ${where} answered: ${text(problem)} (${code}).`);
  }
}

function ssl(encryption: Encryption): pg.ClientConfig["ssl"] {
  if (encryption.kind === "none") return false;
  if (encryption.verify === "nothing") return { rejectUnauthorized: false };
  return {
    rejectUnauthorized: true,
    ca: encryption.authority ?? undefined,
    ...(encryption.verify === "authority" ? { checkServerIdentity: () => undefined } : {}),
  };
}

function codeOf(problem: unknown): string | null {
  if (problem instanceof AggregateError) return codeOf(problem.errors[0]);
  if (typeof problem !== "object" || problem === null || !("code" in problem)) return null;
  return typeof problem.code === "string" ? problem.code : null;
}

function text(problem: unknown): string {
  return (problem instanceof Error ? problem.message : String(problem)).replace(/\.$/, "");
}
