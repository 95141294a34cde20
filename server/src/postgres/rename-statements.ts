import type { Action, ActionKind, RelationKind } from "./action.ts";
import { act, nameIn, qualifiedName, relation, type SqlContext } from "./sql-context.ts";
import { nameParts, nodeOf, type TreeNode, textOf } from "./tree.ts";

/** `RenameStmt`. */
export function rename(context: SqlContext, node: TreeNode): readonly Action[] {
  const renamed = act(context, renameKind(context, node));
  return [node.missing_ok === true ? { ...renamed, ifTableExists: true } : renamed];
}

function renameKind(context: SqlContext, node: TreeNode): ActionKind {
  const to = context.tokens.findLast((it) => it.value === "to" && it.kind === "name");
  const newName = nameIn(context, textOf(node.newname) ?? "", {
    start: to?.end ?? context.span.start,
    end: context.span.end,
  });
  const subject = () => relation(context, nodeOf(node.relation));
  const old = () =>
    nameIn(context, textOf(node.subname) ?? "", { start: context.span.start, end: to?.start ?? context.span.end });
  switch (textOf(node.renameType)) {
    case "OBJECT_TABLE":
    case "OBJECT_FOREIGN_TABLE":
      return { kind: "renameTable", table: subject(), newName };
    case "OBJECT_COLUMN":
      return { kind: "renameColumn", table: subject(), column: columnName(context, node), newName };
    case "OBJECT_TABCONSTRAINT":
      return { kind: "renameConstraint", table: subject(), name: old(), newName };
    case "OBJECT_INDEX":
      return { kind: "renameIndex", index: subject(), newName };
    case "OBJECT_TYPE":
    case "OBJECT_DOMAIN":
      return { kind: "renameType", type: qualifiedName(context, nameParts(node.object)), newName };
    case "OBJECT_SEQUENCE":
      return {
        kind: "alterSequence",
        sequence: subject(),
        detail: { ifNotExists: false, newName, ownedBy: null },
      };
    case "OBJECT_VIEW":
    case "OBJECT_MATVIEW":
      return { kind: "renameView", view: subject(), newName };
    case "OBJECT_SCHEMA":
      return { kind: "renameSchema", schema: old(), newName };
    default:
      return { kind: "other", statement: "RenameStmt", relations: node.relation === undefined ? [] : [subject()] };
  }
}

/** `ALTER TABLE a RENAME a TO b`: the column is the name behind RENAME, not the table's. */
function columnName(context: SqlContext, node: TreeNode) {
  const word = context.tokens.find(
    (it) => it.value === "rename" && it.kind === "name" && it.start > context.span.start,
  );
  return nameIn(context, textOf(node.subname) ?? "", { start: word?.end ?? context.span.start, end: context.span.end });
}

const objects: Readonly<Record<string, RelationKind>> = {
  OBJECT_TABLE: "table",
  OBJECT_FOREIGN_TABLE: "table",
  OBJECT_VIEW: "view",
  OBJECT_MATVIEW: "materialized view",
  OBJECT_INDEX: "index",
  OBJECT_SEQUENCE: "sequence",
  OBJECT_TYPE: "type",
  OBJECT_DOMAIN: "type",
  OBJECT_FUNCTION: "function",
  OBJECT_PROCEDURE: "function",
  OBJECT_ROUTINE: "function",
};

/** `AlterObjectSchemaStmt`. */
export function setSchema(context: SqlContext, node: TreeNode): readonly Action[] {
  const name =
    node.relation === undefined
      ? qualifiedName(context, nameParts(node.object))
      : relation(context, nodeOf(node.relation));
  const word = context.tokens.findLast(
    (it) => it.value === "schema" && it.kind === "name" && it.end < context.span.end,
  );
  const schema = nameIn(context, textOf(node.newschema) ?? "", {
    start: word?.end ?? context.span.start,
    end: context.span.end,
  });
  return [act(context, { kind: "setSchema", object: objects[textOf(node.objectType) ?? ""] ?? "other", name, schema })];
}

/** `AlterOwnerStmt`: ALTER TABLE … OWNER comes as ALTER TABLE; this is for types, functions, schemas and the like. */
export function alterOwner(context: SqlContext, node: TreeNode): readonly Action[] {
  const relations = node.relation === undefined ? [] : [relation(context, nodeOf(node.relation))];
  return [act(context, { kind: "other", statement: "AlterOwnerStmt", relations })];
}
