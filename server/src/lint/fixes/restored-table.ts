import { catalogName } from "../../postgres/catalog-name.ts";
import type { SchemaState, Table } from "../../schema/schema-state.ts";
import { columnText, nameText } from "../../schema/schema-words.ts";
import { executeCall, type RestoreStyle, schemaArgument, text } from "./restore-style.ts";
import { restoredColumn, sequenceName, serialType } from "./restored-column.ts";
import { addedConstraint, tableElement } from "./restored-constraint.ts";

/**
 * Lines that create a table as the schema has it, without its indexes and foreign keys; null when a part of it is not known. `inside` says which foreign keys may stand in it.
 */
export function restoredTable(
  table: Table,
  state: SchemaState,
  style: RestoreStyle,
  inside: (constraint: Table["constraints"][number]) => boolean,
): readonly string[] | null {
  const key = table.constraints.find((it) => it.type === "primaryKey");
  const elements: string[] = [];
  for (const column of table.columns) {
    const inKey = key?.columns.length === 1 && key.columns[0] === column.name;
    const isNumber = column.type.form === "catalog" && /^(big|small)?int(eger)?$/.test(column.type.text);
    const serial = serialType(column);
    const isAutomatic = serial !== null;
    if (isAutomatic && !inKey) return asSql(table, state, style, inside);
    if (!isAutomatic && column.ownedSequence !== null && column.identity === null) return null;
    const refers = table.constraints.some((it) => it.type === "foreignKey" && it.columns.includes(column.name));
    // A whole number alone in the key is SERIAL unless it says otherwise, or refers to another table.
    const isUsual = isAutomatic && !refers;
    const autoincrement = inKey && isNumber && column.identity === null && !isUsual ? isAutomatic : null;
    const written = restoredColumn(column, state, style, { autoincrement, nullable: !column.notNull });
    if (written === null) return asSql(table, state, style, inside);
    elements.push(written);
  }
  const later: string[] = [];
  const renames = sequenceNames(table, state, style);
  if (renames === null) return null;
  later.push(...renames);
  for (const constraint of table.constraints) {
    if (constraint.type === "foreignKey" && !inside(constraint)) continue;
    const element = tableElement(constraint, style);
    if (element !== null) elements.push(element);
    else {
      const added = addedConstraint(constraint, table, style);
      if (added === null) return null;
      later.push(added);
    }
  }
  elements.push(...schemaArgument(table.schema, style));
  return [
    `${style.op}.create_table(`,
    ...[text(table.name, style), ...elements].map((it) => `    ${it},`),
    ")",
    ...later,
  ];
}

/** Types for which SQLAlchemy has no words. */
function asSql(
  table: Table,
  state: SchemaState,
  style: RestoreStyle,
  inside: (constraint: Table["constraints"][number]) => boolean,
): readonly string[] | null {
  const columns: string[] = [];
  for (const column of table.columns) {
    const { generated, default: value } = column;
    const unknown = [column.type, generated?.expression ?? null, value].some((it) => it?.form === "unknown");
    if (unknown) return null;
    const serial = serialType(column);
    const notNull = column.notNull ? " NOT NULL" : "";
    columns.push(`${catalogName(column.name)} ${serial === null ? columnText(column) : serial + notNull}`);
  }
  const later: string[] = [];
  const renames = sequenceNames(table, state, style);
  if (renames === null) return null;
  later.push(...renames);
  for (const constraint of table.constraints) {
    if (constraint.type === "foreignKey" && !inside(constraint)) continue;
    const added = addedConstraint(constraint, table, style);
    if (added === null) return null;
    later.push(added);
  }
  return [executeCall(`CREATE TABLE ${nameText(table)} (${columns.join(", ")})`, style), ...later];
}

function sequenceNames(table: Table, state: SchemaState, style: RestoreStyle): readonly string[] | null {
  const lines: string[] = [];
  for (const column of table.columns) {
    const rename = sequenceName(column, table, state);
    if (rename === null) return null;
    if (rename !== "none") lines.push(executeCall(rename, style));
  }
  return lines;
}
