import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { Statement } from "../../emit/statement.ts";
import { columnOf } from "../../migration/column-call.ts";
import type { Operation } from "../../migration/operation.ts";
import { type SymbolicCall, symbolicOf } from "../../migration/symbolic.ts";
import type { ConstraintDefinition } from "../../postgres/action.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import type { CallArgument } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { importedAs } from "./imported-as.ts";
import { behindStatement, isWrittenOnce } from "./insert-after.ts";
import { insertArgument } from "./insert-argument.ts";
import { pythonString, quoteAt } from "./python-text.ts";
import { removeArgument } from "./remove-argument.ts";
import { renderValue } from "./render-value.ts";
import { insideString, stringAt } from "./string-at.ts";

/** Where a constraint without a name is written, and how a name is put there. */
export type UnnamedSource =
  /** `op.create_unique_constraint(None, …)`: the argument for the name. */
  | { readonly kind: "operation"; readonly at: Span; readonly name: Span | null }
  /** `sa.UniqueConstraint(…)`, `sa.ForeignKey(…)`. */
  | { readonly kind: "construct"; readonly at: Span; readonly call: SymbolicCall }
  /** `unique=True` of a column. */
  | { readonly kind: "uniqueColumn"; readonly at: Span; readonly column: SymbolicCall; readonly argument: CallArgument }
  | { readonly kind: "sql"; readonly at: Span }
  /** Made by a type or by code that is not in this file. */
  | { readonly kind: "other"; readonly at: Span };

const namingDirectives: ReadonlySet<string> = new Set([
  "create_unique_constraint",
  "create_foreign_key",
  "create_check_constraint",
  "create_primary_key",
  "create_exclude_constraint",
]);

/** Finds the code behind a constraint of a statement; `text` is the file's. */
export function sourceOf(constraint: ConstraintDefinition, statement: Statement, text: string): UnnamedSource {
  const { operation } = statement;
  if (operation === null) return { kind: "other", at: constraint.span };
  if (namingDirectives.has(operation.directive)) {
    const name = operation.args.get("constraint_name");
    const written = name?.passed === "positional" || name?.passed === "keyword";
    return { kind: "operation", at: operation.site.callee, name: written && name !== undefined ? name.span : null };
  }
  if (operation.directive === "create_table" || operation.directive === "add_column") {
    for (const call of callsOf(operation)) {
      if (sameSpan(call.span, constraint.span) && isConstraint(call)) {
        return { kind: "construct", at: call.calleeSpan, call };
      }
    }
    return constraint.type === "unique"
      ? uniqueColumn(constraint, operation)
      : { kind: "other", at: operation.site.callee };
  }
  if (sameSpan(constraint.span, operation.site.call)) return { kind: "other", at: operation.site.callee };
  const { start, end } = constraint.span;
  const add = /^ADD\s+/i.exec(text.slice(start, end))?.[0].length ?? 0;
  return { kind: "sql", at: { start: start + add, end } };
}

function uniqueColumn(constraint: ConstraintDefinition, operation: Operation): UnnamedSource {
  const [name] = constraint.columns;
  for (const value of [...operation.rest, ...operation.args.values()].map((it) => it.value)) {
    const column = columnOf(value);
    if (column === undefined || name?.known !== true || !column.name.known || column.name.value !== name.value)
      continue;
    const argument = column.keywords.get("unique");
    if (argument?.nameSpan == null) continue;
    const at = { start: argument.nameSpan.start, end: argument.span.end };
    return { kind: "uniqueColumn", at, column: column.call, argument };
  }
  return { kind: "other", at: operation.site.callee };
}

function isConstraint(call: SymbolicCall): boolean {
  return /^sqlalchemy\.(\w+Constraint|ForeignKey)$|\.ExcludeConstraint$/.test(call.path ?? "");
}

function sameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

/** Every call among the arguments of an operation, nested ones included. */
function callsOf(operation: Operation): readonly SymbolicCall[] {
  const found: SymbolicCall[] = [];
  const visit = (value: PyValue): void => {
    const symbolic = symbolicOf(value);
    if (symbolic?.kind !== "call" || found.includes(symbolic)) return;
    found.push(symbolic);
    for (const argument of symbolic.args) visit(argument.value);
  };
  for (const argument of [...operation.rest, ...operation.args.values()]) visit(argument.value);
  return found;
}

/**
 * The fix that gives the constraint this name, or null where the code cannot be changed safely.
 * It is never "safe": where the revision has run already, or a later one drops the name that the database made up, another name is another effect.
 */
export function nameConstraint(
  name: string,
  source: UnnamedSource,
  constraint: ConstraintDefinition,
  statement: Statement,
  ctx: RuleContext,
): Fix | null {
  const { operation } = statement;
  const op = importedAs(ctx.file.module, "alembic.op");
  if (operation === null || operation.site.file !== null) return null;
  if (source.kind !== "sql" && (op === null || !isWrittenOnce(ctx.file, operation))) return null;
  const edits = editsFor(name, source, { constraint, operation, op: op ?? "op", ctx });
  return edits === null || edits.length === 0
    ? null
    : { title: `Name the constraint ${name}`, applicability: "suggested", edits };
}

interface Surroundings {
  readonly constraint: ConstraintDefinition;
  readonly operation: Operation;
  readonly op: string;
  readonly ctx: RuleContext;
}

function editsFor(name: string, source: UnnamedSource, surroundings: Surroundings): readonly TextEdit[] | null {
  const { operation, op, ctx } = surroundings;
  const { module, path } = ctx.file;
  const final = `${op}.f(${pythonString(name, quoteAt(module.text, operation.site.argumentsSpan.start))})`;
  switch (source.kind) {
    case "operation":
      return source.name !== null && isNone(source.name, ctx) ? [{ file: path, span: source.name, text: final }] : null;
    case "construct": {
      const given = source.call.args.find((it) => it.name === "name");
      if (given !== undefined) return isNone(given.span, ctx) ? [{ file: path, span: given.span, text: final }] : null;
      if (hasPositionalName(source.call)) return null;
      const edit = insertArgument(module, path, source.call.argumentsSpan, `name=${final}`);
      return edit === null ? null : [edit];
    }
    case "uniqueColumn":
      return module.text.slice(source.argument.span.start, source.argument.span.end) === "True"
        ? namedUnique(final, source, surroundings)
        : null;
    case "sql": {
      const literal = stringAt(module, source.at);
      const word = module.text.slice(source.at.start, source.at.end);
      const keyword = /^(UNIQUE|CHECK|FOREIGN|PRIMARY|REFERENCES|EXCLUDE)\b/i.test(word);
      const text = literal === null ? null : insideString(`CONSTRAINT ${quoteIdentifier(name)} `, literal);
      const at = { start: source.at.start, end: source.at.start };
      return keyword && text !== null ? [{ file: path, span: at, text }] : null;
    }
    case "other":
      return null;
  }
}

function isNone(span: Span, ctx: RuleContext): boolean {
  return ctx.file.module.text.slice(span.start, span.end) === "None";
}

/** `ForeignKeyConstraint(columns, refcolumns, name)` and the like; unpacked arguments may hold a name too. */
function hasPositionalName(call: SymbolicCall): boolean {
  const positional = call.args.filter((it) => it.name === null).length;
  if (call.args.some((it) => it.spreadUnknown)) return true;
  switch (call.path) {
    case "sqlalchemy.ForeignKeyConstraint":
      return positional > 2;
    case "sqlalchemy.ForeignKey":
    case "sqlalchemy.CheckConstraint":
      return positional > 1;
    default:
      return false;
  }
}

/** A column cannot name its unique constraint, so it becomes a constraint of the table. */
function namedUnique(
  final: string,
  source: Extract<UnnamedSource, { readonly kind: "uniqueColumn" }>,
  { constraint, operation, ctx, op }: Surroundings,
): readonly TextEdit[] | null {
  const { file } = ctx;
  const { module, path } = file;
  const [column] = constraint.columns;
  if (column?.known !== true) return null;
  const style = { module, quote: quoteAt(module.text, operation.site.argumentsSpan.start), op };
  const columnText = pythonString(column.value, style.quote);
  const removed = removeArgument(module, path, source.at);
  if (operation.directive === "create_table") {
    const sa = importedAs(module, "sqlalchemy.UniqueConstraint");
    const last = operation.rest.at(-1);
    if (sa === null || last === undefined) return null;
    const behind = hasKeywords(operation) ? last.span.end : null;
    const text = `${sa}(${columnText}, name=${final})`;
    const added = insertArgument(module, path, operation.site.argumentsSpan, text, behind);
    return added === null ? null : [removed, added];
  }
  const table = operation.args.get("table_name")?.value;
  const schema = operation.args.get("schema")?.value;
  const inBatch = operation.name.startsWith("batch_op.");
  const tableText = table === undefined ? null : renderValue(table, style);
  const schemaText = schema === undefined || schema.type === "none" ? "" : renderValue(schema, style);
  if (tableText === null || schemaText === null) return null;
  const callee = module.text.slice(operation.site.callee.start, operation.site.callee.end).replace(/\.\w+$/, "");
  const line = inBatch
    ? `${callee}.create_unique_constraint(${final}, [${columnText}])`
    : `${callee}.create_unique_constraint(${final}, ${tableText}, [${columnText}]${schemaText === "" ? "" : `, schema=${schemaText}`})`;
  const added = behindStatement(file, operation.site.statement, [line]);
  return added === null ? null : [removed, added];
}

function hasKeywords(operation: Operation): boolean {
  return [...operation.args.values(), ...operation.kw.values()].some((it) => it.passed === "keyword");
}
