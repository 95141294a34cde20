import type { Operation } from "../../migration/operation.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import { templateOf } from "../naming-convention.ts";
import { type Argument, argumentOf, isAbsent, readFlag, readName, readText } from "../read-argument.ts";
import { callArguments, callOf } from "../symbolic-call.ts";
import { column, columnSpec, type RenderContext } from "./column-spec.ts";
import {
  checkText,
  excludeText,
  foreignKeyText,
  type Get,
  leftOut,
  nameList,
  primaryKeyText,
  referenceText,
  uniqueText,
} from "./constraint.ts";
import { checkIndexOptions, createIndexText } from "./create-index.ts";
import {
  columnComment,
  columnIndexTexts,
  createTableTexts,
  foreignKeyTexts,
  typeCheckTexts,
  uniqueTexts,
} from "./create-table.ts";
import { alembicTableText, type Dialect, literal, quote, type TableName, tableText } from "./dialect.ts";
import { objectName } from "./object-name.ts";
import { need, refused, unrendered } from "./unrendered.ts";

/** The texts that a directive prints, in order. */
export type Renderer = (operation: Operation, context: RenderContext) => readonly string[];

export function nameOf(operation: Operation, argument: string): string {
  const found = argumentOf(operation, argument);
  const name = readName(found);
  if (name === null) return unrendered(`${argument} is None`);
  const call = callOf(found.value, "sqlalchemy.sql.elements.quoted_name");
  if (call !== null && call.args.length > 1) return unrendered("a name with quote=");
  return need(name.name);
}

export function tableNameOf(operation: Operation, table = "table_name", schema = "schema"): TableName {
  const given = argumentOf(operation, schema);
  const name = isAbsent(given) ? null : nameOf(operation, schema);
  return { schema: name === "" ? null : name, name: nameOf(operation, table) };
}

/** `if_exists`, `if_not_exists`: older versions ignore it, or refuse it. */
function existence(operation: Operation, name: string, isKnown: boolean, refusal: string | null): boolean {
  const argument = argumentOf(operation, name);
  if (argument.value === undefined) return false;
  if (!isKnown && refusal !== null) return refused("TypeError", refusal);
  const flag = readFlag(argument);
  return flag !== null && need(flag) && isKnown;
}

const tableKeywords: ReadonlySet<string> = new Set(
  "schema comment prefixes info postgresql_partition_by postgresql_inherits postgresql_with_oids postgresql_on_commit postgresql_tablespace".split(
    " ",
  ),
);

export const createTable: Renderer = (operation, context) => {
  for (const name of operation.kw.keys()) {
    if (tableKeywords.has(name) || /^(?:mysql|mariadb|sqlite|mssql|oracle)_/.test(name)) continue;
    if (!name.includes("_") && name !== "quote" && name !== "must_exist") {
      refused("TypeError", `Additional arguments should be named <dialectname>_<argument>, got '${name}'`);
    }
    unrendered(`the option ${name} of a table`);
  }
  return createTableTexts(context, {
    table: tableNameOf(operation),
    items: operation.rest,
    ifNotExists: existence(operation, "if_not_exists", context.dialect.features.tableExistence, null),
    get: (name) => argumentOf(operation, name),
  });
};

export const dropTable: Renderer = (operation, { dialect }) => {
  const ifExists = existence(operation, "if_exists", dialect.features.tableExistence, null);
  return [`DROP TABLE ${ifExists ? "IF EXISTS " : ""}${tableText(dialect, tableNameOf(operation))}`];
};

export const renameTable: Renderer = (operation, { dialect }) => {
  const table = alembicTableText(dialect, tableNameOf(operation, "old_table_name"));
  return [`ALTER TABLE ${table} RENAME TO ${quote(dialect, nameOf(operation, "new_table_name"))}`];
};

export const createTableComment: Renderer = (operation, { dialect }) => {
  const comment = readText(argumentOf(operation, "comment"));
  if (comment === null && !dialect.features.nullTableComment) {
    return refused("CompileError", "a table comment that is None");
  }
  const text = comment === null ? "NULL" : literal(dialect, need(comment));
  return [`COMMENT ON TABLE ${tableText(dialect, tableNameOf(operation))} IS ${text}`];
};

export const dropTableComment: Renderer = (operation, { dialect }) => [
  `COMMENT ON TABLE ${tableText(dialect, tableNameOf(operation))} IS NULL`,
];

export const addColumn: Renderer = (operation, context) => {
  const { dialect } = context;
  const { features } = dialect;
  const table = tableNameOf(operation);
  const refusal = (name: string): string => `add_column() got an unexpected keyword argument '${name}'`;
  const ifNotExists = existence(operation, "if_not_exists", features.columnExistence, refusal("if_not_exists"));
  const inlineReferences = existence(
    operation,
    "inline_references",
    features.inlineReferences,
    refusal("inline_references"),
  );
  const inlineKey = existence(
    operation,
    "inline_primary_key",
    features.inlinePrimaryKey,
    refusal("inline_primary_key"),
  );
  if (operation.batch !== null && !isAbsent(argumentOf(operation, "insert_before"))) return insertRefused();
  if (operation.batch !== null && !isAbsent(argumentOf(operation, "insert_after"))) return insertRefused();
  const it = column(context, table, argumentOf(operation, "column"));
  const isKey = it.reading.primaryKey !== null && need(it.reading.primaryKey);
  const hasForeignKey = it.foreignKeys.length > 0;
  const spec = columnSpec(context, it, { primaryKey: isKey ? [it.name] : [], hasForeignKey });
  const target = alembicTableText(dialect, table);
  const inline = inlineReferences && it.foreignKeys.length === 1;
  if (inline) leftOut(() => foreignKeyTexts(dialect, table, it));
  const [key] = it.foreignKeys;
  const reference = inline && key !== undefined ? referenceText(dialect, key.key, constraintGet(key.call)) : "";
  const constraint = (text: string): string => `ALTER TABLE ${tableText(dialect, table)} ADD ${text}`;
  const checks = it.checks.map((text) => ` ${text}`).join("");
  const added = `ADD COLUMN ${ifNotExists ? "IF NOT EXISTS " : ""}${spec}${inlineKey && isKey ? " PRIMARY KEY" : ""}${reference}${checks}`;
  return [
    `ALTER TABLE ${target} ${added}`,
    ...(inline ? [] : foreignKeyTexts(dialect, table, it).map(constraint)),
    ...uniqueTexts(dialect, table, it).map(constraint),
    ...typeCheckTexts(dialect, table, it).map(constraint),
    ...columnIndexTexts(dialect, table, it),
    ...columnComment(dialect, table, it),
  ];
};

function constraintGet(call: Parameters<typeof callArguments>[0]): Get {
  const args = callArguments(call, ["column", "_constraint", "use_alter", "name", "onupdate", "ondelete"]);
  return (name) => args.get(name);
}

function insertRefused(): never {
  return refused(
    "CommandError",
    "Can't specify insert_before or insert_after when using ALTER; please specify recreate='always'",
  );
}

export const dropColumn: Renderer = (operation, { dialect }) => {
  const ifExists = existence(operation, "if_exists", dialect.features.columnExistence, null);
  const table = alembicTableText(dialect, tableNameOf(operation));
  const name = quote(dialect, nameOf(operation, "column_name"));
  return [`ALTER TABLE ${table} DROP COLUMN ${ifExists ? "IF EXISTS " : ""}${name}`];
};

function constraintStatement(dialect: Dialect, table: TableName, text: string): readonly string[] {
  return [`ALTER TABLE ${tableText(dialect, table)} ADD ${text}`];
}

function checkKeywords(operation: Operation, allowed: readonly string[]): void {
  for (const name of operation.kw.keys()) {
    if (!allowed.includes(name)) unrendered(`the option ${name} of ${operation.name}`);
  }
}

/** Alembic makes a table of the columns that a constraint names, in which a name may stand once. */
function withoutDuplicates(dialect: Dialect, table: TableName, columns: readonly string[]): readonly string[] {
  const twice = columns.find((it, index) => columns.indexOf(it) < index);
  if (twice === undefined) return columns;
  if (!dialect.features.sqlalchemy2) return [...new Set(columns)];
  return refused("DuplicateColumnError", `A column with name '${twice}' is already present in table '${table.name}'.`);
}

const givenName = (operation: Operation) => readName(argumentOf(operation, "constraint_name"));
const getOf =
  (operation: Operation): Get =>
  (name) =>
    argumentOf(operation, name);

export const createPrimaryKey: Renderer = (operation, { dialect }) => {
  const table = tableNameOf(operation);
  const columns = nameList(argumentOf(operation, "columns"));
  if (columns.length === 0) return unrendered("a primary key without columns");
  const listed = withoutDuplicates(dialect, table, columns);
  const nothing: Get = () => ({ value: undefined, span: operation.site.call });
  return constraintStatement(dialect, table, primaryKeyText(dialect, table, listed, givenName(operation), nothing));
};

export const createUniqueConstraint: Renderer = (operation, { dialect }) => {
  checkKeywords(operation, ["deferrable", "initially", "postgresql_nulls_not_distinct"]);
  const table = tableNameOf(operation);
  const columns = withoutDuplicates(dialect, table, nameList(argumentOf(operation, "columns")));
  return constraintStatement(
    dialect,
    table,
    uniqueText(dialect, table, columns, givenName(operation), getOf(operation)),
  );
};

export const createCheckConstraint: Renderer = (operation, { dialect }) => {
  checkKeywords(operation, ["deferrable", "initially", "postgresql_not_valid"]);
  const table = tableNameOf(operation);
  const condition = argumentOf(operation, "condition");
  return constraintStatement(
    dialect,
    table,
    checkText(dialect, table, condition, givenName(operation), getOf(operation)),
  );
};

export const createForeignKey: Renderer = (operation, { dialect }) => {
  checkKeywords(operation, ["postgresql_not_valid", "match"]);
  const table = tableNameOf(operation, "source_table", "source_schema");
  const key = {
    columns: nameList(argumentOf(operation, "local_cols")),
    referredTable: tableNameOf(operation, "referent_table", "referent_schema"),
    referredColumns: nameList(argumentOf(operation, "remote_cols")),
  };
  if (key.columns.length === 0 || key.columns.length !== key.referredColumns.length) {
    return unrendered("a foreign key whose columns do not match");
  }
  if ([key.columns, key.referredColumns].some((it) => new Set(it).size < it.length)) {
    return unrendered("a foreign key that names a column twice");
  }
  return constraintStatement(
    dialect,
    table,
    foreignKeyText(dialect, table, key, givenName(operation), getOf(operation)),
  );
};

export const createExcludeConstraint: Renderer = (operation, { dialect }) => {
  checkKeywords(operation, ["schema", "deferrable", "initially", "where", "using", "ops"]);
  const table = tableNameOf(operation);
  const text = excludeText(dialect, table, operation.rest, givenName(operation), getOf(operation));
  return constraintStatement(dialect, table, text);
};

const constraintKinds = { check: "ck", foreignkey: "fk", primary: "pk", unique: "uq" } as const;

export const dropConstraint: Renderer = (operation, { dialect }) => {
  const { features } = dialect;
  const ifExists = existence(
    operation,
    "if_exists",
    features.constraintExistence,
    "drop_constraint() got an unexpected keyword argument 'if_exists'",
  );
  const table = tableNameOf(operation);
  const type = readText(argumentOf(operation, "type_"));
  const word = type === null ? null : need(type);
  if (word !== null && !Object.hasOwn(constraintKinds, word)) {
    return refused("TypeError", "'type' can be one of 'check', 'foreignkey', 'primary', 'unique', None");
  }
  const kind = word === null ? null : constraintKinds[word as keyof typeof constraintKinds];
  const given = givenName(operation);
  const template = kind === "fk" ? templateOf(dialect.convention, kind) : undefined;
  // The constraint that Alembic makes up has no columns and refers to nothing.
  const asksMore = template !== undefined && /column_|referred_/.test(template);
  if (asksMore && given?.final !== true && (given === null || template.includes("%(constraint_name)s"))) {
    return unrendered("the name of a foreign key under the naming convention");
  }
  const name = objectName(dialect, kind, given, { table, columns: [] });
  if (name === null) return refused("CompileError", "Can't emit DROP CONSTRAINT for a constraint; it has no name");
  return [`ALTER TABLE ${tableText(dialect, table)} DROP CONSTRAINT ${ifExists ? "IF EXISTS " : ""}${name}`];
};

export const createIndex: Renderer = (operation, { dialect }) => {
  checkIndexOptions(dialect, operation.kw.keys(), ["info", "unique"]);
  const columns = argumentOf(operation, "columns");
  const elements = indexElements(columns);
  return [
    createIndexText(dialect, {
      table: tableNameOf(operation),
      given: readName(argumentOf(operation, "index_name")),
      elements,
      get: getOf(operation),
      ifNotExists: existence(operation, "if_not_exists", dialect.features.indexExistence, null),
    }),
  ];
};

/** Alembic iterates over what it is given, so that a plain string gives its letters. */
function indexElements(argument: Argument): readonly Argument[] {
  const { value, span } = argument;
  if (value?.type === "str") {
    return [...value.value].map((it) => ({ value: { ...value, value: it, pieces: [] }, span }));
  }
  if (value?.type !== "list" && value?.type !== "tuple") {
    if (value?.type === "unknown" || symbolicOf(value) !== undefined) return unrendered("columns that are not known");
    return unrendered("columns that are no list");
  }
  if (value.open !== null) return unrendered(value.open.detail);
  return value.elements.map((it) => ({ value: it, span }));
}

export const dropIndex: Renderer = (operation, { dialect }) => {
  checkIndexOptions(dialect, operation.kw.keys(), ["info"]);
  const concurrently = readFlag(argumentOf(operation, "postgresql_concurrently"));
  const ifExists = existence(operation, "if_exists", dialect.features.indexExistence, null);
  const schema = argumentOf(operation, "schema");
  const given = readName(argumentOf(operation, "index_name"));
  // To Alembic it is an index of a column x.
  const table: TableName = {
    schema: isAbsent(schema) ? null : nameOf(operation, "schema"),
    name: isAbsent(argumentOf(operation, "table_name")) ? "no_table" : nameOf(operation, "table_name"),
  };
  if (given === null) return unrendered("an index without a name");
  const name = objectName(dialect, "ix", given, { table, columns: ["x"] });
  const prefix = table.schema === null ? "" : `${quote(dialect, table.schema)}.`;
  const word = concurrently !== null && need(concurrently) ? "CONCURRENTLY " : "";
  return [`DROP INDEX ${word}${ifExists ? "IF EXISTS " : ""}${prefix}${name ?? ""}`];
};
