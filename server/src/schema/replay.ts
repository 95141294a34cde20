import type { Body } from "../migration/migration-file.ts";
import type { SqlParser } from "../postgres/sql-parser.ts";
import type { AnalysisConfig } from "../project/project-config.ts";
import { applyStatement } from "./apply-statement.ts";
import { emptySchema } from "./empty-schema.ts";
import { endRevision } from "./end-revision.ts";
import type { ReplayStatement } from "./replay-statement.ts";
import { replayStatements } from "./replay-statements.ts";
import type { Gap, SchemaState } from "./schema-state.ts";

/** One revision of a run. */
export interface ReplayStep {
  readonly revision: string;
  readonly direction: "upgrade" | "downgrade";
  /** Null when the file cannot be read: what it does is not known. */
  readonly body: Body | null;
  /** What the step is remembered by: the file as it was read. */
  readonly source: object;
}

/**
 * Applies revisions to schemas and remembers every state by the content of the steps that led to it: the same bodies in the same order under the same configuration are replayed once.
 * Nothing is invalidated by hand; what no body leads to any more is collected with it.
 */
export interface Replay {
  /** The state after these steps, begun with an empty database. */
  after(config: AnalysisConfig, steps: readonly ReplayStep[]): SchemaState;
  /** What one revision does to a state, statement by statement: each with the state just before it. */
  steps(config: AnalysisConfig, step: ReplayStep, before: SchemaState): readonly StatementStep[];
  /** The state after one revision; remembered for a state and a step that were asked together before. */
  apply(config: AnalysisConfig, step: ReplayStep, before: SchemaState): SchemaState;
  /** What a step sends to the database; remembered. None when its file cannot be read. */
  statements(config: AnalysisConfig, step: ReplayStep): readonly ReplayStatement[];
  readonly counters: { readonly replayed: number };
}

export interface StatementStep {
  readonly statement: ReplayStatement;
  readonly before: SchemaState;
}

/** What one revision does to a state. Whoever asks for a statement's schema gets what the replay went through: nothing is applied twice. */
interface Replayed {
  readonly steps: readonly StatementStep[];
  readonly after: SchemaState;
}

interface ByConfig {
  readonly empty: SchemaState;
  readonly statements: WeakMap<object, Map<ReplayStep["direction"], readonly ReplayStatement[]>>;
  /** By the state before, the source, the direction and the revision. */
  readonly replayed: WeakMap<SchemaState, WeakMap<object, Map<string, Replayed>>>;
}

export function createReplay(parser: SqlParser): Replay {
  const counters = { replayed: 0 };
  const configs = new WeakMap<AnalysisConfig, ByConfig>();
  const byContent = new Map<string, ByConfig>();

  const memoOf = (config: AnalysisConfig): ByConfig => {
    const known = configs.get(config);
    if (known !== undefined) return known;
    const content = JSON.stringify({ ...config, problems: [] });
    const memo = byContent.get(content) ?? {
      empty: emptySchema({
        schema: config.versionTableSchema,
        name: config.versionTable,
        hasPrimaryKey: config.versionTablePk,
      }),
      statements: new WeakMap(),
      replayed: new WeakMap(),
    };
    byContent.set(content, memo);
    configs.set(config, memo);
    return memo;
  };

  const statements = (config: AnalysisConfig, { body, source, direction }: ReplayStep): readonly ReplayStatement[] => {
    if (body === null) return [];
    const memo = memoOf(config).statements;
    const directions = memo.get(source) ?? new Map<ReplayStep["direction"], readonly ReplayStatement[]>();
    memo.set(source, directions);
    const found = directions.get(direction) ?? replayStatements(body, { parser, config: online(config) });
    directions.set(direction, found);
    return found;
  };

  const replayed = (config: AnalysisConfig, step: ReplayStep, before: SchemaState): Replayed => {
    const memo = memoOf(config).replayed;
    const bodies = memo.get(before) ?? new WeakMap<object, Map<string, Replayed>>();
    memo.set(before, bodies);
    const found = bodies.get(step.source) ?? new Map<string, Replayed>();
    bodies.set(step.source, found);
    const name = `${step.direction} ${step.revision}`;
    const known = found.get(name);
    if (known !== undefined) return known;
    counters.replayed++;
    const { revision, direction } = step;
    const steps: StatementStep[] = [];
    let state = step.body === null ? unreadState(before, step) : before;
    for (const statement of statements(config, step)) {
      steps.push({ statement, before: state });
      state = applyStatement(state, statement, { revision, direction, postgres: config.postgres });
    }
    const after = endRevision(state, { transactionPerMigration: config.transactionPerMigration === true });
    const result = { steps, after };
    found.set(name, result);
    return result;
  };

  return {
    counters,
    statements,
    apply: (config, step, before) => replayed(config, step, before).after,
    after: (config, steps) => steps.reduce((state, step) => replayed(config, step, state).after, memoOf(config).empty),
    steps: (config, step, before) => replayed(config, step, before).steps,
  };
}

/** The offline run may be configured otherwise; a server gets what the online one says. */
function online(config: AnalysisConfig): AnalysisConfig {
  return { ...config, offlineNamingConvention: null };
}

function unreadState(before: SchemaState, { revision, direction }: ReplayStep): SchemaState {
  const clock = before.clock + 1;
  const gap: Gap = {
    at: { revision, direction, operation: 0, gap: null },
    why: { reason: "unsupported", detail: "the file cannot be read" },
    touches: { kind: "anything" },
    clock,
  };
  return { ...before, clock, gaps: [...before.gaps, gap] };
}
