import { changeText, type TextChange } from "../postgres/map-position.ts";
import type { SqlSource } from "../postgres/sql-to-actions.ts";

/** The bind markers of SQLAlchemy's `text()` (`TextClause._bind_params_regex`, 1.4 to 2.1): a colon and a name; quotes are not respected. */
const bind = /(?<![:\p{L}\p{N}_$\\]):([\p{L}\p{N}_$]+)(?!:)(?![\p{L}\p{N}_$])/gu;
const escapedColon = /\\(:[\p{L}\p{N}_$]*)(?![:\p{L}\p{N}_$])/gu;

/**
 * SQL text as PostgreSQL's parser can read it: bind markers become `$1`, which PostgreSQL takes wherever a value may stand, and `\:` becomes a colon. The map to
 * the file stays exact. A marker behind IN is a list that SQLAlchemy expands.
 */
export function withoutBinds(sql: SqlSource): SqlSource {
  if (!sql.text.includes(":")) return sql;
  const changes: TextChange[] = [];
  for (const found of sql.text.matchAll(bind)) {
    const inList = /\bin\s*$/i.test(sql.text.slice(0, found.index));
    changes.push({ span: { start: found.index, end: found.index + found[0].length }, text: inList ? "($1)" : "$1" });
  }
  for (const found of sql.text.matchAll(escapedColon)) {
    changes.push({ span: { start: found.index, end: found.index + 1 }, text: "" });
  }
  changes.sort((a, b) => a.span.start - b.span.start);
  return { ...sql, ...changeText(sql.text, sql.pieces, changes) };
}

const driverPlaceholder = /%(?:s|\([^)]*\)s|%)/g;

/** SQL text that goes to the driver as it is, with its `%s` and `%(name)s` when parameters are given. */
export function withoutDriverPlaceholders(sql: SqlSource): SqlSource {
  if (!sql.text.includes("%")) return sql;
  const changes = [...sql.text.matchAll(driverPlaceholder)].map((found): TextChange => {
    const span = { start: found.index, end: found.index + found[0].length };
    return { span, text: found[0] === "%%" ? "%" : "$1" };
  });
  return { ...sql, ...changeText(sql.text, sql.pieces, changes) };
}
