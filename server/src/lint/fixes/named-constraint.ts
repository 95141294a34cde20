import type { Static } from "../../base/static.ts";
import type { ConstraintDefinition } from "../../postgres/action.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import type { NamedConstraint } from "./constraint-name.ts";

/** What is needed to name a constraint, or null when the table or a column is not known. NOT NULL constraints have no name by convention. */
export function namedConstraint(
  constraint: ConstraintDefinition,
  table: QualifiedName,
  column: Static<string> | null = null,
): NamedConstraint | null {
  const { type, references, expression } = constraint;
  if (type === "notNull" || !table.name.known) return null;
  const columns = texts(constraint.columns.length === 0 && column !== null ? [column] : constraint.columns);
  if (columns === null) return null;
  if (references !== null && !references.table.name.known) return null;
  return {
    type,
    table: table.name.value,
    columns,
    referredTable: references?.table.name.known === true ? references.table.name.value : null,
    expression: expression?.known === true ? expression.value : null,
  };
}

function texts(values: readonly Static<string>[]): readonly string[] | null {
  const known = values.filter((it) => it.known).map((it) => it.value);
  return known.length === values.length ? known : null;
}
