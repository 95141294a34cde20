import type { Span } from "../base/span.ts";
import type { Answer } from "../base/static.ts";
import { parseModule } from "../python/parse.ts";
import type { Call, Expression, PyModule, Statement } from "../python/syntax.ts";
import { connectionAutocommit } from "./connection-autocommit.ts";
import { blocksOf } from "./suppressions.ts";

/** What rules about one revision may know of the project around it; read once from its configuration. */
export interface ProjectFacts {
  /** `asyncpg`, `psycopg`, `psycopg2` …; null when neither the URL nor env.py names one. */
  readonly driver: string | null;
  /** Does env.py begin a transaction of its own around the migrations (`engine.begin()`), in which an autocommit block fails? */
  readonly outerTransaction: Answer;
  /** The `begin` of it in env.py. */
  readonly outerTransactionAt: Span | null;
  /** Does the connection that env.py hands to Alembic commit every statement by itself (`isolation_level="AUTOCOMMIT"`)? "no" where no env.py says so. */
  readonly autocommit: Answer;
  /** Does env.py commit the connection by itself, which makes up for a transaction that a migration ended? */
  readonly commitsItself: Answer;
}

export const noProjectFacts: ProjectFacts = {
  driver: null,
  outerTransaction: "unknown",
  commitsItself: "unknown",
  outerTransactionAt: null,
  autocommit: "no",
};

/** Reads env.py (null: there is none, or it cannot be read) and the URL of the database. */
export function readProjectFacts(input: {
  readonly env: string | null;
  readonly databaseUrl: string | null;
}): ProjectFacts {
  const driver = driverOf(input.databaseUrl) ?? driverIn(input.env);
  if (input.env === null) return { ...noProjectFacts, driver };
  const module = parseModule(input.env);
  const found = outerTransaction(module);
  const commitsItself = /\.commit\(\)/.test(input.env) ? "yes" : "no";
  return {
    driver,
    outerTransaction: found.answer,
    commitsItself,
    outerTransactionAt: found.at,
    autocommit: connectionAutocommit(module),
  };
}

/** `psycopg` of `postgresql+psycopg://`. */
function driverOf(url: string | null): string | null {
  return /^postgres(?:ql)?\+(\w+?)(?:_async)?:/.exec(url ?? "")?.[1] ?? null;
}

/** A URL that env.py itself writes, or puts together, names its driver too. */
function driverIn(env: string | null): string | null {
  return /postgresql\+(\w+?)(?:_async)?\b/.exec(env ?? "")?.[1] ?? null;
}

/**
 * Whether the connection that `context.configure(connection=…)` gets has a transaction that env.py began. Alembic leaves such a transaction alone and an
 * autocommit block then fails (Alembic 1.8.1 and 1.20.0: an assertion in `MigrationContext.autocommit_block`).
 */
function outerTransaction(module: PyModule): { readonly answer: Answer; readonly at: Span | null } {
  const begins = new Map<string, Span>();
  const connections = new Set<string>();
  const opened: Opened[] = [];
  visit(module.body, [], { begins, connections, opened });
  for (const { name, around } of opened) {
    const begin = (name === null ? undefined : begins.get(name)) ?? around;
    if (begin !== undefined) return { answer: "yes", at: begin };
  }
  if (opened.length === 0) return { answer: "unknown", at: null };
  return { answer: opened.every((it) => it.name !== null && connections.has(it.name)) ? "no" : "unknown", at: null };
}

interface Opened {
  /** The name of the connection that `configure` gets. */
  readonly name: string | null;
  /** A `with connection.begin():` around the call. */
  readonly around: Span | undefined;
}

interface Found {
  /** Names that `with engine.begin() as name` binds. */
  readonly begins: Map<string, Span>;
  /** Names that `with engine.connect() as name` binds. */
  readonly connections: Set<string>;
  readonly opened: Opened[];
}

interface Surrounding {
  readonly name: string | null;
  readonly span: Span;
}

function visit(body: readonly Statement[], around: readonly Surrounding[], found: Found): void {
  for (const statement of body) {
    let inner = around;
    if (statement.type === "With") {
      for (const { context, target } of statement.items) {
        const call = callIn(context);
        if (call?.callee.type !== "Attribute") continue;
        const name = target?.type === "Name" ? target.id : null;
        if (call.callee.name === "connect" && name !== null) found.connections.add(name);
        if (call.callee.name !== "begin") continue;
        const owner = call.callee.value.type === "Name" ? call.callee.value.id : null;
        if (name !== null) found.begins.set(name, call.span);
        inner = [...inner, { name: owner, span: call.span }];
      }
    }
    const call = statement.type === "ExpressionStatement" ? callIn(statement.value) : null;
    const given = call?.callee.type === "Attribute" && call.callee.name === "configure" ? connectionOf(call) : null;
    if (given !== null) {
      const name = given.type === "Name" ? given.id : null;
      found.opened.push({ name, around: around.find((it) => it.name === name && name !== null)?.span });
    }
    for (const block of blocksOf(statement)) visit(block, inner, found);
  }
}

function connectionOf(call: Call): Expression | null {
  return call.keywords.find((it) => it.name === "connection")?.value ?? null;
}

function callIn(expression: Expression): Call | null {
  if (expression.type === "Await") return callIn(expression.value);
  return expression.type === "Call" ? expression : null;
}
