import { columnType } from "../emit/column-type.ts";
import type { Operation } from "../migration/operation.ts";
import { type CatalogType, catalogType } from "../postgres/catalog-type.ts";
import type { Column } from "../schema/schema-state.ts";

/** The type that `existing_type=` says and the one that the column has; null where they are the same, or one is not a type of PostgreSQL's own. */
export function existingTypeDiffers(
  operation: Operation,
  column: Column,
): { readonly written: CatalogType; readonly held: CatalogType } | null {
  const given = operation.args.get("existing_type");
  if (given === undefined || given.passed === "default" || given.value.type === "none") return null;
  const { text } = columnType(given);
  const written = text.known ? catalogType(text.value, () => null) : null;
  const held = column.type.form === "catalog" ? catalogType(inCapitals(column.type.text), () => null) : null;
  return written === null || held === null || written.text === held.text ? null : { written, held };
}

/** `character(3)` of the catalog is read like `CHARACTER(3)` of DDL. */
function inCapitals(text: string): string {
  return text.toUpperCase();
}

/** Whether `existing_nullable=` says the opposite of what the column is. */
export function existingNullableDiffers(operation: Operation, column: Column): boolean {
  const given = operation.args.get("existing_nullable");
  return given?.value.type === "bool" && given.passed !== "default" && given.value.value === column.notNull;
}
