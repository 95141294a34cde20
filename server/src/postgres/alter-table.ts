import type { Span } from "../base/span.ts";
import { known } from "../base/static.ts";
import type { Action, ActionKind } from "./action.ts";
import { readColumn } from "./column-definition.ts";
import { readConstraint } from "./constraint-definition.ts";
import type { QualifiedName } from "./name.ts";
import { quoteIdentifier } from "./quote-identifier.ts";
import { act, commaParts, expressionAfter, nameIn, relation, type SqlContext } from "./sql-context.ts";
import { listOf, nodeOf, numberOf, stringValues, type TreeNode, textOf, unwrapAs } from "./tree.ts";
import { typeNameText } from "./type-name.ts";

type TableOption = Extract<ActionKind, { kind: "tableOption" }>["option"];

const options: Readonly<Record<string, TableOption>> = {
  AT_SetLogged: "setLogged",
  AT_SetUnLogged: "setUnlogged",
  AT_SetTableSpace: "setTablespace",
  AT_SetAccessMethod: "setAccessMethod",
  AT_SetRelOptions: "setParameters",
  AT_ResetRelOptions: "setParameters",
  AT_ReplaceRelOptions: "setParameters",
  AT_ClusterOn: "clusterOn",
  AT_DropCluster: "clusterOn",
  AT_EnableTrig: "enableTrigger",
  AT_EnableAlwaysTrig: "enableTrigger",
  AT_EnableReplicaTrig: "enableTrigger",
  AT_EnableTrigAll: "enableTrigger",
  AT_EnableTrigUser: "enableTrigger",
  AT_DisableTrig: "disableTrigger",
  AT_DisableTrigAll: "disableTrigger",
  AT_DisableTrigUser: "disableTrigger",
  AT_EnableRowSecurity: "enableRowSecurity",
  AT_DisableRowSecurity: "disableRowSecurity",
  AT_ForceRowSecurity: "forceRowSecurity",
  AT_NoForceRowSecurity: "forceRowSecurity",
  AT_ReplicaIdentity: "replicaIdentity",
  AT_ChangeOwner: "owner",
  AT_AddInherit: "inherit",
  AT_DropInherit: "noInherit",
};

type ColumnChange =
  | "addIdentity"
  | "setIdentity"
  | "dropIdentity"
  | "dropExpression"
  | "setStatistics"
  | "setStorage"
  | "setCompression"
  | "setColumnOptions";

const columnChanges: Readonly<Record<string, ColumnChange>> = {
  AT_AddIdentity: "addIdentity",
  AT_SetIdentity: "setIdentity",
  AT_DropIdentity: "dropIdentity",
  AT_DropExpression: "dropExpression",
  AT_SetStatistics: "setStatistics",
  AT_SetStorage: "setStorage",
  AT_SetCompression: "setCompression",
  AT_SetOptions: "setColumnOptions",
  AT_ResetOptions: "setColumnOptions",
  AT_AlterColumnGenericOptions: "setColumnOptions",
};

/** `AlterTableStmt`: ALTER TABLE, and ALTER INDEX, VIEW, SEQUENCE … with commands; one action a command. */
export function alterTable(context: SqlContext, node: TreeNode): readonly Action[] {
  const target = nodeOf(node.relation);
  const table = relation(context, target);
  const objectType = textOf(node.objtype) ?? "";
  if (objectType === "OBJECT_SEQUENCE") return [act(context, { kind: "alterSequence", sequence: table })];
  if (objectType === "OBJECT_TYPE")
    return [act(context, { kind: "other", statement: "AlterTableStmt", relations: [] })];
  if (objectType !== "OBJECT_TABLE" && objectType !== "OBJECT_FOREIGN_TABLE") {
    return [act(context, { kind: "other", statement: "AlterTableStmt", relations: [table] })];
  }
  const commands = listOf(node.cmds);
  const from = context.toUtf16(numberOf(target.location));
  const parts = commaParts(context, afterName(context, from));
  return commands.map((it, index) => {
    const part = parts.length === commands.length ? parts[index] : undefined;
    const command = unwrapAs(it, "AlterTableCmd") ?? {};
    const kind = readCommand(context, table, command, part ?? context.span);
    const action = act(context, kind, commands.length > 1 ? part : undefined);
    return {
      ...action,
      ...(node.missing_ok === true ? { ifTableExists: true } : {}),
      ...(target.inh === true ? {} : { only: true }),
    };
  });
}

/** The end of the (dotted) name at `from`, with the `*` that may follow. */
function afterName(context: SqlContext, from: number): number {
  let index = context.tokens.findIndex((it) => it.start >= from);
  while (context.tokens[index + 1]?.text === ".") index += 2;
  if (context.tokens[index + 1]?.text === "*") index++;
  // ALTER TABLE ONLY (t): the name may stand in parentheses.
  if (context.tokens[index + 1]?.text === ")") index++;
  return context.tokens[index]?.end ?? from;
}

function readCommand(context: SqlContext, table: QualifiedName, command: TreeNode, part: Span): ActionKind {
  const type = textOf(command.subtype) ?? "AT_AddColumn";
  const column = nameIn(context, textOf(command.name) ?? "", part);
  const definition = nodeOf(command.def);
  const ifExists = command.missing_ok === true;
  const cascade = command.behavior === "DROP_CASCADE";
  switch (type) {
    case "AT_AddColumn":
      return {
        kind: "addColumn",
        table,
        column: readColumn(
          context,
          nodeOf(definition.ColumnDef),
          columnPart(context, nodeOf(definition.ColumnDef), part),
        ),
        ifNotExists: ifExists,
      };
    case "AT_DropColumn":
      return { kind: "dropColumn", table, column, ifExists, cascade };
    case "AT_ColumnDefault":
      if (command.def === undefined) return { kind: "dropDefault", table, column };
      return {
        kind: "setDefault",
        table,
        column,
        default: expressionAfter(context, "default", definition, part) ?? known("NULL", context.toFile(part)),
      };
    case "AT_SetNotNull":
      return { kind: "setNotNull", table, column };
    case "AT_DropNotNull":
      return { kind: "dropNotNull", table, column };
    case "AT_AlterColumnType":
      return alterColumnType(context, table, nodeOf(definition.ColumnDef), column, part);
    case "AT_AddConstraint":
      return { kind: "addConstraint", table, constraint: readConstraint(context, nodeOf(definition.Constraint), part) };
    case "AT_DropConstraint":
      return { kind: "dropConstraint", table, name: column, ifExists, cascade };
    case "AT_ValidateConstraint":
      return { kind: "validateConstraint", table, name: column };
    case "AT_AttachPartition":
    case "AT_DetachPartition":
    case "AT_DetachPartitionFinalize": {
      const partition = nodeOf(definition.PartitionCmd);
      return {
        kind: type === "AT_AttachPartition" ? "attachPartition" : "detachPartition",
        table,
        partition: relation(context, nodeOf(partition.name)),
        concurrently: partition.concurrent === true,
        isDefault: nodeOf(partition.bound).is_default === true,
      };
    }
  }
  const change = columnChanges[type];
  if (change !== undefined) {
    const generated = identityOf(definition);
    return { kind: change, table, column, ...(generated === null ? {} : { identity: generated }) };
  }
  return { kind: "tableOption", table, option: options[type] ?? "other" };
}

/** ADD GENERATED … AS IDENTITY is a constraint, SET GENERATED … an option. */
function identityOf(definition: TreeNode): "always" | "byDefault" | null {
  const option = listOf(nodeOf(definition.List).items)
    .map((it) => unwrapAs(it, "DefElem"))
    .find((it) => it?.defname === "generated");
  const when =
    textOf(nodeOf(definition.Constraint).generated_when) ??
    (option === undefined || option === null
      ? null
      : String.fromCharCode(numberOf(unwrapAs(option.arg, "Integer")?.ival)));
  if (when === "a") return "always";
  return when === "d" ? "byDefault" : null;
}

/** From the column's name to the end of the command. */
function columnPart(context: SqlContext, column: TreeNode, part: Span): Span {
  const start = context.toUtf16(numberOf(column.location));
  return start >= part.start && start < part.end ? { start, end: part.end } : part;
}

function alterColumnType(
  context: SqlContext,
  table: QualifiedName,
  definition: TreeNode,
  column: ReturnType<typeof nameIn>,
  part: Span,
): ActionKind {
  const typeName = nodeOf(definition.typeName);
  const start = context.toUtf16(numberOf(typeName.location));
  const using = expressionAfter(context, "using", definition.raw_default, part);
  const collation = stringValues(nodeOf(definition.collClause).collname);
  const stops = context.tokens.filter((it) => it.start > start && (it.value === "using" || it.value === "collate"));
  const last = context.tokens.findLast((it) => it.start >= start && it.end <= (stops[0]?.start ?? part.end));
  const place = context.toFile({ start, end: last?.end ?? part.end });
  return {
    kind: "alterColumnType",
    table,
    column,
    type: known(typeNameText(typeName), place),
    using,
    collation: collation.length === 0 ? null : known(collation.map(quoteIdentifier).join("."), place),
  };
}
