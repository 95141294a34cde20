import type { Static } from "../../base/static.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { Statement } from "../../emit/statement.ts";
import type { ColumnCall } from "../../migration/column-call.ts";
import type { ConstraintDefinition } from "../../postgres/action.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { chosenName } from "../../schema/chosen-name.ts";
import { columnOfStatement } from "../column-of-statement.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { tableArguments } from "./alter-column-line.ts";
import { inAutocommitBlock, validateLines } from "./in-autocommit-block.ts";
import { insertAfter } from "./insert-after.ts";
import { insertArgument } from "./insert-argument.ts";
import { pythonString } from "./python-text.ts";
import { removeArgument } from "./remove-argument.ts";
import { sqlName } from "./sql-name.ts";

/** What a constraint, or an index, of a new column is and where. */
export interface InlinePart {
  readonly table: QualifiedName;
  readonly column: Static<string>;
  readonly statement: Statement;
}

/** `unique=True` as an index that is built concurrently and then becomes the constraint. */
export function splitUnique(part: InlinePart, constraint: ConstraintDefinition, ctx: RuleContext): readonly Fix[] {
  const found = partsOf(part, ctx);
  const name = nameOf(part, constraint, "key");
  const table = sqlName(part.table);
  if (found === null || name === null || table === null) return [];
  const { column, target, columnText } = found;
  const removed = removeFlag("unique", column, ctx);
  const nameText = pythonString(name, target.quote);
  const index = [
    nameText,
    target.table,
    `[${columnText}]`,
    ...target.schema,
    "unique=True",
    "postgresql_concurrently=True",
  ];
  const quoted = quoteIdentifier(name);
  const sql = `ALTER TABLE ${table} ADD CONSTRAINT ${quoted} UNIQUE USING INDEX ${quoted}`;
  const added = behind(part, ctx, [
    ...inAutocommitBlock(target.op, [`${target.op}.create_index(${index.join(", ")})`]),
    `${target.op}.execute(${pythonString(sql, target.quote)})`,
  ]);
  return fixOf("Build the index concurrently, then make it the constraint", [removed, added]);
}

/** `index=True` as an index of its own that is built concurrently. */
export function splitIndex(part: InlinePart, index: Static<string> | null, ctx: RuleContext): readonly Fix[] {
  const found = partsOf(part, ctx);
  if (found === null || index?.known !== true) return [];
  const { column, target, columnText } = found;
  const removed = removeFlag("index", column, ctx);
  const name = pythonString(index.value, target.quote);
  const args = [name, target.table, `[${columnText}]`, ...target.schema, "postgresql_concurrently=True"];
  const lines = inAutocommitBlock(target.op, [`${target.op}.create_index(${args.join(", ")})`]);
  return fixOf("Build the index concurrently", [removed, behind(part, ctx, lines)]);
}

/** A foreign key that is added NOT VALID and checked afterwards. */
export function splitForeignKey(part: InlinePart, constraint: ConstraintDefinition, ctx: RuleContext): readonly Fix[] {
  const found = partsOf(part, ctx);
  const name = nameOf(part, constraint, "fkey");
  const [key, ...others] = found?.column.foreignKeys ?? [];
  if (found === null || name === null || key === undefined || others.length > 0) return [];
  const { module, path } = ctx.file;
  const lines = validateLines(found.target, part.table, name);
  const named = constraint.name === null ? [`name=${pythonString(name, found.target.quote)}`] : [];
  if (lines === null || key.args.some((it) => it.name === "postgresql_not_valid" || it.spreadUnknown)) return [];
  const text = [...named, "postgresql_not_valid=True"].join(", ");
  const given = insertArgument(module, path, key.argumentsSpan, text);
  return fixOf("Add it NOT VALID, and check the rows afterwards", [given, behind(part, ctx, lines)]);
}

/** A CHECK of the table that is added NOT VALID and checked afterwards. */
export function splitCheck(part: InlinePart, constraint: ConstraintDefinition, ctx: RuleContext): readonly Fix[] {
  const found = partsOf(part, ctx);
  const name = nameOf(part, constraint, "check");
  const [check, ...others] = found?.column.checks ?? [];
  if (found === null || name === null || check === undefined || others.length > 0) return [];
  const { target } = found;
  const { module, path } = ctx.file;
  const [condition, ...more] = check.args;
  const given = more.find((it) => it.name === "name");
  if (
    condition === undefined ||
    condition.name !== null ||
    more.some((it) => it !== given) ||
    condition.value.type !== "str"
  )
    return [];
  const written = (span: { start: number; end: number }): string => module.text.slice(span.start, span.end);
  const lines = validateLines(target, part.table, name);
  if (lines === null) return [];
  const nameText = given === undefined ? pythonString(name, target.quote) : written(given.span);
  const args = [nameText, target.table, written(condition.span), ...target.schema, "postgresql_not_valid=True"];
  const added = behind(part, ctx, [`${target.op}.create_check_constraint(${args.join(", ")})`, ...lines]);
  return fixOf("Add it NOT VALID, and check the rows afterwards", [removeArgument(module, path, check.span), added]);
}

function partsOf(part: InlinePart, ctx: RuleContext) {
  const column = columnOfStatement(part.statement);
  const { operation } = part.statement;
  const target = operation === null ? null : tableArguments(operation, ctx);
  if (column === null || target === null || !part.column.known) return null;
  return { column, target, columnText: pythonString(part.column.value, target.quote) };
}

/** The name that the constraint gets as it is written: of the code, of the convention, or the one that PostgreSQL makes up. */
function nameOf({ table, column }: InlinePart, constraint: ConstraintDefinition, label: string): string | null {
  if (constraint.name !== null) return constraint.name.known ? constraint.name.value : null;
  if (!table.name.known || !column.known) return null;
  return chosenName({ first: table.name.value, second: column.value, label }, () => false);
}

function removeFlag(flag: "unique" | "index", column: ColumnCall, { file }: RuleContext): TextEdit | null {
  const argument = column.keywords.get(flag);
  if (argument?.nameSpan == null || file.module.text.slice(argument.span.start, argument.span.end) !== "True")
    return null;
  return removeArgument(file.module, file.path, { start: argument.nameSpan.start, end: argument.span.end });
}

function behind({ statement }: InlinePart, ctx: RuleContext, lines: readonly string[]): TextEdit | null {
  return statement.operation === null ? null : insertAfter(ctx.file, statement.operation, lines);
}

function fixOf(title: string, edits: readonly (TextEdit | null)[]): readonly Fix[] {
  const complete = edits.filter((it) => it !== null);
  return complete.length === edits.length ? [{ title, applicability: "suggested", edits: complete }] : [];
}
