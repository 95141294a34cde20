import type { Static } from "../../base/static.ts";
import type { Action, ColumnDefinition, ConstraintDefinition } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";

/**
 * What an action does to the database, in one sentence of Markdown without a full stop. A part that is not known is shown as `?`.
 * The verbs are PostgreSQL's own, so that a reader finds them in its manual.
 */
export function describeAction(action: Action): string {
  switch (action.kind) {
    case "createTable":
      return `Creates the ${action.temporary ? "temporary " : ""}table ${name(action.table)} with ${count(action.columns.length, "column")}${action.open === null ? "" : " and perhaps more"}`;
    case "dropTable":
      return `Drops the table ${name(action.table)} with all its rows${cascade(action)}`;
    case "renameTable":
      return `Renames the table ${name(action.table)} to ${text(action.newName)}`;
    case "setSchema":
      return `Moves the ${action.object} ${name(action.name)} to the schema ${text(action.schema)}`;
    case "addColumn":
      return `Adds the column ${column(action.column)} to ${name(action.table)}`;
    case "dropColumn":
      return `Drops the column ${text(action.column)} of ${name(action.table)} with its data${cascade(action)}`;
    case "renameColumn":
      return `Renames the column ${text(action.column)} of ${name(action.table)} to ${text(action.newName)}`;
    case "alterColumnType":
      return `Changes the type of ${text(action.column)} of ${name(action.table)} to ${text(action.type)}`;
    case "setNotNull":
      return `Forbids NULL in ${text(action.column)} of ${name(action.table)}`;
    case "dropNotNull":
      return `Allows NULL in ${text(action.column)} of ${name(action.table)}`;
    case "setDefault":
      return `Sets the default of ${text(action.column)} of ${name(action.table)} to ${text(action.default)}`;
    case "dropDefault":
      return `Takes the default of ${text(action.column)} of ${name(action.table)} away`;
    case "addIdentity":
    case "setIdentity":
    case "dropIdentity":
    case "dropExpression":
    case "setStatistics":
    case "setStorage":
    case "setCompression":
    case "setColumnOptions":
      return `Alters the column ${text(action.column)} of ${name(action.table)} (${spaced(action.kind)})`;
    case "addConstraint":
      return `Adds ${constraint(action.constraint)} to ${name(action.table)}`;
    case "dropConstraint":
      return `Drops the constraint ${text(action.name)} of ${name(action.table)}${cascade(action)}`;
    case "renameConstraint":
      return `Renames the constraint ${text(action.name)} of ${name(action.table)} to ${text(action.newName)}`;
    case "validateConstraint":
      return `Validates the constraint ${text(action.name)} of ${name(action.table)}`;
    case "createIndex":
      return `Builds ${action.unique ? "the unique index" : "the index"} ${action.name === null ? "(unnamed)" : text(action.name)} on ${name(action.table)}${action.concurrently ? " concurrently" : ""}`;
    case "dropIndex":
      return `Drops the index ${name(action.index)}${action.concurrently ? " concurrently" : ""}${cascade(action)}`;
    case "renameIndex":
      return `Renames the index ${name(action.index)} to ${text(action.newName)}`;
    case "reindex":
      return `Rebuilds the indexes of the ${action.object}${action.target === null ? "" : ` ${name(action.target)}`}${action.concurrently ? " concurrently" : ""}`;
    case "createEnum":
      return `Creates the enum type ${name(action.type)}`;
    case "addEnumValue":
      return `Adds the value ${text(action.value)} to the enum type ${name(action.type)}`;
    case "renameEnumValue":
      return `Renames the value ${text(action.value)} of the enum type ${name(action.type)} to ${text(action.newValue)}`;
    case "createDomain":
      return `Creates the domain ${name(action.type)}`;
    case "renameType":
      return `Renames the type ${name(action.type)} to ${text(action.newName)}`;
    case "dropType":
      return `Drops the type ${name(action.type)}${cascade(action)}`;
    case "createSequence":
    case "alterSequence":
    case "dropSequence":
      return `${verb(action.kind)} the sequence ${name(action.sequence)}`;
    case "createSchema":
    case "dropSchema":
      return `${verb(action.kind)} the schema ${text(action.schema)}${action.kind === "dropSchema" ? cascade(action) : ""}`;
    case "createView":
    case "dropView":
      return `${verb(action.kind)} the ${action.materialized ? "materialized view" : "view"} ${name(action.view)}`;
    case "refreshView":
      return `Refreshes the materialized view ${name(action.view)}${action.concurrently ? " concurrently" : ""}`;
    case "createTrigger":
    case "dropTrigger":
    case "createPolicy":
    case "dropPolicy":
    case "createRule":
    case "dropRule":
      return `${verb(action.kind)} the ${noun(action.kind)} ${text(action.name)} on ${name(action.table)}`;
    case "createFunction":
    case "dropFunction":
      return `${verb(action.kind)} the function ${name(action.function)}`;
    case "createType":
      return `Creates the ${action.form} type ${name(action.type)}`;
    case "renameView":
      return `Renames the view ${name(action.view)} to ${text(action.newName)}`;
    case "renameSchema":
      return `Renames the schema ${text(action.schema)} to ${text(action.newName)}`;
    case "createExtension":
    case "dropExtension":
      return `${verb(action.kind)} the extension ${text(action.extension)}`;
    case "comment":
      return action.table === null
        ? "Sets a comment"
        : `Sets the comment of ${name(action.table)}${action.column === null ? "" : `, column ${text(action.column)}`}`;
    case "attachPartition":
      return `Attaches the partition ${name(action.partition)} to ${name(action.table)}`;
    case "detachPartition":
      return `Detaches the partition ${name(action.partition)} from ${name(action.table)}${action.concurrently ? " concurrently" : ""}`;
    case "tableOption":
      return `Alters ${name(action.table)} (${spaced(action.option)})`;
    case "insert":
      return `Inserts rows into ${names(action.tables)}`;
    case "select":
      return `Reads ${names(action.tables)}`;
    case "update":
    case "delete": {
      const all = action.hasWhere ? "rows" : "all rows";
      return action.kind === "update"
        ? `Updates ${all} of ${name(action.table)}`
        : `Deletes ${all} of ${name(action.table)}`;
    }
    case "truncate":
      return `Empties ${names(action.tables)}${cascade(action)}`;
    case "lockTable":
      return `Locks ${names(action.tables)} in ${action.mode} mode`;
    case "cluster":
    case "vacuum":
    case "analyze":
      return `Runs ${action.kind.toUpperCase()}${action.full ? " FULL" : ""}${action.table === null ? "" : ` on ${name(action.table)}`}`;
    case "set":
      return `Sets the parameter \`${action.parameter}\`${action.local ? " until the end of the transaction" : ""}`;
    case "transaction":
      return `Controls the transaction (${action.command})`;
    case "doBlock":
      return "Runs a block of procedural code, which is not read";
    case "other":
      return action.relations.length === 0
        ? "Runs another statement"
        : `Runs another statement on ${names(action.relations)}`;
    case "unknown":
      return `Not known without running it: ${action.why.detail}`;
  }
}

function name(it: QualifiedName): string {
  return `\`${displayName(it)}\``;
}

function names(all: readonly QualifiedName[]): string {
  return all.length === 0 ? "no table" : all.map(name).join(", ");
}

function text(it: Static<string>): string {
  return it.known ? `\`${it.value}\`` : "`?`";
}

function column(it: ColumnDefinition): string {
  const parts = [it.name.known ? it.name.value : "?", it.type.known ? it.type.value : "?"];
  if (it.nullable?.known === true && !it.nullable.value) parts.push("NOT NULL");
  if (it.default !== null) parts.push(`DEFAULT ${it.default.known ? it.default.value : "?"}`);
  return `\`${parts.join(" ")}\``;
}

const constraintWords = {
  primaryKey: "the primary key",
  unique: "the unique constraint",
  check: "the check constraint",
  foreignKey: "the foreign key",
  exclude: "the exclusion constraint",
  notNull: "the NOT NULL constraint",
} as const;

function constraint(it: ConstraintDefinition): string {
  const target = it.references === null ? "" : ` to ${name(it.references.table)}`;
  const columns =
    it.columns.length === 0 ? "" : ` (${it.columns.map((one) => (one.known ? one.value : "?")).join(", ")})`;
  return `${constraintWords[it.type]} ${it.name === null ? "(unnamed)" : text(it.name)}${columns}${target}${it.notValid ? ", not validated" : ""}`;
}

function cascade(it: { readonly cascade: boolean }): string {
  return it.cascade ? ", and everything that depends on it" : "";
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}

function spaced(camelCase: string): string {
  return camelCase.replaceAll(/[A-Z]/g, (it) => ` ${it.toLowerCase()}`);
}

function verb(kind: string): string {
  return kind.startsWith("create") ? "Creates" : kind.startsWith("drop") ? "Drops" : "Alters";
}

function noun(kind: string): string {
  return spaced(kind).split(" ").slice(1).join(" ");
}
