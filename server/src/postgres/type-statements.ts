import { known } from "../base/static.ts";
import type { Action } from "./action.ts";
import { act, nameIn, qualifiedName, relation, type SqlContext } from "./sql-context.ts";
import { listOf, nameParts, nodeOf, stringValues, type TreeNode, textOf, unwrapAs } from "./tree.ts";
import { typeNameText } from "./type-name.ts";

/** `CreateEnumStmt`. */
export function createEnum(context: SqlContext, node: TreeNode): readonly Action[] {
  const open = context.tokens.find((it) => it.text === "(");
  const place = context.toFile({ start: open?.start ?? context.span.start, end: context.span.end });
  return [
    act(context, {
      kind: "createEnum",
      type: qualifiedName(context, nameParts(node.typeName)),
      values: known(stringValues(node.vals), place),
    }),
  ];
}

/** `AlterEnumStmt`: ADD VALUE and RENAME VALUE. */
export function alterEnum(context: SqlContext, node: TreeNode): readonly Action[] {
  const type = qualifiedName(context, nameParts(node.typeName));
  const value = (text: unknown) => known(textOf(text) ?? "", context.toFile(literalPart(context, textOf(text) ?? "")));
  if (node.oldVal !== undefined) {
    return [act(context, { kind: "renameEnumValue", type, value: value(node.oldVal), newValue: value(node.newVal) })];
  }
  const neighbour = textOf(node.newValNeighbor);
  return [
    act(context, {
      kind: "addEnumValue",
      type,
      value: value(node.newVal),
      ifNotExists: node.skipIfNewValExists === true,
      neighbour: neighbour === null ? null : { value: value(neighbour), after: node.newValIsAfter === true },
    }),
  ];
}

function literalPart(context: SqlContext, text: string) {
  const written = `'${text.replaceAll("'", "''")}'`;
  return context.tokens.find((it) => it.kind === "string" && it.text === written) ?? context.span;
}

/** `CreateDomainStmt`. */
export function createDomain(context: SqlContext, node: TreeNode): readonly Action[] {
  const kinds = listOf(node.constraints).map((it) => textOf(unwrapAs(it, "Constraint")?.contype));
  return [
    act(context, {
      kind: "createDomain",
      type: qualifiedName(context, nameParts(node.domainname)),
      base: known(typeNameText(nodeOf(node.typeName)), context.toFile(context.span)),
      notNull: kinds.includes("CONSTR_NOTNULL"),
      hasCheck: kinds.includes("CONSTR_CHECK"),
    }),
  ];
}

/** `CreateSeqStmt` and `AlterSeqStmt`. */
export function sequence(
  context: SqlContext,
  node: TreeNode,
  kind: "createSequence" | "alterSequence",
): readonly Action[] {
  return [act(context, { kind, sequence: relation(context, nodeOf(node.sequence)) })];
}

/** `CreateFunctionStmt`: CREATE FUNCTION and CREATE PROCEDURE. */
export function createFunction(context: SqlContext, node: TreeNode): readonly Action[] {
  return [act(context, { kind: "createFunction", function: qualifiedName(context, nameParts(node.funcname)) })];
}

/** `CreateTrigStmt`, `CreatePolicyStmt`, `RuleStmt`: objects that belong to a table. */
export function onTable(
  context: SqlContext,
  kind: "createTrigger" | "createPolicy" | "createRule",
  table: unknown,
  name: unknown,
): readonly Action[] {
  return [act(context, { kind, table: relation(context, nodeOf(table)), name: nameIn(context, textOf(name) ?? "") })];
}
