import type { Span } from "../base/span.ts";
import { type Argument, argumentOf, isAbsent, placeOf } from "../emit/read-argument.ts";
import type { Operation } from "../migration/operation.ts";
import { type SqlText, sqlText } from "../migration/sql-argument.ts";
import { mapSpan } from "../postgres/map-position.ts";

/** SQL text that an operation executes, when all of it is known. */
export interface ExecutedSql {
  readonly text: string;
  readonly form: SqlText["form"];
  /** The argument as written. */
  readonly argument: Argument;
  /**
   * Who reads the text: `text()` of SQLAlchemy, the driver itself, or nobody because SQLAlchemy 2.0 refuses a plain string.
   */
  readonly reader: "text()" | "driver" | "refused";
  readonly bindParameters: SqlText["bindParameters"];
  /** The place in the file of a part of the text. */
  at(part: Span): Span;
  /** The place, when the file has that part character by character within one literal; null otherwise. */
  verbatim(part: Span): Span | null;
}

/** The text of `op.execute`, `connection.execute` and the like; null when it is no text, or not known. */
export function sqlOfOperation(operation: Operation): ExecutedSql | null {
  const argument = argumentOf(operation, "sqltext");
  const sql = sqlText(argument.value);
  if (sql === undefined || !sql.text.known) return null;
  // What a method sends by itself (`connection.commit()`) is written nowhere.
  if (argument.span.start === operation.site.callee.start) return null;
  const { pieces } = sql;
  const place = placeOf(argument);
  return {
    text: sql.text.value,
    form: sql.form,
    argument,
    reader: readerOf(operation, sql.form),
    bindParameters: sql.bindParameters,
    at: (part) => mapSpan(pieces, place, part),
    verbatim(part) {
      const piece = pieces.find((it) => it.at <= part.start && part.end <= it.at + it.length);
      if (piece?.verbatim !== true) return null;
      const start = piece.span.start + (part.start - piece.at);
      const end = start + (part.end - part.start);
      return argument.span.start <= start && end <= argument.span.end ? { start, end } : null;
    },
  };
}

function readerOf(operation: Operation, form: SqlText["form"]): ExecutedSql["reader"] {
  if (form !== "string") return "text()";
  if (operation.directive === "execute") return "text()";
  if (goesToDriver(operation)) return "driver";
  return isAlembics(operation) ? "text()" : "refused";
}

/** `exec_driver_sql`, a cursor, the driver's own connection. */
export function goesToDriver(operation: Operation): boolean {
  return operation.name === "exec_driver_sql" || /cursor|\.(?:driver_|dbapi_)?connection\b/.test(operation.via ?? "");
}

/** Methods of Alembic's own objects take plain strings. */
function isAlembics({ via }: Operation): boolean {
  return /^(?:op\.get_context\(\)(?:\.impl)?|context)\.(?:_exec|execute)$/.test(via ?? "");
}

/** Whether the call is given parameters; null when it may be. */
export function hasParameters(operation: Operation): boolean | null {
  if (!isAbsent(argumentOf(operation, "parameters"))) return true;
  if ([...operation.kw.keys()].length > 0) return true;
  return operation.openArguments === null ? false : null;
}
