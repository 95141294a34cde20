import { known } from "../base/static.ts";
import type { Action, SequenceDetail } from "./action.ts";
import { functionDefinition } from "./function-definition.ts";
import type { QualifiedName } from "./name.ts";
import { act, nameIn, qualifiedName, relation, type SqlContext } from "./sql-context.ts";
import { listOf, nameParts, nodeOf, stringValue, stringValues, type TreeNode, textOf, unwrapAs } from "./tree.ts";
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
  const detail = { ifNotExists: node.if_not_exists === true, newName: null, ownedBy: ownerOf(context, node) };
  return [act(context, { kind, sequence: relation(context, nodeOf(node.sequence)), detail })];
}

function ownerOf(context: SqlContext, node: TreeNode): SequenceDetail["ownedBy"] {
  const option = listOf(node.options)
    .map((it) => unwrapAs(it, "DefElem"))
    .find((it) => it?.defname === "owned_by");
  const parts = nameParts(option?.arg);
  if (parts.length === 0) return null;
  if (parts.length === 1) return "none";
  return { table: qualifiedName(context, parts.slice(0, -1)), column: parts.at(-1) ?? "" };
}

/** `CompositeTypeStmt`, `CreateRangeStmt`, and the `DefineStmt` of a type. */
export function createType(
  context: SqlContext,
  name: QualifiedName,
  form: "composite" | "range" | "base",
): readonly Action[] {
  return [act(context, { kind: "createType", type: name, form })];
}

/** `CreateFunctionStmt`: CREATE FUNCTION and CREATE PROCEDURE. */
export function createFunction(context: SqlContext, node: TreeNode): readonly Action[] {
  const name = qualifiedName(context, nameParts(node.funcname));
  const definition = functionDefinition(node);
  return [act(context, { kind: "createFunction", function: name, ...functionCode(node), definition })];
}

function functionCode(node: TreeNode): { readonly code?: string } {
  const options = listOf(node.options).map((it) => unwrapAs(it, "DefElem") ?? {});
  const [code] = stringValues(nodeOf(unwrapAs(options.find((it) => it.defname === "as")?.arg, "List")).items);
  const language = stringValue(options.find((it) => it.defname === "language")?.arg)?.toLowerCase();
  return code === undefined || (language !== "sql" && language !== "plpgsql") ? {} : { code };
}

/** `CreateTrigStmt`, `CreatePolicyStmt`, `RuleStmt`: objects that belong to a table. */
export function onTable(
  context: SqlContext,
  kind: "createTrigger" | "createPolicy" | "createRule",
  table: unknown,
  name: unknown,
  calls?: unknown,
): readonly Action[] {
  const owner = relation(context, nodeOf(table));
  const called = calls === undefined ? {} : { function: qualifiedName(context, nameParts(calls)) };
  return [act(context, { kind, table: owner, name: nameIn(context, textOf(name) ?? ""), ...called })];
}
