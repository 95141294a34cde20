import type { Unknown } from "../base/static.ts";
import type { Action } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { applyAction } from "./apply-action.ts";
import { mergeStates } from "./merge-states.ts";
import type { ReplayStatement } from "./replay-statement.ts";
import type { Gap, Origin, SchemaState, Touch } from "./schema-state.ts";
import { existing, isTable, isType, type Work } from "./work.ts";

export interface ApplyContext {
  readonly revision: string;
  readonly direction: "upgrade" | "downgrade";
  /** Major version of PostgreSQL; null when it is not known. */
  readonly postgres: number | null;
}

/** The state after a statement. Where the statement may not run, or is known only in part, what it changes carries a gap. */
export function applyStatement(state: SchemaState, statement: ReplayStatement, context: ApplyContext): SchemaState {
  const { revision, direction, postgres } = context;
  const at: Origin = { revision, direction, ...statement.at };
  const commitsAlone = statement.operation?.autocommit === true;
  const clock = state.clock + 1;
  let before: SchemaState = { ...state, clock, transactionBegan: commitsAlone ? clock : state.transactionBegan };
  for (const action of statement.actions) {
    const work: Work = { state: before, at, postgres };
    const guard = statement.guarded ? fits(work, action) : "yes";
    if (guard === "no") continue;
    applyAction(work, action);
    before = settled(before, work.state, { statement, action, at, guard });
  }
  return commitsAlone || statement.actions.some(endsTransaction) ? { ...before, transactionBegan: clock + 1 } : before;
}

function endsTransaction(action: Action): boolean {
  return action.kind === "transaction" && (action.command === "commit" || action.command === "rollback");
}

/** Without anything uncertain the new state is the result. */
function settled(
  before: SchemaState,
  after: SchemaState,
  options: {
    readonly statement: ReplayStatement;
    readonly action: Action;
    readonly at: Origin;
    readonly guard: "yes" | "unknown";
  },
): SchemaState {
  const { statement, at, guard, action } = options;
  const doubt: Unknown | null =
    statement.condition ?? (guard === "unknown" ? { reason: "query", detail: "whether it is there already" } : null);
  const why = doubt ?? statement.gap;
  if (why === null || after === before) return after;
  const gap: Gap = { at, why, touches: touchOf(action), clock: before.clock };
  return mergeStates(before, after, { gap, mayNotHappen: doubt !== null });
}

/** What a gap of this action names; the facts themselves carry it, so it need not name more. */
function touchOf(action: Action): Touch {
  const name = "table" in action ? action.table : null;
  const known = name?.name.known === true ? name.name.value : null;
  return known === null ? { kind: "names", names: [] } : { kind: "names", names: [known] };
}

/** Whether a guarded action runs: something is made where there is none, or changed where it is. */
function fits(work: Work, action: Action): "yes" | "no" | "unknown" {
  const table = (name: QualifiedName) => {
    const place = existing(work, name, isTable);
    return place === null ? null : (work.state.tables.get(place.key) ?? null);
  };
  const answer = (isThere: boolean, makes: boolean, isSure: boolean): "yes" | "no" | "unknown" =>
    !isSure ? "unknown" : isThere !== makes ? "yes" : "no";
  const sure = (it: { readonly gaps: readonly Gap[] } | null | undefined): boolean =>
    it == null || it.gaps.length === 0;
  const name = (it: { readonly known: boolean; readonly value?: unknown } | null): string =>
    it?.known === true ? String(it.value) : "";
  switch (action.kind) {
    case "createEnum":
    case "createDomain":
    case "createType":
    case "dropType":
    case "renameType": {
      const place = existing(work, action.type, isType);
      const type = place === null ? undefined : work.state.types.get(place.key);
      return answer(type !== undefined, action.kind.startsWith("create"), sure(type));
    }
    case "createTable":
    case "dropTable":
    case "renameTable": {
      const found = table(action.table);
      return answer(found !== null, action.kind === "createTable", sure(found));
    }
    case "addColumn":
    case "dropColumn":
    case "renameColumn": {
      const owner = table(action.table);
      const wanted = action.kind === "addColumn" ? name(action.column.name) : name(action.column);
      const column = owner?.columns.find((it) => it.name === wanted);
      return answer(column !== undefined, action.kind === "addColumn", sure(owner) && sure(column));
    }
    case "addConstraint":
    case "dropConstraint":
    case "renameConstraint": {
      const owner = table(action.table);
      const wanted = action.kind === "addConstraint" ? name(action.constraint.name) : name(action.name);
      const constraint = owner?.constraints.find((it) => it.name === wanted);
      return answer(constraint !== undefined, action.kind === "addConstraint", sure(owner) && sure(constraint));
    }
    case "createIndex":
    case "dropIndex": {
      const index = action.kind === "dropIndex" ? action.index : { schema: action.table.schema, name: action.name };
      if (index.name === null) return "unknown";
      const place = existing(work, { schema: index.schema, name: index.name }, (it, key) =>
        it.state.indexNames.has(key),
      );
      return answer(place !== null, action.kind === "createIndex", true);
    }
    default:
      return "unknown";
  }
}
