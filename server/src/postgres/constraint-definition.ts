import type { Span } from "../base/span.ts";
import type { Static } from "../base/static.ts";
import type { ConstraintDefinition, ConstraintDetail } from "./action.ts";
import { columnsIn } from "./columns-in.ts";
import { expressionAfter, namesIn, optionalName, parenthesised, relation, type SqlContext } from "./sql-context.ts";
import { listOf, nodeOf, stringValues, type TreeNode, textOf, unwrapAs } from "./tree.ts";

const types: Readonly<Record<string, ConstraintDefinition["type"]>> = {
  CONSTR_PRIMARY: "primaryKey",
  CONSTR_UNIQUE: "unique",
  CONSTR_CHECK: "check",
  CONSTR_FOREIGN: "foreignKey",
  CONSTR_EXCLUSION: "exclude",
  CONSTR_NOTNULL: "notNull",
};

const foreignKeyActions: Readonly<Record<string, string>> = {
  r: "RESTRICT",
  c: "CASCADE",
  n: "SET NULL",
  d: "SET DEFAULT",
};

/** A `Constraint` node that stands at `part`; `ownColumns` are the column that it is written with. */
export function readConstraint(
  context: SqlContext,
  constraint: TreeNode,
  part: Span,
  ownColumns: readonly Static<string>[] = [],
): ConstraintDefinition {
  const type = types[textOf(constraint.contype) ?? ""] ?? "check";
  const written =
    type === "foreignKey"
      ? namesIn(context, constraint.fk_attrs, part)
      : type === "exclude"
        ? exclusionColumns(context, constraint, part)
        : namesIn(context, constraint.keys, part);
  const target = type === "foreignKey" ? nodeOf(constraint.pktable) : null;
  return {
    type,
    name: optionalName(context, constraint.conname, part),
    columns: written.length > 0 ? written : ownColumns,
    references:
      target === null
        ? null
        : {
            table: relation(context, target),
            columns: namesIn(context, constraint.pk_attrs, referencedPart(context, target, part)),
            onDelete: foreignKeyActions[textOf(constraint.fk_del_action) ?? ""] ?? null,
            onUpdate: foreignKeyActions[textOf(constraint.fk_upd_action) ?? ""] ?? null,
          },
    expression: type === "check" ? checkExpression(context, constraint, part) : null,
    notValid: constraint.skip_validation === true,
    deferrable: constraint.deferrable === true,
    usingIndex: optionalName(context, constraint.indexname, part),
    span: context.toFile(part),
    detail: readDetail(context, constraint, part),
  };
}

function readDetail(context: SqlContext, constraint: TreeNode, part: Span): ConstraintDetail {
  const isExclusion = constraint.contype === "CONSTR_EXCLUSION";
  const word = context.tokens.find((it) => it.start >= part.start && it.value === "exclude" && it.kind === "name");
  const last = context.tokens.findLast((it) => it.start >= part.start && it.end <= part.end);
  const trees = isExclusion ? [constraint.exclusions, constraint.where_clause] : [constraint.raw_expr];
  const plain = listOf(constraint.exclusions).flatMap((it) => {
    const name = textOf(unwrapAs(listOf(nodeOf(unwrapAs(it, "List")).items)[0], "IndexElem")?.name);
    return name === null ? [] : [name];
  });
  return {
    initiallyDeferred: constraint.initdeferred === true,
    matchFull: constraint.fk_matchtype === "f",
    onDeleteColumns: stringValues(constraint.fk_del_set_cols),
    nullsNotDistinct: constraint.nulls_not_distinct === true,
    include: stringValues(constraint.including),
    noInherit: constraint.is_no_inherit === true,
    enforced:
      constraint.contype !== "CONSTR_CHECK" && constraint.contype !== "CONSTR_FOREIGN"
        ? true
        : constraint.is_enforced === true,
    expressionColumns: [...new Set([...plain, ...trees.flatMap(columnsIn)])],
    exclusion: isExclusion && word !== undefined ? context.text.slice(word.end, last?.end ?? part.end).trim() : null,
    method: isExclusion ? textOf(constraint.access_method) : null,
  };
}

function referencedPart(context: SqlContext, target: TreeNode, part: Span): Span {
  const at = typeof target.location === "number" ? context.toUtf16(target.location) : part.start;
  return { start: at, end: part.end };
}

function checkExpression(context: SqlContext, constraint: TreeNode, part: Span): Static<string> | null {
  const check = context.tokens.find((it) => it.start >= part.start && it.value === "check" && it.kind === "name");
  return (
    parenthesised(context, check?.end ?? part.start) ?? expressionAfter(context, "check", constraint.raw_expr, part)
  );
}

/** Elements of EXCLUDE that are plain columns; expressions name no column. */
function exclusionColumns(context: SqlContext, constraint: TreeNode, part: Span): readonly Static<string>[] {
  return listOf(constraint.exclusions).flatMap((it) => {
    const element = unwrapAs(listOf(nodeOf(unwrapAs(it, "List")).items)[0], "IndexElem");
    const name = optionalName(context, element?.name, part);
    return name === null ? [] : [name];
  });
}
