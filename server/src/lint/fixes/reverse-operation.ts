import type { Statement } from "../../emit/statement.ts";
import type { BoundArgument, Operation } from "../../migration/operation.ts";
import type { ActionKind } from "../../postgres/action.ts";
import type { PyValue } from "../../python/value.ts";
import { pythonString } from "./python-text.ts";
import { type PythonStyle, renderValue } from "./render-value.ts";
import { reverseAction } from "./reverse-action.ts";

/** Python statements that take an operation back. `inBatch`: they belong into a block for the operation's table. */
export type ReverseOperation =
  | { readonly kind: "code"; readonly lines: readonly string[]; readonly inBatch: boolean }
  | { readonly kind: "nothing" }
  | { readonly kind: "unknown"; readonly what: string };

export interface ReverseSurroundings {
  /** The statements of this operation. */
  readonly statements: readonly Statement[];
  readonly style: PythonStyle;
}

const unknown = (what: string): ReverseOperation => ({ kind: "unknown", what });

/**
 * Takes back one operation of `upgrade()` where that is certain; what needs the former state of the database (a dropped column, changed
 * rows) is unknown, with a phrase that completes "Write how to …". Parameters are those of Alembic 1.20.
 */
export function reverseOperation(operation: Operation, surroundings: ReverseSurroundings): ReverseOperation {
  const condition = operation.site.conditions.at(-1);
  const phrase = `take back ${operation.name}`;
  if (operation.bindingError !== null || operation.openArguments !== null) return unknown(phrase);
  if (condition !== undefined) return unknown(`${phrase}, which the upgrade does only under a condition`);
  const writer = callWriter(operation, surroundings.style);
  switch (operation.directive) {
    case "create_table":
      return createTable(operation, writer, surroundings);
    case "add_column":
      return addColumn(operation, writer, surroundings);
    case "create_index":
      return createIndex(operation, writer, surroundings);
    case "create_unique_constraint":
      return createConstraint("unique", operation, writer, surroundings);
    case "create_foreign_key":
      return createConstraint("foreignkey", operation, writer, surroundings);
    case "create_check_constraint":
      return createConstraint("check", operation, writer, surroundings);
    case "create_primary_key":
      return createConstraint("primary", operation, writer, surroundings);
    case "create_exclude_constraint":
      return createConstraint(null, operation, writer, surroundings);
    case "alter_column":
      return alterColumn(operation, writer);
    case "rename_table": {
      const [from, to] = [given(operation, "old_table_name"), given(operation, "new_table_name")];
      return writer.call("rename_table", [to, from], {}) ?? unknown("rename the table back");
    }
    case "create_table_comment":
    case "drop_table_comment":
      return tableComment(operation, writer);
    case "bulk_insert":
      return unknown("delete the rows that the upgrade inserts");
    case "custom":
    case "invoke":
    case "run_async":
    case "static_output":
      return unknown(phrase);
    default:
      return byActions(surroundings, phrase);
  }
}

/** An argument that the migration gives itself, or that its batch block gives. */
function given(operation: Operation, name: string): BoundArgument | null {
  const argument = operation.args.get(name) ?? operation.kw.get(name);
  return argument === undefined || argument.passed === "default" ? null : argument;
}

type Argument = BoundArgument | PyValue | string | null;

interface CallWriter {
  readonly inBatch: boolean;
  /** One call of `op` or `batch_op`; the table and the schema are left out in a batch block. Null when an argument cannot be written. */
  call(
    directive: string,
    positional: readonly Argument[],
    keywords: Readonly<Record<string, Argument>>,
  ): ReverseOperation | null;
  string(value: string): string;
}

function callWriter(operation: Operation, style: PythonStyle): CallWriter {
  const inBatch = operation.name.startsWith("batch_op.");
  const render = (argument: Argument): string | null => {
    if (argument === null) return null;
    if (typeof argument === "string") return argument;
    return renderValue("value" in argument && "passed" in argument ? argument.value : argument, style);
  };
  const fromBlock = (argument: Argument): boolean =>
    argument !== null && typeof argument !== "string" && "passed" in argument && argument.passed === "batch";
  return {
    inBatch,
    string: (value) => pythonString(value, style.quote),
    call(directive, positional, keywords) {
      const written: (string | null)[] = positional.filter((it) => !fromBlock(it)).map(render);
      for (const [name, argument] of Object.entries(keywords)) {
        if (argument === null || fromBlock(argument)) continue;
        const value = render(argument);
        written.push(value === null ? null : `${name}=${value}`);
      }
      const schema = given(operation, "schema") ?? given(operation, "source_schema");
      if (schema !== null && schema.passed !== "batch" && schema.value.type !== "none") {
        const value = render(schema);
        written.push(value === null ? null : `schema=${value}`);
      }
      if (written.includes(null)) return null;
      const callee = `${inBatch ? "batch_op" : style.op}.${directive}`;
      return { kind: "code", lines: [`${callee}(${written.join(", ")})`], inBatch };
    },
  };
}

function createTable(
  operation: Operation,
  writer: CallWriter,
  { statements, style }: ReverseSurroundings,
): ReverseOperation {
  const ifNotExists = given(operation, "if_not_exists");
  if (ifNotExists !== null && !isFalse(ifNotExists.value)) {
    return unknown("drop the table if this revision created it");
  }
  const drop = writer.call("drop_table", [given(operation, "table_name")], {});
  if (drop?.kind !== "code") return unknown("drop the table that the upgrade creates");
  const types: string[] = [];
  for (const { action, reverse } of reversedActions(statements, ["createEnum", "createDomain"])) {
    if (reverse.kind !== "sql")
      return unknown(`drop the table and its ${action.kind === "createEnum" ? "enum" : "domain"}`);
    types.push(`${style.op}.execute(${pythonString(reverse.sql, style.quote)})`);
  }
  return { ...drop, lines: [...drop.lines, ...types] };
}

function addColumn(operation: Operation, writer: CallWriter, { statements }: ReverseSurroundings): ReverseOperation {
  const what = "drop the new column";
  const ifNotExists = given(operation, "if_not_exists");
  if (ifNotExists !== null && !isFalse(ifNotExists.value)) return unknown(`${what} if this revision added it`);
  const column = find(statements, "addColumn")?.column.name;
  if (column?.known !== true) return unknown(what);
  return writer.call("drop_column", [given(operation, "table_name"), writer.string(column.value)], {}) ?? unknown(what);
}

function createIndex(operation: Operation, writer: CallWriter, { statements }: ReverseSurroundings): ReverseOperation {
  const what = "drop the new index";
  const table = given(operation, "table_name");
  const name = given(operation, "index_name");
  let written: Argument = name;
  if (name === null || name.value.type === "none") {
    const emitted = find(statements, "createIndex")?.name;
    if (emitted?.known !== true) return unknown(what);
    written = writer.string(emitted.value);
  }
  const keywords: Record<string, Argument> = {};
  if (!writer.inBatch) keywords.table_name = table;
  const ifNotExists = given(operation, "if_not_exists");
  if (ifNotExists !== null && !isFalse(ifNotExists.value)) keywords.if_exists = "True";
  const concurrently = given(operation, "postgresql_concurrently");
  if (concurrently !== null) keywords.postgresql_concurrently = concurrently;
  return writer.call("drop_index", [written], keywords) ?? unknown(what);
}

function createConstraint(
  type: string | null,
  operation: Operation,
  writer: CallWriter,
  { statements, style }: ReverseSurroundings,
): ReverseOperation {
  const what = "drop the new constraint, whose name is not known here";
  const name = given(operation, "constraint_name");
  let written: Argument = name;
  if (name === null || name.value.type === "none") {
    // A known name of a constraint that is given none comes from the project's naming convention.
    const conventional = find(statements, "addConstraint")?.constraint.name;
    if (conventional?.known !== true) return unknown(what);
    written = `${style.op}.f(${writer.string(conventional.value)})`;
  }
  const table = given(operation, "source_table") ?? given(operation, "table_name");
  return (
    writer.call("drop_constraint", [written, table], type === null ? {} : { type_: writer.string(type) }) ??
    unknown(what)
  );
}

/** What each part of an `alter_column` was before, by the parameter that says so. */
const formerValues: readonly (readonly [string, string])[] = [
  ["type_", "existing_type"],
  ["nullable", "existing_nullable"],
  ["server_default", "existing_server_default"],
  ["comment", "existing_comment"],
];

function alterColumn(operation: Operation, writer: CallWriter): ReverseOperation {
  const [table, column] = [given(operation, "table_name"), given(operation, "column_name")];
  const renamed = given(operation, "new_column_name");
  const name = [table, column].map((it) => (it?.value.type === "str" ? it.value.value : "?")).join(".");
  const what = `restore the former definition of ${name}`;
  const keywords: Record<string, Argument> = {};
  let changes = renamed !== null && renamed.value.type !== "none";
  for (const [parameter, former] of formerValues) {
    const [now, before] = [given(operation, parameter), given(operation, former)];
    const absent =
      now === null ||
      // None takes a default or a comment away; False is what says nothing of it.
      (parameter === "type_" || parameter === "nullable"
        ? now.value.type === "none"
        : now.value.type === "bool" && !now.value.value);
    if (absent) {
      if (before !== null) keywords[former] = before;
      continue;
    }
    if (before === null || (before.value.type === "none" && (parameter === "type_" || parameter === "nullable"))) {
      return unknown(`${what}: the upgrade does not say its ${former}`);
    }
    changes = true;
    keywords[parameter] = before;
    keywords[former] = now;
  }
  if (!changes) return { kind: "nothing" };
  if (operation.kw.size > 0) return unknown(`${what}; the upgrade gives ${[...operation.kw.keys()].join(", ")}`);
  const back = renamed !== null && renamed.value.type !== "none";
  if (back) keywords.new_column_name = column;
  return writer.call("alter_column", [table, back ? renamed : column], keywords) ?? unknown(what);
}

function tableComment(operation: Operation, writer: CallWriter): ReverseOperation {
  const what = "restore the former comment of the table";
  const table = given(operation, "table_name");
  const former = given(operation, "existing_comment");
  const comment = given(operation, "comment");
  if (former === null) return unknown(what);
  if (former.value.type === "none") {
    if (operation.directive === "drop_table_comment") return unknown(what);
    return writer.call("drop_table_comment", [table], { existing_comment: comment }) ?? unknown(what);
  }
  return writer.call("create_table_comment", [table, former], { existing_comment: comment }) ?? unknown(what);
}

/** SQL text, and objects that create themselves: each action is taken back by SQL, in reverse order. */
function byActions({ statements, style }: ReverseSurroundings, phrase: string): ReverseOperation {
  if (statements.length === 0) return unknown(phrase);
  const lines: string[] = [];
  for (const statement of statements.toReversed()) {
    if (statement.syntaxError !== null || statement.gap !== null || statement.actions.length === 0) {
      return unknown(phrase);
    }
    for (const action of statement.actions.toReversed()) {
      const reverse = reverseAction(action);
      if (reverse.kind === "unknown") return reverse;
      if (reverse.kind === "sql") lines.push(`${style.op}.execute(${pythonString(reverse.sql, style.quote)})`);
    }
  }
  return lines.length === 0 ? { kind: "nothing" } : { kind: "code", lines, inBatch: false };
}

function reversedActions(statements: readonly Statement[], kinds: readonly ActionKind["kind"][]) {
  return statements
    .flatMap((it) => it.actions)
    .filter((it) => kinds.includes(it.kind))
    .toReversed()
    .map((action) => ({ action, reverse: reverseAction(action) }));
}

function find<K extends ActionKind["kind"]>(
  statements: readonly Statement[],
  kind: K,
): Extract<ActionKind, { readonly kind: K }> | null {
  for (const statement of statements) {
    for (const action of statement.actions) {
      // `kind` decides the type; the compiler cannot follow that through a type parameter.
      if (action.kind === kind) return action as unknown as Extract<ActionKind, { readonly kind: K }>;
    }
  }
  return null;
}

function isFalse(value: PyValue): boolean {
  return value.type === "none" || (value.type === "bool" && !value.value);
}
