import type { Answer } from "../base/static.ts";
import type { Statement } from "../emit/statement.ts";
import type { Action } from "../postgres/action.ts";
import { type QualifiedName, sameName } from "../postgres/name.ts";

/** The open conditions under which an operation runs. */
type Conditions = NonNullable<Statement["operation"]>["site"]["conditions"];

/** A relation that the body created, under the name that it has now. */
interface Created {
  readonly name: QualifiedName;
  /** Under these open conditions the creation ran. */
  readonly conditions: Conditions;
  /** False when it may have existed before: IF NOT EXISTS, OR REPLACE, a rename that may mean another table. */
  readonly certain: boolean;
}

type Part = Pick<Statement, "operation" | "actions">;

/** Follows what the statements of a body create, one after the other. */
export interface CreatedTracker {
  add(statement: Part): void;
  /** Whether the relation that `name` means now was created by what was added; `conditions` are those under which the question is asked. */
  created(name: QualifiedName, conditions: Conditions): Answer;
}

export function createdTracker(): CreatedTracker {
  const created: Created[] = [];
  const unread: Action[] = [];
  return {
    add(statement) {
      const conditions = statement.operation?.site.conditions ?? [];
      for (const action of statement.actions) {
        if (action.kind === "doBlock" || action.kind === "unknown") unread.push(action);
        apply(created, action, conditions);
      }
    },
    created(name, conditions) {
      let answer: Answer = unread.some((it) => mayCreate(it, name)) ? "unknown" : "no";
      for (const it of created) {
        const same = sameName(it.name, name);
        if (same === "no") continue;
        if (same === "yes" && it.certain && holdsUnder(it.conditions, conditions)) return "yes";
        answer = "unknown";
      }
      return answer;
    },
  };
}

/**
 * Whether the relation that `name` means just before `upTo` (null: at the end of the body) was created by an earlier statement of the same body.
 * "unknown" when something that could not be read, or that ran under a condition which `upTo` does not share, may have created it.
 * A relation that was dropped, or renamed away, is not there any more: "no".
 */
export function createdInRevision<S extends Part>(
  statements: readonly S[],
  upTo: S | null,
  name: QualifiedName,
): Answer {
  const tracker = createdTracker();
  for (const statement of statements) {
    if (statement === upTo) break;
    tracker.add(statement);
  }
  return tracker.created(name, upTo?.operation?.site.conditions ?? []);
}

/** A creation under conditions is certain for a statement that stands under the same conditions. */
function holdsUnder(conditions: Conditions, shared: Conditions): boolean {
  return conditions.every((it, index) => {
    const other = shared[index];
    return (
      other !== undefined &&
      other.kind === it.kind &&
      other.span.start === it.span.start &&
      other.span.end === it.span.end
    );
  });
}

/** What could not be read may have created the relation; a DO block can do anything. */
function mayCreate(action: Action, name: QualifiedName): boolean {
  if (action.kind !== "unknown") return true;
  return action.touches === null || action.touches.some((it) => sameName(it, name) !== "no");
}

function apply(created: Created[], action: Action, conditions: Conditions): void {
  switch (action.kind) {
    case "createTable":
      created.push({ name: action.table, conditions, certain: !action.ifNotExists });
      break;
    case "createView":
      created.push({ name: action.view, conditions, certain: !action.replace });
      break;
    case "dropTable":
      remove(created, action.table, conditions);
      break;
    case "dropView":
      remove(created, action.view, conditions);
      break;
    case "renameTable": {
      const { table } = action;
      move(created, table, { schema: table.schema, name: action.newName }, conditions);
      break;
    }
    case "setSchema":
      if (action.object === "index" || action.object === "type" || action.object === "function") break;
      move(created, action.name, { schema: action.schema, name: action.name.name }, conditions);
      break;
    case "dropSchema":
      for (let i = created.length - 1; i >= 0; i--) {
        const schema = created[i]?.name.schema;
        if (schema?.known && action.schema.known && schema.value === action.schema.value) created.splice(i, 1);
      }
      break;
    default:
      break;
  }
}

function remove(created: Created[], name: QualifiedName, conditions: Conditions): void {
  for (let i = created.length - 1; i >= 0; i--) {
    const it = created[i];
    if (it === undefined) continue;
    const same = sameName(it.name, name);
    if (same === "no") continue;
    // Dropped for certain only when the drop runs whenever the creation did.
    if (same === "yes" && holdsUnder(conditions, it.conditions)) created.splice(i, 1);
    else created[i] = { ...it, certain: false };
  }
}

/** The relation has another name from here on; a new name of one that was not created here belongs to an old relation. */
function move(created: Created[], from: QualifiedName, to: QualifiedName, conditions: Conditions): void {
  for (const [index, it] of [...created.entries()]) {
    const same = sameName(it.name, from);
    if (same === "no") continue;
    const isCertain = same === "yes" && holdsUnder(conditions, it.conditions);
    if (isCertain) created[index] = { ...it, name: to };
    else {
      created[index] = { ...it, certain: false };
      created.push({ name: to, conditions, certain: false });
    }
  }
}
