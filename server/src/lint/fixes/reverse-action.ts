import type { Static } from "../../base/static.ts";
import type { Action } from "../../postgres/action.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { quoteLiteral } from "../../postgres/quote-literal.ts";

/** What takes an action back. `nothing`: it leaves nothing behind. `unknown`: only somebody who knows the database can say; `what` completes "write how to …". */
export type Reverse =
  | { readonly kind: "sql"; readonly sql: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "unknown"; readonly what: string };

const nothing: Reverse = { kind: "nothing" };
const unknown = (what: string): Reverse => ({ kind: "unknown", what });
const sql = (text: string | null, what: string): Reverse =>
  text === null ? unknown(what) : { kind: "sql", sql: text };

/**
 * The SQL that takes back one action of SQL text. Only what is certain: nothing with IF NOT EXISTS (it may have been there before), nothing
 * that needs the former state.
 */
export function reverseAction(action: Action): Reverse {
  switch (action.kind) {
    case "createTable":
      return action.ifNotExists || action.temporary
        ? action.temporary
          ? nothing
          : unknown(`drop the table ${show(action.table)} if this revision created it`)
        : sql(withName("DROP TABLE", action.table), "drop the table that the upgrade creates");
    case "createIndex": {
      const index = action.name === null ? null : inSchemaOf(action.table, action.name);
      const command = action.concurrently ? "DROP INDEX CONCURRENTLY" : "DROP INDEX";
      if (action.ifNotExists || index === null) return unknown(`drop the new index of ${show(action.table)}`);
      return sql(withName(command, index), `drop the new index of ${show(action.table)}`);
    }
    case "addColumn": {
      const what = `drop the new column of ${show(action.table)}`;
      if (action.ifNotExists) return unknown(what);
      return sql(altering(action.table, "DROP COLUMN", action.column.name), what);
    }
    case "addConstraint": {
      const what = `drop the new constraint of ${show(action.table)}`;
      const { name, usingIndex } = action.constraint;
      if (usingIndex !== null || name === null) return unknown(what);
      return sql(altering(action.table, "DROP CONSTRAINT", name), what);
    }
    case "renameTable": {
      const renamed = { schema: action.table.schema, name: action.newName };
      const table = tableText(renamed);
      return sql(
        table === null || !action.table.name.known
          ? null
          : `ALTER TABLE ${table} RENAME TO ${quoteIdentifier(action.table.name.value)}`,
        "rename the table back",
      );
    }
    case "renameColumn":
      return sql(renaming(action.table, "COLUMN ", action.newName, action.column), "rename the column back");
    case "renameConstraint":
      return sql(renaming(action.table, "CONSTRAINT ", action.newName, action.name), "rename the constraint back");
    case "createEnum":
    case "createDomain":
      return sql(
        withName(action.kind === "createEnum" ? "DROP TYPE" : "DROP DOMAIN", action.type),
        "drop the new type",
      );
    case "renameEnumValue": {
      const type = tableText(action.type);
      return sql(
        type === null || !action.value.known || !action.newValue.known
          ? null
          : `ALTER TYPE ${type} RENAME VALUE ${quoteLiteral(action.newValue.value)} TO ${quoteLiteral(action.value.value)}`,
        "rename the enum value back",
      );
    }
    case "createSchema":
      return action.ifNotExists || !action.schema.known
        ? unknown("drop the schema if this revision created it")
        : { kind: "sql", sql: `DROP SCHEMA ${quoteIdentifier(action.schema.value)}` };
    case "createView":
      return action.replace
        ? unknown(`restore the view ${show(action.view)}`)
        : sql(withName(action.materialized ? "DROP MATERIALIZED VIEW" : "DROP VIEW", action.view), "drop the new view");
    case "select":
    case "set":
    case "validateConstraint":
    case "refreshView":
    case "reindex":
    case "lockTable":
    case "cluster":
    case "vacuum":
    case "analyze":
      return nothing;
    default:
      return unknown(undoing(action));
  }
}

/** Completes "Write how to …" for actions that need the former state. */
function undoing(action: Action): string {
  switch (action.kind) {
    case "dropTable":
      return `recreate the table ${show(action.table)}`;
    case "dropColumn":
      return `restore the column ${text(action.column)} of ${show(action.table)}`;
    case "dropConstraint":
      return `restore the constraint ${text(action.name)} of ${show(action.table)}`;
    case "dropIndex":
      return `recreate the index ${show(action.index)}`;
    case "dropType":
      return `recreate the type ${show(action.type)}`;
    case "dropView":
      return `recreate the view ${show(action.view)}`;
    case "alterColumnType":
      return `change the type of ${show(action.table)}.${text(action.column)} back`;
    case "setNotNull":
    case "dropNotNull":
    case "setDefault":
    case "dropDefault":
      return `restore the former definition of ${show(action.table)}.${text(action.column)}`;
    case "addEnumValue":
      return `remove the value from the enum ${show(action.type)}: PostgreSQL cannot drop one, so the type must be replaced`;
    case "insert":
      return `take back the rows inserted into ${action.tables.map(show).join(", ") || "the table"}`;
    case "update":
    case "delete":
      return `restore the rows that the upgrade changes in ${show(action.table)}`;
    case "truncate":
      return `restore the rows of ${action.tables.map(show).join(", ")}`;
    default:
      return "take back what this statement of the upgrade does";
  }
}

function show(name: QualifiedName): string {
  return name.schema === null ? text(name.name) : `${text(name.schema)}.${text(name.name)}`;
}

function text(value: Static<string>): string {
  return value.known ? value.value : "(not known)";
}

function tableText(name: QualifiedName): string | null {
  if (!name.name.known || (name.schema !== null && !name.schema.known)) return null;
  const schema = name.schema === null ? "" : `${quoteIdentifier(name.schema.value)}.`;
  return schema + quoteIdentifier(name.name.value);
}

function withName(command: string, name: QualifiedName): string | null {
  const written = tableText(name);
  return written === null ? null : `${command} ${written}`;
}

function altering(table: QualifiedName, command: string, part: Static<string>): string | null {
  const written = tableText(table);
  return written === null || !part.known ? null : `ALTER TABLE ${written} ${command} ${quoteIdentifier(part.value)}`;
}

function renaming(table: QualifiedName, what: string, from: Static<string>, to: Static<string>): string | null {
  const written = tableText(table);
  if (written === null || !from.known || !to.known) return null;
  return `ALTER TABLE ${written} RENAME ${what}${quoteIdentifier(from.value)} TO ${quoteIdentifier(to.value)}`;
}

/** An index lies in the schema of its table. */
function inSchemaOf(table: QualifiedName, name: Static<string>): QualifiedName {
  return { schema: table.schema, name };
}
