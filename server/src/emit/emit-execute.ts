import type { Operation } from "../migration/operation.ts";
import { symbolicOf } from "../migration/symbolic.ts";
import { type SqlSource, sqlToActions } from "../postgres/sql-to-actions.ts";
import type { PyStr } from "../python/value.ts";
import { coreDrafts } from "./core-statement.ts";
import { type Draft, type EmitContext, type Emitter, unknownDraft } from "./emit-context.ts";
import { type Argument, argumentOf, isAbsent, placeOf, whyOf } from "./read-argument.ts";
import { withoutBinds, withoutDriverPlaceholders } from "./sql-text.ts";
import { callArguments, methodChain } from "./symbolic-call.ts";

/** `op.execute`, and the same through a connection, a session or the migration context. */
export const emitExecute: Emitter = (operation, context, run) => {
  const argument = argumentOf(operation, "sqltext");
  const { value } = argument;
  if (value?.type === "str") return textDrafts(value, argument, statementSource(operation), context);
  if (value?.type === "list" || value?.type === "tuple") {
    // Only old Alembic took a list here; each element is executed.
    return value.elements.flatMap((it) =>
      it.type === "str"
        ? textDrafts(it, { value: it, span: argument.span }, "text", context)
        : [unknownDraft(whyOf(it, "SQL that is not known"), argument.span)],
    );
  }
  const symbolic = symbolicOf(value);
  if (symbolic === undefined) {
    const why = operation.openArguments ?? whyOf(value, "SQL that is not known");
    return [unknownDraft(why, placeOf(argument))];
  }
  const { base, methods } = methodChain(symbolic);
  const isText = base.kind === "call" && (base.path === "sqlalchemy.text" || base.path === "sqlalchemy.DDL");
  if (isText) {
    const args = callArguments(base, ["text", "context"]);
    const text = args.has("text") ? args.get("text") : args.get("statement");
    if (text.value?.type === "str") {
      const source = base.path === "sqlalchemy.DDL" ? "ddl" : "text";
      return textDrafts(text.value, text, source, context);
    }
    return [unknownDraft(args.open ?? whyOf(text.value, "SQL that is not known"), placeOf(text))];
  }
  return coreDrafts({ base, methods, symbolic, operation, context, run });
};

/** How the text is read before PostgreSQL gets it: with bind markers, as a DDL template, by the driver. */
type SourceKind = "text" | "ddl" | "driver" | "driver with parameters";

/** A plain string goes through `text()`, except where it goes straight to the driver. */
function statementSource(operation: Operation): SourceKind {
  const { via } = operation;
  const isDriver = operation.name === "exec_driver_sql" || (via?.includes("cursor") ?? false);
  if (!isDriver) return "text";
  return isAbsent(argumentOf(operation, "parameters")) ? "driver" : "driver with parameters";
}

function textDrafts(text: PyStr, argument: Argument, kind: SourceKind, context: EmitContext): readonly Draft[] {
  const source: SqlSource = { text: text.value, pieces: text.pieces, span: placeOf(argument) };
  const read = readable(source, kind);
  const statements = sqlToActions(read, context.parser);
  if (statements.length === 0) {
    return [{ text: text.value, span: source.span, actions: [], syntaxError: null, gap: null }];
  }
  // The statement's own words are what Alembic prints; they differ from what was parsed only where a marker was replaced.
  const unchanged = read.text === source.text;
  return statements.map((it) => ({
    text: unchanged || statements.length > 1 ? it.text : text.value.trim().replace(/;+$/, ""),
    span: it.span,
    actions: it.actions,
    syntaxError: it.syntaxError,
    gap: it.actions.find((action) => action.kind === "unknown")?.why ?? null,
  }));
}

function readable(source: SqlSource, kind: SourceKind): SqlSource {
  switch (kind) {
    case "text":
      return withoutBinds(source);
    case "driver":
      return source;
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
