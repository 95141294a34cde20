import type { Unknown } from "../base/static.ts";
import type { ColumnReading } from "./column-reading.ts";

export interface SerialInput {
  /** Columns of the primary key; null when they are not all known. */
  readonly primaryKey: readonly string[] | null;
  /** A foreign key, of the column or of the table, holds the column. */
  readonly hasForeignKey: boolean;
  readonly sqlalchemy: "1.4" | "2.0" | "2.1" | null;
}

/**
 * Whether SQLAlchemy prints the column as SERIAL, BIGSERIAL or SMALLSERIAL: the autoincrement column of its table (alembic-semantics 4.1).
 * An Unknown when it depends on something that is not known.
 */
export function isSerialColumn(column: ColumnReading, input: SerialInput): boolean | Unknown {
  const { primaryKey } = input;
  const { affinity } = column.type;
  if (
    column.autoincrement === "yes" &&
    isKeyed(column, primaryKey) &&
    (affinity === "other" || affinity === "number")
  ) {
    // Since 2.1 a number counts only when its scale is 0; a type that does not count is refused.
    if (affinity === "other" || input.sqlalchemy === "2.1" || input.sqlalchemy === null) return unfit;
  }
  if (column.autoincrement === "no" || column.hasOwnDefault) return false;
  if (column.default.kind === "identity") return false;
  if (column.default.kind === "computed" && column.autoincrement !== "yes") return false;
  if (affinity === "other") return false;
  const isInteger = affinity === "integer" || affinity === "bigint" || affinity === "smallint";
  if (column.autoincrement !== "yes") {
    if (column.default.kind === "text" || column.default.kind === "fetched") return false;
    if (input.hasForeignKey && column.autoincrement === "auto") return false;
    if (affinity === "number" && input.sqlalchemy === "2.1") return false;
  }
  if (primaryKey === null || !column.name.known) {
    return column.primaryKey === null || (column.primaryKey.known && !column.primaryKey.value)
      ? false
      : { reason: "unsupported", detail: "whether the column is the only one of the primary key" };
  }
  if (!primaryKey.includes(column.name.value)) return false;
  if (column.autoincrement === "yes") return isInteger || affinity === "number";
  if (primaryKey.length !== 1) return false;
  if (column.autoincrement === "unknown") return { reason: "unsupported", detail: "autoincrement of the column" };
  if (affinity === "unknown") return column.type.text.known ? false : column.type.text.why;
  // Numbers with a fraction count up to SQLAlchemy 2.0; without a version the newest is taken.
  return isInteger || (affinity === "number" && input.sqlalchemy !== null);
}

const unfit: Unknown = { reason: "unsupported", detail: "autoincrement=True of a column that is no whole number" };

function isKeyed(column: ColumnReading, primaryKey: readonly string[] | null): boolean {
  return primaryKey !== null && column.name.known && primaryKey.includes(column.name.value);
}
