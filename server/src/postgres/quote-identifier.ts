/** The reserved words of SQLAlchemy's PostgreSQL dialect (the same in 1.4.46, 2.0.54 and 2.1.1). */
export const reservedWords: ReadonlySet<string> = new Set(
  (
    "all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate column constraint " +
    "create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default " +
    "deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner " +
    "intersect into is isnull join leading left like limit localtime localtimestamp natural new not notnull null of off offset old on " +
    "only or order outer over overlaps placing primary references returning right select session_user similar some symmetric table " +
    "then to trailing true union unique user using variadic verbose when where window with"
  ).split(" "),
);

/**
 * A name as it is written in SQL: bare when PostgreSQL reads it back unchanged, else in double quotes. The rule is that of SQLAlchemy's
 * identifier preparer, so that names look as in Alembic's output (percent signs are not doubled: that depends on the driver).
 */
export function quoteIdentifier(name: string): string {
  return needsQuotes(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

function needsQuotes(name: string): boolean {
  return !/^[a-z_][a-z0-9_$]*$/.test(name) || reservedWords.has(name);
}
