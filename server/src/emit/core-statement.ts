import type { Static } from "../base/static.ts";
import type { Operation } from "../migration/operation.ts";
import { type Symbolic, type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
import type { ActionKind } from "../postgres/action.ts";
import type { InsertedColumns } from "../postgres/data-detail.ts";
import { displayName, type QualifiedName } from "../postgres/name.ts";
import type { PyValue } from "../python/value.ts";
import { columnName } from "./column-name.ts";
import { columnsOfRows, coreDetail } from "./core-detail.ts";
import { type Draft, draft, type EmitContext, type RunState, unknownDraft } from "./emit-context.ts";
import { schemaElementDrafts } from "./schema-element.ts";
import { type CallArguments, callArguments } from "./symbolic-call.ts";
import { tableOfSymbolic, tableOfValue } from "./table-name.ts";

export interface CoreStatement {
  readonly base: Symbolic;
  readonly methods: readonly { readonly name: string; readonly call: SymbolicCall }[];
  readonly symbolic: Symbolic;
  readonly operation: Operation;
  readonly context: EmitContext;
  readonly run: RunState;
}

type Change = "insert" | "update" | "delete" | "select";

const functions: Readonly<Record<string, Change>> = {
  "sqlalchemy.insert": "insert",
  "sqlalchemy.dialects.postgresql.insert": "insert",
  "sqlalchemy.update": "update",
  "sqlalchemy.delete": "delete",
  "sqlalchemy.select": "select",
};

/** A statement that was built with SQLAlchemy: INSERT, UPDATE, DELETE, SELECT, and the DDL elements. */
export function coreDrafts(statement: CoreStatement): readonly Draft[] {
  const { base, methods, symbolic } = statement;
  const place = symbolic.span;
  const table = tableOfSymbolic(base);
  const first = methods[0];
  if (table !== null && first !== undefined && isChange(first.name)) {
    return [changeDraft(first.name, table, first.call, methods.slice(1), symbolic)];
  }
  if (base.kind === "call" && base.path !== null) {
    const change = functions[base.path];
    if (change === "select") return [selectDraft(symbolic, methods)];
    if (change !== undefined) {
      const target = tableOfValue(base.args[0]?.value, place);
      return [changeDraft(change, target, null, methods, symbolic)];
    }
    const element = schemaElementDrafts(base, statement.operation, statement.context, statement.run);
    if (element !== null) return element;
  }
  return [
    unknownDraft({ reason: "unsupported", detail: "a statement that was built in a way that is not read" }, place),
  ];
}

function isChange(name: string): name is Change {
  return name === "insert" || name === "update" || name === "delete" || name === "select";
}

function changeDraft(
  change: Change,
  table: QualifiedName,
  call: SymbolicCall | null,
  methods: CoreStatement["methods"],
  symbolic: Symbolic,
): Draft {
  const reads = tablesIn(symbolic).filter((it) => displayName(it) !== displayName(table));
  // Up to 1.4 the WHERE could be the first argument of table.update() and table.delete().
  const args = call === null ? null : callArguments(call, ["whereclause", "values"]);
  if (change === "select") {
    const data = coreDetail(symbolic, methods, args?.get("whereclause").value, null);
    return draft({ kind: "select", tables: [], reads: [table, ...reads], data }, symbolic.span);
  }
  if (change === "insert") {
    const data = coreDetail(symbolic, methods, undefined, insertedColumns(call, methods));
    return draft({ kind: "insert", tables: [table], reads, data }, symbolic.span);
  }
  const data = coreDetail(symbolic, methods, args?.get("whereclause").value, null);
  const { hasWhere } = data;
  const kind: ActionKind = {
    kind: change,
    table,
    reads,
    hasWhere,
    columns: change === "update" ? updatedColumns(args, methods) : [],
    data,
  };
  return draft(kind, symbolic.span);
}

/** The columns of `.values(…)`: keywords, a dictionary, a list of them; null when they are not all known. */
function insertedColumns(call: SymbolicCall | null, methods: CoreStatement["methods"]): InsertedColumns | null {
  const given = [
    ...(call === null ? [] : [call]),
    ...methods.filter((it) => it.name === "values").map((it) => it.call),
  ];
  const rows = given.flatMap((it) =>
    it.args.flatMap(({ name, value }) =>
      name !== null && name !== "values"
        ? []
        : value.type === "list" || value.type === "tuple"
          ? value.elements
          : [value],
    ),
  );
  const ofRows = columnsOfRows(rows);
  if (ofRows === null) return null;
  const keywords = given.flatMap((it) =>
    it.args.flatMap(({ name, value }) => (name === null ? [] : [{ name, value }])),
  );
  return {
    columns: [...keywords.map((it) => it.name), ...ofRows.columns],
    width: null,
    defaulted: [...keywords.filter((it) => it.value.type === "none").map((it) => it.name), ...ofRows.defaulted],
  };
}

/** The columns that `.values(a=1)` and `.values({"a": 1})` name. */
function updatedColumns(args: CallArguments | null, methods: CoreStatement["methods"]): readonly Static<string>[] {
  const calls = methods.filter((it) => it.name === "values").map((it) => callArguments(it.call, ["values"]));
  const all = args === null ? calls : [args, ...calls];
  return all.flatMap((it) => {
    const given = it.get("values");
    const names: Static<string>[] = [];
    for (const [name, argument] of it.keywords) {
      if (name === "values" || name === "whereclause") continue;
      names.push({ known: true, value: name, span: argument.span });
    }
    if (given.value?.type !== "dict") return names;
    return [...names, ...given.value.entries.map((entry) => columnName({ value: entry.key, span: given.span }))];
  });
}

function selectDraft(symbolic: Symbolic, methods: CoreStatement["methods"]): Draft {
  const data = coreDetail(symbolic, methods, undefined, null);
  return draft({ kind: "select", tables: [], reads: tablesIn(symbolic), data }, symbolic.span);
}

/** Every table that an expression names, each once. */
function tablesIn(symbolic: Symbolic): readonly QualifiedName[] {
  const found = new Map<string, QualifiedName>();
  const seen = new Set<Symbolic>();
  const visit = (it: Symbolic): void => {
    if (seen.has(it)) return;
    seen.add(it);
    const table = tableOfSymbolic(it);
    if (table !== null) {
      if (!found.has(displayName(table))) found.set(displayName(table), table);
      return;
    }
    switch (it.kind) {
      case "call":
        visit(it.callee);
        for (const argument of it.args) visitValue(argument.value);
        break;
      case "attribute":
        visit(it.of);
        break;
      case "binary":
        visitValue(it.left);
        visitValue(it.right);
        break;
      case "unary":
        visit(it.operand);
        break;
      case "subscript":
        visit(it.of);
        visitValue(it.index);
        break;
      case "reference":
        break;
    }
  };
  const visitValue = (value: PyValue): void => {
    const inner = symbolicOf(value);
    if (inner !== undefined) visit(inner);
    else if (value.type === "list" || value.type === "tuple" || value.type === "set")
      value.elements.forEach(visitValue);
    else if (value.type === "dict") for (const entry of value.entries) visitValue(entry.value);
  };
  visit(symbolic);
  return [...found.values()];
}
