import { catalogName } from "../../postgres/catalog-name.ts";
import { chosenName } from "../../schema/chosen-name.ts";
import { type Column, ofKey, relationKey, type SchemaState, type Table } from "../../schema/schema-state.ts";
import { nameText } from "../../schema/schema-words.ts";
import { type RestoreStyle, text, textCall } from "./restore-style.ts";
import { restoredType } from "./restored-type.ts";

/** `sa.Column(…)` for a column of the schema; null when SQLAlchemy has no words for it. `autoincrement` where it stands in a new table's key. */
export function restoredColumn(
  column: Column,
  state: SchemaState,
  style: RestoreStyle,
  options: { readonly autoincrement: boolean | null; readonly nullable: boolean },
): string | null {
  const type = typeWithCollation(column, state, style);
  if (type === null) return null;
  const parts = [text(column.name, style), type];
  if (column.generated !== null) {
    const { expression, kind } = column.generated;
    if (expression.form === "unknown") return null;
    parts.push(
      `${style.sa}.Computed(${textCall(expression.text, style)}, persisted=${kind === "stored" ? "True" : "False"})`,
    );
  } else if (column.identity !== null) {
    parts.push(`${style.sa}.Identity(always=${column.identity === "always" ? "True" : "False"})`);
  } else if (column.default !== null && !isSerial(column)) {
    if (column.default.form === "unknown") return null;
    parts.push(`server_default=${textCall(column.default.text, style)}`);
  }
  if (options.autoincrement !== null) parts.push(`autoincrement=${options.autoincrement ? "True" : "False"}`);
  parts.push(`nullable=${options.nullable ? "True" : "False"}`);
  return `${style.sa}.Column(${parts.join(", ")})`;
}

/** The collation stands in the type of a string; its name is written as in SQL. */
function typeWithCollation(column: Column, state: SchemaState, style: RestoreStyle): string | null {
  const type = restoredType(column.type, state, style);
  if (type === null || column.collation === null) return type;
  const name = /^"((?:[^"]|"")+)"$/.exec(column.collation)?.[1]?.replaceAll('""', '"');
  const [, callee, inner] = /^(.*\.(?:String|Text|CHAR))\((.*)\)$/.exec(type) ?? [];
  if (name === undefined || callee === undefined) return null;
  return `${callee}(${[...(inner === "" || inner === undefined ? [] : [inner]), `collation=${text(name, style)}`].join(", ")})`;
}

/** A column whose default takes the next number of its own sequence. */
export function isSerial(column: Column): boolean {
  return (
    column.identity === null &&
    column.ownedSequence !== null &&
    column.default?.form === "catalog" &&
    column.default.text.startsWith("nextval(")
  );
}

const serialTypes: Readonly<Record<string, string>> = {
  integer: "SERIAL",
  bigint: "BIGSERIAL",
  smallint: "SMALLSERIAL",
};

/** SERIAL and the like, for a column that has a sequence of its own; null for others. */
export function serialType(column: Column): string | null {
  return isSerial(column) && column.type.form === "catalog" ? (serialTypes[column.type.text] ?? null) : null;
}

/**
 * A sequence that PostgreSQL makes with a new column has a name of its own: the statement that gives it the former one. "none" where they are the same; null where another relation
 * has the name, so that PostgreSQL chooses one that is not told here.
 */
export function sequenceName(column: Column, table: Table, state: SchemaState): string | "none" | null {
  if (column.ownedSequence === null) return "none";
  const usual = chosenName({ first: table.name, second: column.name, label: "seq" }, () => false);
  const { schema, name } = ofKey(column.ownedSequence);
  if (schema !== table.schema) return null;
  if (name === usual) return "none";
  const key = relationKey(schema, usual);
  if (state.sequences.has(key) || state.tables.has(key) || state.indexNames.has(key)) return null;
  return `ALTER SEQUENCE ${nameText({ schema, name: usual })} RENAME TO ${catalogName(name)}`;
}
