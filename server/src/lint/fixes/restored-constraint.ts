import { catalogName } from "../../postgres/catalog-name.ts";
import { type Constraint, ofKey, type Table } from "../../schema/schema-state.ts";
import { constraintText, nameText } from "../../schema/schema-words.ts";
import {
  constraintNameText,
  executeCall,
  forText,
  list,
  type RestoreStyle,
  schemaArgument,
  text,
  textCall,
} from "./restore-style.ts";

/** A constraint as an element of `op.create_table`; null where only SQL can say it. */
export function tableElement(constraint: Constraint, style: RestoreStyle): string | null {
  if (!isPlain(constraint)) return null;
  const name = `name=${constraintNameText(constraint.name, style)}`;
  const options = [name, ...timing(constraint, style)].join(", ");
  const columns = constraint.columns.map((it) => text(it, style)).join(", ");
  switch (constraint.type) {
    case "primaryKey":
      return `${style.sa}.PrimaryKeyConstraint(${columns}, ${options})`;
    case "unique":
      return `${style.sa}.UniqueConstraint(${columns}, ${options})`;
    case "check":
      return constraint.expression === null || constraint.expression.form === "unknown"
        ? null
        : `${style.sa}.CheckConstraint(${text(forText(constraint.expression.text), style)}, ${name})`;
    case "foreignKey": {
      const { references } = constraint;
      if (references === null) return null;
      const target = ofKey(references.table);
      const path = target.schema === "public" ? target.name : `${target.schema}.${target.name}`;
      const remote = list(
        references.columns.map((it) => `${path}.${it}`),
        style,
      );
      return `${style.sa}.ForeignKeyConstraint(${list(constraint.columns, style)}, ${remote}, ${[options, ...actions(constraint, style)].join(", ")})`;
    }
    case "exclude":
      return null;
  }
}

/** A statement that adds the constraint to a table that is there; null when it is not known what it says. */
export function addedConstraint(constraint: Constraint, table: Table, style: RestoreStyle): string | null {
  if (constraint.expression?.form === "unknown") return null;
  if (constraint.type === "foreignKey" && (constraint.references?.columns.length ?? 0) === 0) return null;
  const asDirective = isPlain(constraint) ? directive(constraint, table, style) : null;
  return (
    asDirective ??
    executeCall(
      `ALTER TABLE ${nameText(table)} ADD CONSTRAINT ${catalogName(constraint.name)} ${constraintText(constraint)}`,
      style,
    )
  );
}

/** What SQLAlchemy of every version says as PostgreSQL has it. */
function isPlain(constraint: Constraint): boolean {
  const { references } = constraint;
  const dotted = references !== null && [references.table, ...references.columns].some((it) => it.includes("."));
  return (
    constraint.include.length === 0 &&
    constraint.validated &&
    !constraint.noInherit &&
    !constraint.nullsNotDistinct &&
    !dotted &&
    (references === null || (references.onDeleteColumns.length === 0 && references.columns.length > 0))
  );
}

function directive(constraint: Constraint, table: Table, style: RestoreStyle): string | null {
  const name = constraintNameText(constraint.name, style);
  const target = text(table.name, style);
  const columns = list(constraint.columns, style);
  const further = [...timing(constraint, style), ...schemaArgument(table.schema, style)];
  const call = (directive: string, parts: readonly string[]): string => `${style.op}.${directive}(${parts.join(", ")})`;
  switch (constraint.type) {
    case "primaryKey":
      return call("create_primary_key", [name, target, columns, ...further]);
    case "unique":
      return call("create_unique_constraint", [name, target, columns, ...further]);
    case "check":
      return constraint.expression === null || constraint.expression.form === "unknown"
        ? null
        : call("create_check_constraint", [name, target, textCall(constraint.expression.text, style), ...further]);
    case "foreignKey": {
      const { references } = constraint;
      if (references === null) return null;
      const referent = ofKey(references.table);
      return call("create_foreign_key", [
        name,
        target,
        text(referent.name, style),
        columns,
        list(references.columns, style),
        ...actions(constraint, style),
        ...timing(constraint, style),
        ...schemaArgument(table.schema, style, "source_schema"),
        ...schemaArgument(referent.schema, style, "referent_schema"),
      ]);
    }
    case "exclude":
      return null;
  }
}

function timing(constraint: Constraint, style: RestoreStyle): readonly string[] {
  if (!constraint.deferrable) return [];
  return ["deferrable=True", ...(constraint.initiallyDeferred ? [`initially=${text("DEFERRED", style)}`] : [])];
}

function actions({ references }: Constraint, style: RestoreStyle): readonly string[] {
  if (references === null) return [];
  return [
    ...(references.onUpdate === null ? [] : [`onupdate=${text(references.onUpdate, style)}`]),
    ...(references.onDelete === null ? [] : [`ondelete=${text(references.onDelete, style)}`]),
    ...(references.matchFull ? [`match=${text("FULL", style)}`] : []),
  ];
}

const kinds: Readonly<Record<Constraint["type"], string | null>> = {
  primaryKey: "primary",
  unique: "unique",
  check: "check",
  foreignKey: "foreignkey",
  exclude: null,
};

export function droppedConstraint(constraint: Constraint, table: Table, style: RestoreStyle): string {
  const kind = kinds[constraint.type];
  const parts = [constraintNameText(constraint.name, style), text(table.name, style)];
  if (kind !== null) parts.push(`type_=${text(kind, style)}`);
  return `${style.op}.drop_constraint(${[...parts, ...schemaArgument(table.schema, style)].join(", ")})`;
}
