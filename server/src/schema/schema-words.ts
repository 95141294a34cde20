import { catalogName } from "../postgres/catalog-name.ts";
import {
  type CatalogText,
  type Column,
  type Constraint,
  defaultSchema,
  type Index,
  ofKey,
  type Table,
} from "./schema-state.ts";

/** A relation's or type's name as SQL needs it: without the schema in which PostgreSQL creates when none is written. */
export function nameText({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return schema === defaultSchema ? catalogName(name) : `${catalogName(schema)}.${catalogName(name)}`;
}

export function catalogText(text: CatalogText): string {
  return text.form === "unknown" ? "?" : text.text;
}

/** Type, default, NOT NULL … of a column as CREATE TABLE has them, on one line. */
export function columnText(column: Column): string {
  const parts = [catalogText(column.type)];
  if (column.collation !== null) parts.push(`COLLATE ${column.collation}`);
  if (column.generated !== null) {
    parts.push(
      `GENERATED ALWAYS AS (${catalogText(column.generated.expression)}) ${column.generated.kind.toUpperCase()}`,
    );
  } else if (column.identity !== null) {
    parts.push(`GENERATED ${column.identity === "always" ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY`);
  } else if (column.default !== null) parts.push(`DEFAULT ${catalogText(column.default)}`);
  if (column.notNull) parts.push("NOT NULL");
  return parts.join(" ");
}

/** A constraint as it stands behind its name. */
export function constraintText(constraint: Constraint): string {
  return [constraintBody(constraint), ...constraintOptions(constraint)].join(" ");
}

function constraintBody(constraint: Constraint): string {
  const columns = `(${constraint.columns.map(catalogName).join(", ")})`;
  const include = constraint.include.length === 0 ? "" : ` INCLUDE (${constraint.include.map(catalogName).join(", ")})`;
  const { references, expression } = constraint;
  switch (constraint.type) {
    case "primaryKey":
      return `PRIMARY KEY ${columns}${include}`;
    case "unique":
      return `UNIQUE ${constraint.nullsNotDistinct ? "NULLS NOT DISTINCT " : ""}${columns}${include}`;
    case "check":
      return `CHECK (${expression === null ? "?" : catalogText(expression)})${constraint.noInherit ? " NO INHERIT" : ""}`;
    case "exclude":
      return `EXCLUDE ${expression === null ? "?" : catalogText(expression)}`;
    case "foreignKey": {
      if (references === null) return `FOREIGN KEY ${columns}`;
      const target = references.columns.length === 0 ? "" : ` (${references.columns.map(catalogName).join(", ")})`;
      const only =
        references.onDeleteColumns.length === 0 ? "" : ` (${references.onDeleteColumns.map(catalogName).join(", ")})`;
      return [
        `FOREIGN KEY ${columns} REFERENCES ${nameText(ofKey(references.table))}${target}`,
        references.matchFull ? "MATCH FULL" : "",
        references.onUpdate === null ? "" : `ON UPDATE ${references.onUpdate}`,
        references.onDelete === null ? "" : `ON DELETE ${references.onDelete}${only}`,
      ]
        .filter((it) => it !== "")
        .join(" ");
    }
  }
}

function constraintOptions(constraint: Constraint): readonly string[] {
  return [
    ...(constraint.deferrable ? ["DEFERRABLE"] : []),
    ...(constraint.initiallyDeferred ? ["INITIALLY DEFERRED"] : []),
    ...(constraint.validated ? [] : ["NOT VALID"]),
  ];
}

/** CREATE INDEX without its semicolon. */
export function indexText(index: Index, table: Table): string {
  const method = index.method === "btree" ? "" : `USING ${index.method} `;
  const include = index.include.length === 0 ? "" : ` INCLUDE (${index.include.map(catalogName).join(", ")})`;
  const where = index.where === null ? "" : ` WHERE ${catalogText(index.where)}`;
  const nulls = index.nullsNotDistinct ? " NULLS NOT DISTINCT" : "";
  return `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${catalogName(index.name)} ON ${nameText(table)} ${method}(${elementTexts(index).join(", ")})${include}${nulls}${where}`;
}

/** The columns and expressions of an index as they are written. */
export function elementTexts(index: Index): readonly string[] {
  return index.elements.map((it) => (it.isPlain && it.column !== null ? catalogName(it.column) : catalogText(it.text)));
}

export const constraintKinds: Readonly<Record<Constraint["type"], string>> = {
  primaryKey: "primary key",
  unique: "unique",
  check: "check",
  foreignKey: "foreign key",
  exclude: "exclude",
};
