import type { Span } from "../base/span.ts";
import type { Operation } from "../migration/operation.ts";
import { type SqlText, sqlText } from "../migration/sql-argument.ts";
import { symbolicOf } from "../migration/symbolic.ts";
import { mapSpan } from "../postgres/map-position.ts";
import { type SqlSource, sqlToActions } from "../postgres/sql-to-actions.ts";
import { coreDrafts } from "./core-statement.ts";
import { type Draft, type EmitContext, type Emitter, type RunState, unknownDraft } from "./emit-context.ts";
import { type Argument, argumentOf, isAbsent, placeOf, whyOf } from "./read-argument.ts";
import { withoutBinds, withoutDriverPlaceholders } from "./sql-text.ts";
import { methodChain } from "./symbolic-call.ts";

/** `op.execute`, and the same through a connection, a session or the migration context. */
export const emitExecute: Emitter = (operation, context, run) => {
  const argument = argumentOf(operation, "sqltext");
  const { value } = argument;
  if (value?.type === "list" || value?.type === "tuple") {
    // Only old Alembic took a list here; each element is executed.
    return value.elements.flatMap((it) => valueDrafts({ value: it, span: argument.span }, operation, context, run));
  }
  return valueDrafts(argument, operation, context, run);
};

function valueDrafts(argument: Argument, operation: Operation, context: EmitContext, run: RunState): readonly Draft[] {
  const { value } = argument;
  const sql = sqlText(value);
  if (sql !== undefined) {
    if (!sql.text.known) return [unknownDraft(operation.openArguments ?? sql.text.why, placeOf(argument))];
    const source = { text: sql.text.value, pieces: sql.pieces, span: placeOf({ value, span: argument.span }) };
    return textDrafts(source, sourceKind(sql.form, operation), context);
  }
  const symbolic = symbolicOf(value);
  if (symbolic === undefined) {
    const why = operation.openArguments ?? whyOf(value, "SQL that is not known");
    return [unknownDraft(why, placeOf(argument))];
  }
  return coreDrafts({ ...methodChain(symbolic), symbolic, operation, context, run });
}

/** How the text is read before PostgreSQL gets it: with bind markers, as a DDL template, by the driver. */
type SourceKind = "text" | "ddl" | "driver" | "driver with parameters" | "text or driver";

/**
 * A plain string goes through `text()`, except where it goes straight to the driver. `connection.execute("…", parameters)` did so up to SQLAlchemy 1.4,
 * but goes through `text()` offline: there both kinds of markers are values.
 */
function sourceKind(form: SqlText["form"], operation: Operation): SourceKind {
  if (form !== "string") return form;
  const hasParameters = !isAbsent(argumentOf(operation, "parameters"));
  const isDriver = operation.name === "exec_driver_sql" || (operation.via?.includes("cursor") ?? false);
  if (isDriver) return hasParameters ? "driver with parameters" : "driver";
  return hasParameters ? "text or driver" : "text";
}

function textDrafts(source: SqlSource, kind: SourceKind, context: EmitContext): readonly Draft[] {
  const read = readable(source, kind);
  const statements = sqlToActions(read, context.parser);
  if (statements.length === 0) {
    return [{ text: source.text, span: source.span, actions: [], syntaxError: null, gap: null }];
  }
  const written =
    read.text === source.text ? (span: Span) => source.text.slice(span.start, span.end) : writtenText(source, kind);
  return statements.map((it) => ({
    text: written(it.textSpan),
    span: it.span,
    actions: it.actions,
    syntaxError: it.syntaxError,
    gap: it.actions.find((action) => action.kind === "unknown")?.why ?? null,
  }));
}

/** The words of the source behind a range of the text that was parsed, in which markers were replaced. */
function writtenText(source: SqlSource, kind: SourceKind): (span: Span) => string {
  const whole = { start: 0, end: source.text.length };
  const toSource = readable(
    { text: source.text, pieces: [{ at: 0, length: whole.end, span: whole, verbatim: true }], span: whole },
    kind,
  );
  return (span) => {
    const { start, end } = mapSpan(toSource.pieces, whole, span);
    return source.text.slice(start, end);
  };
}

function readable(source: SqlSource, kind: SourceKind): SqlSource {
  switch (kind) {
    case "text":
      return withoutBinds(source);
    case "driver":
      return source;
    case "text or driver":
      return withoutBinds(withoutDriverPlaceholders(source));
    default:
      // DDL is %-formatted: `%%` is a percent sign.
      return withoutDriverPlaceholders(source);
  }
}

/** `impl.static_output` prints a text in offline mode and does nothing otherwise. */
export const emitStaticOutput: Emitter = (operation) => {
  const { value } = argumentOf(operation, "text");
  const text = value?.type === "str" ? value.value : null;
  return [{ text, span: operation.site.call, actions: [], syntaxError: null, gap: null }];
};
