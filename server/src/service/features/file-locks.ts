import type { RenderedBody, RenderedItem } from "../../emit/render/render-body.ts";
import type { LockEffect } from "../../locks/lock-effect.ts";
import type { LockPlan, PlannedStatement } from "../../locks/lock-plan.ts";
import type { Operation } from "../../migration/operation.ts";
import type { ReplayStep } from "../../schema/replay.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { operationKey } from "./operation-key.ts";
import { schemaAfter, schemaBefore, stepOf } from "./schema-at.ts";

/** What `upgrade()` or `downgrade()` of one revision locks. */
export interface FileLocks {
  /** Of all its statements. */
  readonly all: () => readonly LockEffect[];
  /** Of all statements of an operation. */
  readonly ofOperation: (operation: Operation) => readonly LockEffect[];
  /** Of each printed statement of the body. */
  readonly ofItems: (body: RenderedBody) => (item: RenderedItem) => readonly LockEffect[];
}

type Direction = "upgrade" | "downgrade";
type Sent = PlannedStatement & { readonly sql?: string | null };

/** The locks of a migration: with the schema of its ancestors where a project holds it, otherwise of its statements alone. */
export function fileLocks(snapshot: Snapshot, file: SourceFile, direction: Direction): FileLocks {
  const project = snapshot.projectOf(file);
  const revision = snapshot.read(file)?.header?.revision ?? null;
  if (project !== null && revision !== null && project.fileOf(revision) === file) {
    return revisionLocks(snapshot, project, revision, direction);
  }
  const { analysis } = snapshot.configuration(file);
  const statements = snapshot.statements(file)[direction];
  return locksOf(statements, snapshot.lockPlans.of(statements, { postgres: analysis.postgres, schema: null }));
}

/** The locks of one revision that runs behind its ancestors, or is undone after itself. */
export function revisionLocks(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  revision: string,
  direction: Direction,
): FileLocks {
  const schema = (direction === "upgrade" ? schemaBefore : schemaAfter)(snapshot, project, revision);
  return stepLocks(snapshot, project, stepOf(snapshot, project, revision, direction), schema);
}

/** The locks of one step that runs on `schema`; null when nothing is known of it. */
export function stepLocks(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  step: ReplayStep,
  schema: SchemaState | null,
): FileLocks {
  const { analysis } = project;
  const statements = snapshot.replay.statements(analysis, step);
  const { postgres, transactionPerMigration } = analysis;
  return locksOf(statements, snapshot.lockPlans.of(statements, { postgres, schema, transactionPerMigration }));
}

/**
 * Statements come from the online reading of a file and printed items from the offline one, in which a migration may take another way: an operation is the
 * same in both when it is the same call, reached through the same calls, in the same turn of its loop.
 */
function locksOf(statements: readonly Sent[], plan: LockPlan): FileLocks {
  const sent = new Map<string, Sent[][]>();
  let former: Operation | null = null;
  for (const it of statements) {
    if (it.operation === null) continue;
    const key = operationKey(it.operation);
    const turns = sent.get(key) ?? [];
    if (it.operation !== former || turns.length === 0) turns.push([]);
    turns.at(-1)?.push(it);
    sent.set(key, turns);
    former = it.operation;
  }
  const effects = (found: readonly Sent[]): readonly LockEffect[] => found.flatMap((it) => plan.effects(it));
  return {
    all: () => effects(statements),
    ofOperation: (operation) => (sent.get(operationKey(operation)) ?? []).flatMap(effects),
    ofItems(body) {
      const found = new Map<RenderedItem, readonly LockEffect[]>();
      const turns = new Map<string, number>();
      for (const [operation, items] of itemsByOperation(body)) {
        const key = operationKey(operation);
        const turn = turns.get(key) ?? 0;
        turns.set(key, turn + 1);
        const own = sent.get(key)?.[turn] ?? [];
        for (const [item, statement] of paired(items, own)) {
          found.set(item, [...(found.get(item) ?? []), ...plan.effects(statement)]);
        }
        // A run with a connection sends the rows of a bulk insert at once.
        if (own.length > 0) for (const it of items) if (!found.has(it)) found.set(it, effects(own));
      }
      return (item) => found.get(item) ?? (item.kind === "statement" ? [notRead(item)] : []);
    },
  };
}

/** The printed statements of each operation, in order; an operation without any has none. */
function itemsByOperation(body: RenderedBody): ReadonlyMap<Operation, readonly RenderedItem[]> {
  const items = new Map<Operation, RenderedItem[]>();
  for (const it of body.items) {
    if (it.kind === "transaction" || it.operation === null) continue;
    const same = items.get(it.operation) ?? [];
    if (it.kind === "statement") same.push(it);
    items.set(it.operation, same);
  }
  return items;
}

/** A statement that `--sql` prints and that the online reading of the file does not have: what it would lock is not known. */
function notRead({ operation }: RenderedItem & { readonly kind: "statement" }): LockEffect {
  return {
    relation: null,
    object: "unknown",
    mode: null,
    blocks: null,
    rewrites: null,
    scans: null,
    heldUntil: operation.autocommit ? "statement" : "transaction",
    locksRows: false,
    waitsForTransactions: false,
    isNew: "unknown",
    facts: [],
    doubt: "whether a run with a connection sends it",
  };
}

/**
 * Which statements a printed text holds. Mostly they are one for one; SQL text of the migration may hold several, and an online run may leave out
 * or name differently what `--sql` prints.
 */
function paired(items: readonly RenderedItem[], sent: readonly Sent[]): readonly (readonly [RenderedItem, Sent])[] {
  const pairs: (readonly [RenderedItem, Sent])[] = [];
  let at = 0;
  sent.forEach((statement, index) => {
    if (items.length === sent.length) at = index;
    else {
      const holder = items.findIndex((it, number) => number >= at && holds(it, statement));
      if (holder !== -1) at = holder;
    }
    const item = items[at];
    if (item !== undefined) pairs.push([item, statement]);
  });
  return pairs;
}

function holds(item: RenderedItem, { sql }: Sent): boolean {
  return item.kind === "statement" && typeof sql === "string" && item.sql.includes(sql.trim());
}
