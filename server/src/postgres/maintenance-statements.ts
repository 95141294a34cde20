import type { Action } from "./action.ts";
import { act, relation, type SqlContext } from "./sql-context.ts";
import { listOf, nodeOf, type TreeNode, textOf, unwrap, unwrapAs } from "./tree.ts";

/** `VacuumStmt` (VACUUM and ANALYZE): one action a table; a null table is the whole database. */
export function vacuum(context: SqlContext, node: TreeNode): readonly Action[] {
  const kind = node.is_vacuumcmd === true ? "vacuum" : "analyze";
  const full = kind === "vacuum" && hasOption(node.options, "full");
  const tables = listOf(node.rels).map((it) => relation(context, nodeOf(unwrapAs(it, "VacuumRelation")?.relation)));
  return (tables.length > 0 ? tables : [null]).map((table) => act(context, { kind, table, full }));
}

/** An option that is named and not switched off: `VACUUM (FULL)`, `VACUUM (FULL TRUE)`. */
function hasOption(options: unknown, name: string): boolean {
  const option = listOf(options)
    .map((it) => unwrapAs(it, "DefElem"))
    .find((it) => it?.defname === name);
  if (option === undefined || option === null) return false;
  const { node } = unwrap(option.arg);
  const value = String(node.sval ?? node.boolval ?? node.ival ?? "on");
  return !["off", "false", "0", "no"].includes(value.toLowerCase());
}

/** `ClusterStmt`; its table is null for CLUSTER of all tables. */
export function cluster(context: SqlContext, node: TreeNode): readonly Action[] {
  const table = node.relation === undefined ? null : relation(context, nodeOf(node.relation));
  return [act(context, { kind: "cluster", table, full: false })];
}

/** `VariableSetStmt`: SET and RESET; the value is the text of the settings, null for RESET and DEFAULT. */
export function setParameter(context: SqlContext, node: TreeNode): readonly Action[] {
  const kind = textOf(node.kind);
  const parameter = textOf(node.name) ?? (kind === "VAR_RESET_ALL" ? "all" : "");
  const values = listOf(node.args).map(settingText);
  const value = kind === "VAR_SET_VALUE" || kind === "VAR_SET_MULTI" ? values.join(", ") : null;
  return [act(context, { kind: "set", parameter: parameter.toLowerCase(), value, local: node.is_local === true })];
}

function settingText(value: unknown): string {
  const { type, node } = unwrap(value);
  if (type === "TypeCast") return settingText(node.arg);
  if (type === "DefElem") return `${textOf(node.defname) ?? ""} ${settingText(node.arg)}`;
  if (type !== "A_Const") return "";
  if (node.sval !== undefined) return textOf(nodeOf(node.sval).sval) ?? "";
  if (node.fval !== undefined) return textOf(nodeOf(node.fval).fval) ?? "";
  if (node.boolval !== undefined) return nodeOf(node.boolval).boolval === true ? "true" : "false";
  return String(Number(nodeOf(node.ival).ival ?? 0));
}

/** `TransactionStmt`. */
export function transaction(context: SqlContext, node: TreeNode): readonly Action[] {
  switch (textOf(node.kind)) {
    case "TRANS_STMT_BEGIN":
    case "TRANS_STMT_START":
      return [act(context, { kind: "transaction", command: "begin" })];
    case "TRANS_STMT_COMMIT":
      return [act(context, { kind: "transaction", command: "commit" })];
    case "TRANS_STMT_ROLLBACK":
      return [act(context, { kind: "transaction", command: "rollback" })];
    case "TRANS_STMT_SAVEPOINT":
      return [act(context, { kind: "transaction", command: "savepoint" })];
    default:
      return [act(context, { kind: "transaction", command: "other" })];
  }
}
