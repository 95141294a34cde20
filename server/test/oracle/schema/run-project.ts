import type { Client } from "pg";
import type { ReplayStatement } from "../../../src/schema/replay-statement.ts";
import { relationKey, type SchemaState } from "../../../src/schema/schema-state.ts";
import { stepOf } from "../../../src/service/features/schema-at.ts";
import type { ProjectSnapshot, Snapshot } from "../../../src/service/snapshot.ts";
import { readCatalog } from "./catalog.ts";
import { compareSchema } from "./compare.ts";

export interface ProjectRun {
  /** Revisions after which the catalog was compared. */
  readonly upgraded: number;
  readonly downgraded: number;
  readonly revisions: number;
  /** Revisions that the server refuses, with its reason: they are left out of both sides, as if they were not there. */
  readonly refused: readonly string[];
  readonly wrong: readonly string[];
  readonly equal: number;
  readonly tainted: number;
  readonly doubted: number;
  readonly asWritten: number;
  /** Facts at the heads: exact, and all. */
  readonly heads: { readonly exact: number; readonly all: number };
  /** The gaps of the last upgrade that may touch more than one table: revision and reason. */
  readonly gaps: readonly string[];
}

export interface RunOptions {
  readonly client: Client;
  readonly snapshot: Snapshot;
  readonly project: ProjectSnapshot;
  /** Decides whether a statement runs whose condition is not known. */
  readonly chance: () => boolean;
  /** Only up to the heads. */
  readonly direction?: "upgrade";
}

/**
 * Runs the statements that the replay reads on an empty database, revision by revision up to the heads and back to the base, and compares the catalog with the replayed
 * schema after each. Statements whose SQL is not known are left out: the schema has a gap there. A revision that the server refuses is taken back and left out of both sides.
 */
export async function runProject({ client, snapshot, project, chance, direction }: RunOptions): Promise<ProjectRun> {
  const { analysis, graph } = project;
  const ignored = new Set([relationKey(analysis.versionTableSchema ?? "public", analysis.versionTable)]);
  await makeVersionTable(client, project);
  const totals = { equal: 0, tainted: 0, doubted: 0, asWritten: 0 };
  const wrong: string[] = [];
  const heads = { exact: 0, all: 0 };
  const reported = new Set<string>();
  const check = async (state: SchemaState, where: string): Promise<void> => {
    const result = compareSchema(state, await readCatalog(client), ignored);
    totals.equal += result.equal;
    totals.tainted += result.tainted;
    totals.doubted += result.doubted;
    totals.asWritten += result.asWritten;
    heads.exact = result.equal + result.asWritten;
    heads.all = heads.exact + result.tainted + result.doubted;
    for (const it of result.wrong) {
      if (!reported.has(it)) wrong.push(`${where}: ${it}`);
      reported.add(it);
    }
  };
  const order = graph.upgradeOrder;
  const undo: string[] = [];
  const refused: string[] = [];
  let state = snapshot.replay.after(analysis, []);
  const counts = { upgraded: 0, downgraded: 0 };
  /** Runs a revision and compares; false when it cannot go on. */
  const run = async (revision: string, way: "upgrade" | "downgrade"): Promise<boolean> => {
    const step = stepOf(snapshot, project, revision, way);
    const outcome =
      step.body?.kind !== "function"
        ? { refusal: "there is no such function", isWhole: true }
        : step.body.raises.some((it) => it.conditions.length === 0)
          ? { refusal: "it raises", isWhole: true }
          : await execute(client, snapshot.replay.statements(analysis, step), chance);
    if (outcome.refusal !== null) {
      refused.push(`${way} of ${revision}: ${outcome.refusal}`);
      return outcome.isWhole;
    }
    state = snapshot.replay.apply(analysis, step, state);
    if (way === "upgrade") undo.push(revision);
    counts[way === "upgrade" ? "upgraded" : "downgraded"]++;
    await check(state, `${way} of ${revision}`);
    return true;
  };
  let goesOn = true;
  for (const revision of order) if (goesOn) goesOn = await run(revision, "upgrade");
  const atHeads = { ...heads };
  const gaps = state.gaps
    .filter((it) => it.touches.kind !== "relation")
    .map((it) => `${it.at.revision}: ${it.why.detail} (${it.touches.kind})`);
  for (const revision of direction === "upgrade" ? [] : undo.toReversed()) {
    if (goesOn) goesOn = await run(revision, "downgrade");
  }
  return { ...counts, revisions: order.length, refused, wrong, ...totals, heads: atHeads, gaps };
}

async function makeVersionTable(client: Client, { analysis }: ProjectSnapshot): Promise<void> {
  const name = `"${analysis.versionTable.replaceAll('"', '""')}"`;
  const schema = analysis.versionTableSchema;
  if (schema !== null) await client.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
  const table = schema === null ? name : `"${schema}".${name}`;
  const key = analysis.versionTablePk ? `, CONSTRAINT "${analysis.versionTable}_pkc" PRIMARY KEY (version_num)` : "";
  await client.query(`CREATE TABLE ${table} (version_num VARCHAR(32) NOT NULL${key})`);
}

/** Codes of "is there already" and "is not there": what `checkfirst` avoids. */
const guardedCodes: ReadonlySet<string> = new Set(["42710", "42P07", "42704", "42P01", "42701", "42P06"]);

interface Outcome {
  /** The server's reason; null when everything ran. */
  readonly refusal: string | null;
  /** Nothing of a refused revision is left behind. */
  readonly isWhole: boolean;
}

/** Runs the statements in one transaction, those of an autocommit block outside of it. A refused statement on rows changes no schema and is passed over. */
async function execute(
  client: Client,
  statements: readonly ReplayStatement[],
  chance: () => boolean,
): Promise<Outcome> {
  let isWhole = true;
  await client.query("BEGIN");
  for (const statement of statements) {
    if (statement.sql === null || (statement.condition !== null && !chance())) continue;
    // What Alembic would have to run outside of a transaction, whatever block it stands in.
    const isAlone =
      statement.operation?.autocommit === true ||
      statement.actions.some((it) => "concurrently" in it && it.concurrently);
    const endsTransaction = statement.actions.some((it) => it.kind === "transaction");
    if (isAlone || endsTransaction) isWhole = false;
    const refusal = await send(client, statement, isAlone);
    if (endsTransaction) await client.query("BEGIN");
    if (refusal === null) continue;
    await client.query("ROLLBACK");
    return { refusal: `${refusal} (${statement.sql.slice(0, 100).replace(/\s+/g, " ")})`, isWhole };
  }
  const refusal = await client.query("COMMIT").then(
    () => null,
    (error: Error) => error.message,
  );
  return { refusal, isWhole };
}

const onRows: ReadonlySet<string> = new Set(["insert", "update", "delete", "select"]);

async function send(client: Client, statement: ReplayStatement, isAlone: boolean): Promise<string | null> {
  await client.query(isAlone ? "COMMIT" : "SAVEPOINT each");
  try {
    await client.query(statement.sql ?? "");
    return null;
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    const isMade = statement.actions.some((it) => it.kind === "createExtension") && code === "42710";
    const isGuarded = statement.guarded && code !== undefined && guardedCodes.has(code);
    if (!isMade && !isGuarded && !statement.actions.every((it) => onRows.has(it.kind))) return message;
    if (!isAlone) await client.query("ROLLBACK TO SAVEPOINT each");
    return null;
  } finally {
    if (isAlone) await client.query("BEGIN");
  }
}
