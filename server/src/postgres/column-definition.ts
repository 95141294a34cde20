import type { Span } from "../base/span.ts";
import { known, type Static } from "../base/static.ts";
import type { ColumnDefinition, ColumnDetail, ConstraintDefinition } from "./action.ts";
import { columnsIn } from "./columns-in.ts";
import { readConstraint } from "./constraint-definition.ts";
import type { QualifiedName } from "./name.ts";
import { quoteIdentifier } from "./quote-identifier.ts";
import { expressionAfter, nameIn, parenthesised, qualifiedName, type SqlContext } from "./sql-context.ts";
import { listOf, nameParts, nodeOf, numberOf, stringValues, type TreeNode, textOf, unwrapAs } from "./tree.ts";
import { isSerial, typeNameText } from "./type-name.ts";

/** A `ColumnDef` of CREATE TABLE or ADD COLUMN; `part` is where it is written. */
export function readColumn(context: SqlContext, column: TreeNode, part: Span): ColumnDefinition {
  const name = nameIn(context, textOf(column.colname) ?? "", part);
  const type = typeNameText(nodeOf(column.typeName));
  const typeSpan = context.toFile(typePart(context, column, part));
  const places = constraintPlaces(context, column);
  let nullable: Static<boolean> | null = null;
  let defaultText: Static<string> | null = null;
  let identity: ColumnDefinition["identity"] = null;
  let generated: ColumnDefinition["generated"] = null;
  const constraints: ConstraintDefinition[] = [];
  let detail: ColumnDetail = { generatedAs: null, generatedFrom: [], sequence: null };
  for (const item of listOf(column.constraints)) {
    const constraint = unwrapAs(item, "Constraint");
    if (constraint === null) continue;
    const start = context.toUtf16(numberOf(constraint.location));
    const end = places.find((it) => it > start) ?? part.end;
    const span = { start, end: lastTokenEnd(context, start, end) };
    const place = context.toFile(span);
    switch (textOf(constraint.contype)) {
      case "CONSTR_NULL":
        nullable = known(true, place);
        break;
      case "CONSTR_NOTNULL":
        nullable = known(false, place);
        if (textOf(constraint.conname) !== null) constraints.push(readConstraint(context, constraint, span, [name]));
        break;
      case "CONSTR_DEFAULT":
        defaultText = expressionAfter(context, "default", constraint.raw_expr, span) ?? known("NULL", place);
        break;
      case "CONSTR_IDENTITY":
        identity = constraint.generated_when === "a" ? "always" : "byDefault";
        detail = { ...detail, sequence: sequenceName(context, constraint, span) };
        break;
      case "CONSTR_GENERATED":
        generated = generatedKind(context, span);
        detail = {
          ...detail,
          generatedAs: generationExpression(context, span),
          generatedFrom: columnsIn(constraint.raw_expr),
        };
        break;
      case "CONSTR_ATTR_DEFERRABLE": {
        const previous = constraints.pop();
        if (previous !== undefined) constraints.push({ ...previous, deferrable: true });
        break;
      }
      case "CONSTR_ATTR_DEFERRED": {
        const previous = constraints.pop();
        if (previous?.detail === undefined) break;
        constraints.push({ ...previous, deferrable: true, detail: { ...previous.detail, initiallyDeferred: true } });
        break;
      }
      case "CONSTR_CHECK":
      case "CONSTR_PRIMARY":
      case "CONSTR_UNIQUE":
      case "CONSTR_FOREIGN":
        constraints.push(readConstraint(context, constraint, span, [name]));
        break;
    }
  }
  const collation = nodeOf(column.collClause);
  const collationName = stringValues(collation.collname);
  return {
    name,
    type: known(type, typeSpan),
    nullable,
    default: defaultText,
    identity,
    generated,
    serial: isSerial(type),
    collation: collationName.length === 0 ? null : known(collationName.map(quoteIdentifier).join("."), typeSpan),
    constraints,
    span: context.toFile(part),
    open: null,
    detail,
  };
}

function sequenceName(context: SqlContext, constraint: TreeNode, span: Span): QualifiedName | null {
  const option = listOf(constraint.options)
    .map((it) => unwrapAs(it, "DefElem"))
    .find((it) => it?.defname === "sequence_name");
  return option === undefined || option === null ? null : qualifiedName(context, nameParts(option.arg), span);
}

/** What stands in the parentheses behind AS. */
function generationExpression(context: SqlContext, span: Span): string | null {
  const as = context.tokens.find((it) => it.start >= span.start && it.value === "as" && it.kind === "name");
  const text = parenthesised(context, as?.end ?? span.start);
  return text?.known === true ? text.value : null;
}

/** Places where a constraint or attribute of the column begins, in order. */
function constraintPlaces(context: SqlContext, column: TreeNode): readonly number[] {
  const places = listOf(column.constraints).map((it) =>
    context.toUtf16(numberOf(unwrapAs(it, "Constraint")?.location)),
  );
  const collation = nodeOf(column.collClause).location;
  if (typeof collation === "number") places.push(context.toUtf16(collation));
  return places.sort((a, b) => a - b);
}

function typePart(context: SqlContext, column: TreeNode, part: Span): Span {
  const start = context.toUtf16(numberOf(nodeOf(column.typeName).location));
  const end = constraintPlaces(context, column).find((it) => it > start) ?? part.end;
  return { start, end: lastTokenEnd(context, start, end) };
}

function lastTokenEnd(context: SqlContext, start: number, end: number): number {
  const last = context.tokens.findLast((it) => it.start >= start && it.end <= end);
  return last?.end ?? end;
}

/** Up to version 17 the word STORED is required; without a word it is virtual from version 18 on. */
function generatedKind(context: SqlContext, span: Span): "stored" | "virtual" | "unspecified" {
  const words = context.tokens.filter((it) => it.start >= span.start && it.end <= span.end).map((it) => it.value);
  if (words.includes("stored")) return "stored";
  return words.at(-1) === "virtual" ? "virtual" : "unspecified";
}
