import type { Unknown } from "../base/static.ts";
import type { Statement } from "../emit/statement.ts";
import { applyStatement } from "../schema/apply-statement.ts";
import type { StatementStep } from "../schema/replay.ts";
import type { ReplayStatement } from "../schema/replay-statement.ts";
import type { SchemaState } from "../schema/schema-state.ts";
import { statesAround } from "../schema/states-around.ts";
import { actionLocks } from "./action-locks.ts";
import { type EffectDraft, mergeDrafts } from "./effect-draft.ts";
import type { LockEffect } from "./lock-effect.ts";
import { blockedTraffic } from "./lock-mode.ts";
import { type LockSchema, lockSchema } from "./lock-schema.ts";
import { type TransactionState, type TransactionTracker, transactionTracker } from "./transaction.ts";

/** A statement of an operation, or of the replay. */
export type PlannedStatement = Pick<Statement, "operation" | "actions" | "gap" | "span"> & {
  readonly condition?: Unknown | null;
  readonly guarded?: boolean;
};

export interface LockOptions {
  /** Major version of the server; null: the newest that Limbeck knows. */
  readonly postgres: number | null;
  /** The schema before the first statement; null: nothing is known about it. */
  readonly schema: SchemaState | null;
  /** What the replay makes of the statements, each with the schema before it: it reads what is rendered, and knows more than their actions tell. */
  readonly replayed?: () => readonly StatementStep[];
  /** One transaction for each revision (true) or for the whole run (false); null or absent: not known. */
  readonly transactionPerMigration?: boolean | null;
}

/** What the statements of one body lock, one after the other. */
export interface LockPlan<S extends PlannedStatement = PlannedStatement> {
  /** The relations that a statement locks, those it names first. Empty: certainly none that existed before. */
  effects(statement: S): readonly LockEffect[];
  /** The transaction in which it runs, and what that has done before. */
  transaction(statement: S): TransactionState;
  /** What the transaction holds just before the statement: the strongest lock on each relation. */
  heldBefore(statement: S): readonly LockEffect[];
  /** The schema just before the statement; null: not known. */
  schemaBefore(statement: S): SchemaState | null;
}

/** The newest version of which every fact was seen. */
export const newestPostgres = 18;

/** The locks of the statements of one body, in order. Computed at the first question. */
export function lockPlan<S extends PlannedStatement>(statements: readonly S[], options: LockOptions): LockPlan<S> {
  let schemas: ReadonlyMap<PlannedStatement, SchemaState> | null = null;
  const schemaAt = (statement: PlannedStatement): SchemaState | null => {
    schemas ??= schemasBefore(statements, options);
    return schemas.get(statement) ?? null;
  };
  let computed: Computed | null = null;
  const plan = (): Computed => {
    computed ??= compute(statements, options, schemaAt);
    return computed;
  };
  let transactions: ReadonlyMap<PlannedStatement, TransactionState> | null = null;
  return {
    effects: (statement) => plan().effects.get(statement) ?? [],
    transaction(statement) {
      transactions ??= transactionStates(statements, options);
      return transactions.get(statement) ?? transactionTracker(statements, options).enter(statement);
    },
    heldBefore(statement) {
      const at = statements.indexOf(statement);
      const first = plan().states.get(statement)?.firstStatement ?? at;
      const earlier = statements.slice(first, at).flatMap((it) => plan().drafts.get(it) ?? []);
      return finished(mergeDrafts(earlier), plan().states.get(statement) ?? null, null);
    },
    schemaBefore: schemaAt,
  };
}

/** The locks of one statement of a body; `lockPlan` answers for all of them at the price of one. */
export function lockEffects<S extends PlannedStatement>(
  statements: readonly S[],
  statement: S,
  options: LockOptions,
): readonly LockEffect[] {
  return lockPlan(statements, options).effects(statement);
}

interface Computed {
  readonly effects: ReadonlyMap<PlannedStatement, readonly LockEffect[]>;
  readonly drafts: ReadonlyMap<PlannedStatement, readonly EffectDraft[]>;
  readonly states: ReadonlyMap<PlannedStatement, TransactionState>;
}

/** The schema that each statement finds; none where the schema before the first is not known. */
function schemasBefore(
  statements: readonly PlannedStatement[],
  { schema, postgres, replayed: steps }: LockOptions,
): ReadonlyMap<PlannedStatement, SchemaState> {
  const found = new Map<PlannedStatement, SchemaState>();
  if (schema === null) return found;
  const context = { revision: "", direction: "upgrade", postgres: postgres ?? newestPostgres } as const;
  let state = schema;
  // What comes behind the last operation is not asked for.
  const exact = statesAround(steps?.() ?? [], schema);
  let last: PlannedStatement | null = null;
  for (const statement of statements) {
    const { operation } = statement;
    const told = operation === null || operation === last?.operation ? undefined : exact(operation)?.before;
    // Only what the replay does not tell is applied a second time.
    if (told !== undefined) state = told;
    else if (last !== null) state = applyStatement(state, replayed(last), context);
    last = statement;
    found.set(statement, state);
  }
  return found;
}

function transactionStates(
  statements: readonly PlannedStatement[],
  options: LockOptions,
): ReadonlyMap<PlannedStatement, TransactionState> {
  const tracker = transactionTracker(statements, options);
  return new Map(statements.map((it) => [it, tracker.enter(it)]));
}

function compute(
  statements: readonly PlannedStatement[],
  options: LockOptions,
  schemaAt: (statement: PlannedStatement) => SchemaState | null,
): Computed {
  const effects = new Map<PlannedStatement, readonly LockEffect[]>();
  const drafts = new Map<PlannedStatement, readonly EffectDraft[]>();
  const states = new Map<PlannedStatement, TransactionState>();
  const tracker = transactionTracker(statements, options);
  const postgres = options.postgres ?? newestPostgres;
  let questions: LockSchema | null = null;
  for (const statement of statements) {
    const state = tracker.enter(statement);
    states.set(statement, state);
    const schema = schemaAt(statement);
    if (questions === null || questions.state !== schema) questions = lockSchema(schema);
    const context = { postgres, fixedZone: state.fixedZone, schema: questions };
    const found = mergeDrafts(statement.actions.flatMap((it) => actionLocks(it, context)));
    drafts.set(statement, found);
    effects.set(statement, finished(found, state, tracker));
  }
  return { effects, drafts, states };
}

function replayed(statement: PlannedStatement): ReplayStatement {
  const { operation, actions, span, gap } = statement;
  const condition = operation?.site.conditions.at(-1);
  const isGuarded = operation?.directive === "schema_create" || operation?.directive === "schema_drop";
  return {
    operation,
    at: { operation: operation?.index ?? 0, gap: null },
    sql: null,
    span,
    actions,
    gap,
    condition:
      statement.condition ?? (condition === undefined ? null : { reason: "condition", detail: condition.text }),
    guarded: statement.guarded ?? isGuarded,
  };
}

/** Drafts with what the transaction makes of them. `tracker` stands at the statement; without it nothing is asked about new relations. */
function finished(
  drafts: readonly EffectDraft[],
  state: TransactionState | null,
  tracker: TransactionTracker | null,
): readonly LockEffect[] {
  return drafts.map(({ target, mode, alone, waits, ...rest }): LockEffect => {
    const isNew =
      target === null ? "unknown" : target.object === "index" ? "no" : (tracker?.createdNow(target.name) ?? "no");
    return {
      relation: target?.name ?? null,
      object: target?.object ?? "unknown",
      table: target?.owner ?? null,
      mode,
      blocks: mode === null ? null : isNew === "yes" ? [] : blockedTraffic(mode),
      rewrites: rest.rewrites,
      scans: rest.scans,
      heldUntil: alone || state?.autocommit === true ? "statement" : "transaction",
      locksRows: rest.locksRows,
      waitsForTransactions: waits,
      isNew,
      facts: rest.facts,
      doubt: rest.doubt,
    };
  });
}
