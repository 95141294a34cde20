import type { Statement } from "../emit/statement.ts";
import type { ActionOf } from "../locks/action-of.ts";
import { displayName, type QualifiedName } from "../postgres/name.ts";
import { findTable } from "../schema/find-table.ts";
import type { OptionDefinition, RuleContext } from "./rule.ts";

/** An INSERT, UPDATE or DELETE. */
export type DataAction =
  | (ActionOf<"insert"> & { readonly kind: "insert" })
  | (ActionOf<"update"> & { readonly kind: "update" | "delete" });

/**
 * How much of its tables a statement goes through: "few" rows, by a key or as they are written in the migration; a "batch" of them (a range of a key, LIMIT); "many": nothing keeps it
 * from being all of them; "unknown": by columns that may or may not tell one row from others.
 */
export type DataExtent = "few" | "batch" | "many" | "unknown";

/** Tables whose rows nobody need count, as an option of a rule. */
export const smallTables: OptionDefinition = {
  default: [],
  description: "Tables (`roles`, `app.roles`) that are small, so that going through all of their rows takes no time.",
};

/** How many rows a statement goes through, and of which existing tables. Tables that this revision created, and small ones, do not count. */
export function dataExtent(
  action: DataAction,
  statement: Statement,
  ctx: RuleContext,
): { readonly extent: DataExtent; readonly tables: readonly QualifiedName[] } {
  const isCounted = (it: QualifiedName): boolean => ctx.createdBefore(it) !== "yes" && !isSmall(it, ctx);
  if (action.kind === "insert") {
    // What is written into a table is as long as what is read for it.
    const tables = action.data?.fromQuery === true ? action.reads.filter(isCounted) : [];
    if (tables.length === 0) return { extent: "few", tables };
    return { extent: ofChoice(action, tables[0] ?? null, statement, ctx), tables };
  }
  const tables = [action.table].filter(isCounted);
  return { extent: tables.length === 0 ? "few" : ofChoice(action, action.table, statement, ctx), tables };
}

export function isSmall(table: QualifiedName, { options }: Pick<RuleContext, "options">): boolean {
  const small = Array.isArray(options.smallTables) ? options.smallTables : [];
  return small.includes(displayName(table)) || (table.name.known && small.includes(table.name.value));
}

function ofChoice(action: DataAction, table: QualifiedName | null, statement: Statement, ctx: RuleContext): DataExtent {
  const { data } = action;
  if (data === undefined) return "unknown";
  if (data.condensed && action.kind === "insert") return "few";
  const isRange = data.ranges.some((it, at) => data.ranges.indexOf(it) !== at);
  if (data.limited || isRange) return "batch";
  if (data.keys.length === 0) return data.ranges.length > 0 ? "unknown" : "many";
  const state = ctx.schemaAt(statement);
  const found = state === null || table === null ? null : findTable(state, table);
  if (found?.answer !== "yes") return "unknown";
  const { constraints, indexes } = found.table;
  const keys = [
    ...constraints.filter((it) => it.type === "primaryKey" || it.type === "unique").map((it) => it.columns),
    ...indexes.filter((it) => it.unique && it.where === null).map((it) => it.elements.map((one) => one.column)),
  ];
  const isKey = keys.some((key) => key.length > 0 && key.every((it) => it !== null && data.keys.includes(it)));
  return isKey ? "few" : "unknown";
}
