import { type Symbolic, type SymbolicCall, symbolicOf } from "../../migration/symbolic.ts";
import type { PyValue } from "../../python/value.ts";
import { isEnumPath, readEnum } from "../enum-type.ts";
import { type Argument, argumentOf, readFlag, readName } from "../read-argument.ts";
import { callArguments, methodChain } from "../symbolic-call.ts";
import type { RenderContext } from "./column-spec.ts";
import { createEnumText, createTableTexts, enumName } from "./create-table.ts";
import { type Dialect, quote, type TableName, tableText } from "./dialect.ts";
import type { Renderer } from "./directive-texts.ts";
import { sequenceOptions } from "./server-default-text.ts";
import { checkTypeName } from "./sql-type.ts";
import { need, needAll, Unrendered, unrendered } from "./unrendered.ts";

/** `Enum(…).create(bind)`, `Table.create`, `Sequence.create`: checkfirst has no effect offline. */
export const schemaCreate: Renderer = (operation, context) => {
  if (/_all$/.test(operation.name)) return unrendered("all tables of the metadata");
  return createTexts(context, argumentOf(operation, "target").value);
};

export const schemaDrop: Renderer = (operation, context) => {
  if (/_all$/.test(operation.name)) return unrendered("all tables of the metadata");
  return dropTexts(context.dialect, argumentOf(operation, "target").value);
};

function targetCall(value: PyValue | undefined): SymbolicCall & { readonly path: string } {
  if (value?.type === "unknown") throw new Unrendered(value.why, null);
  const symbolic = symbolicOf(value);
  if (symbolic?.kind !== "call" || symbolic.path === null) return unrendered("an object that is not known");
  return { ...symbolic, path: symbolic.path };
}

function createTexts(context: RenderContext, value: PyValue | undefined): readonly string[] {
  const call = targetCall(value);
  const { dialect } = context;
  if (isEnumPath(call.path)) {
    const reading = readEnum(call.path, call);
    if (reading.native !== true) return unrendered("a type that may not be native");
    return [createEnumText(dialect, reading, null)];
  }
  if (call.path === "sqlalchemy.Sequence") return [`CREATE SEQUENCE ${sequenceText(dialect, call)}`];
  if (call.path === "sqlalchemy.Table") {
    const args = callArguments(call, ["name", "metadata"]);
    needAll(args.open);
    for (const name of args.keywords.keys()) {
      if (!["schema", "comment", "extend_existing", "info"].includes(name)) unrendered(`the option ${name} of a Table`);
    }
    const name = readName(args.get("name"));
    const schema = readName(args.get("schema"));
    if (name === null) return unrendered("a table without a name");
    const table: TableName = { schema: schema === null ? null : need(schema.name), name: need(name.name) };
    const get = (argument: string): Argument => args.get(argument);
    return createTableTexts(context, { table, items: args.rest, ifNotExists: false, get });
  }
  return unrendered(`what ${call.path} creates`);
}

function dropTexts(dialect: Dialect, value: PyValue | undefined): readonly string[] {
  const call = targetCall(value);
  if (isEnumPath(call.path)) {
    const reading = readEnum(call.path, call);
    if (reading.native !== true) return unrendered("a type that may not be native");
    checkTypeName(dialect, reading);
    return [`DROP TYPE ${tableText(dialect, enumName(reading, null))}`];
  }
  if (call.path === "sqlalchemy.Sequence") return [`DROP SEQUENCE ${objectText(dialect, call)}`];
  if (call.path === "sqlalchemy.Table") return [`DROP TABLE ${objectText(dialect, call)}`];
  return unrendered(`what ${call.path} drops`);
}

function objectText(dialect: Dialect, call: SymbolicCall): string {
  const args = callArguments(call, ["name"]);
  needAll(args.open);
  const name = readName(args.get("name"));
  const schema = readName(args.get("schema"));
  if (name === null) return unrendered("an object without a name");
  return tableText(dialect, { schema: schema === null ? null : need(schema.name), name: need(name.name) });
}

const sequenceParameters = [
  ...[
    "name",
    "start",
    "increment",
    "minvalue",
    "maxvalue",
    "nominvalue",
    "nomaxvalue",
    "cycle",
    "schema",
    "cache",
    "order",
  ],
];

/** The name and the options of CREATE SEQUENCE. */
function sequenceText(dialect: Dialect, call: SymbolicCall): string {
  const args = callArguments(call, sequenceParameters);
  for (const name of args.keywords.keys()) {
    if (!sequenceParameters.includes(name) && name !== "metadata") unrendered(`the argument ${name} of a Sequence`);
  }
  const options = sequenceOptions(dialect, args);
  const start = dialect.features.sequenceStart && !args.has("start") ? withStart(options) : options;
  return `${objectText(dialect, call)}${start === "" ? "" : ` ${start}`}`;
}

/** Up to 1.4 a sequence starts with 1 in so many words. */
function withStart(options: string): string {
  const parts = /^(INCREMENT BY \S+)? ?(.*)$/.exec(options);
  return [parts?.[1], "START WITH 1", parts?.[2]].filter((it) => it !== undefined && it !== "").join(" ");
}

/** `CreateSchema("s")`, `DropSequence(…)` and their like; null for another expression. */
export function schemaElementTexts(context: RenderContext, symbolic: Symbolic): readonly string[] | null {
  const { base, methods } = methodChain(symbolic);
  if (base.kind !== "call" || base.path === null || !base.path.startsWith("sqlalchemy.schema.")) return null;
  if (methods.length > 0) return unrendered("a method of a DDL element");
  const { dialect } = context;
  const args = callArguments(base, ["element"]);
  needAll(args.open);
  const flag = (name: string): boolean => {
    const value = readFlag(args.get(name));
    return value !== null && need(value);
  };
  // SQLAlchemy 1.4 takes any keyword here and does not look at it.
  const exists = (name: string): boolean => flag(name) && dialect.features.sqlalchemy2;
  for (const name of args.keywords.keys()) {
    if (!["element", "name", "cascade", "if_exists", "if_not_exists"].includes(name))
      unrendered(`the argument ${name}`);
  }
  if (args.rest.length > 0) return unrendered("an argument of a DDL element");
  const { value } = args.get("element");
  switch (base.path.slice("sqlalchemy.schema.".length)) {
    case "CreateSchema":
      return [
        `CREATE SCHEMA ${exists("if_not_exists") ? "IF NOT EXISTS " : ""}${schemaName(dialect, args.get(args.has("element") ? "element" : "name"))}`,
      ];
    case "DropSchema": {
      const name = schemaName(dialect, args.get(args.has("element") ? "element" : "name"));
      return [`DROP SCHEMA ${exists("if_exists") ? "IF EXISTS " : ""}${name}${flag("cascade") ? " CASCADE" : ""}`];
    }
    case "CreateSequence":
      return [`CREATE SEQUENCE ${exists("if_not_exists") ? "IF NOT EXISTS " : ""}${elementSequence(dialect, value)}`];
    case "DropSequence":
      return dropTexts(dialect, value).map((it) =>
        exists("if_exists") ? it.replace(/^DROP \w+ /, "$&IF EXISTS ") : it,
      );
    default:
      return unrendered(`what ${base.path} prints`);
  }
}

/** A sequence as a DDL element does not say where it starts by itself. */
function elementSequence(dialect: Dialect, value: PyValue | undefined): string {
  const call = targetCall(value);
  if (call.path !== "sqlalchemy.Sequence") return unrendered("a sequence that is not known");
  return sequenceText(dialect, call);
}

function schemaName(dialect: Dialect, argument: Argument): string {
  const name = readName(argument);
  return name === null ? unrendered("a schema without a name") : quote(dialect, need(name.name));
}
