import type { Span } from "../base/span.ts";
import { known, notKnown, type Static, type Unknown } from "../base/static.ts";
import { type Symbolic, type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { quoteIdentifier } from "../postgres/quote-identifier.ts";
import type { PyClass, PyValue } from "../python/value.ts";
import { type EnumType, inSchemaOf, readEnum } from "./enum-type.ts";
import { type Argument, readFlag, readInteger, readText } from "./read-argument.ts";
import { type CallArguments, callArguments } from "./symbolic-call.ts";
import { type TypeForm, typeForms } from "./type-forms.ts";

/** What is known of a type of SQLAlchemy. */
export interface ColumnType {
  /** As PostgreSQL's DDL spells it. */
  readonly text: Static<string>;
  /** A native enum that CREATE TABLE would create first. */
  readonly enum: EnumType | null;
  /** A CHECK that the type adds to its table (a non-native Enum with create_constraint). */
  readonly check: { readonly name: Argument | null; readonly labels: Static<readonly string[]> } | null;
  /** Decides SERIAL: integers always, numbers with a fraction only up to SQLAlchemy 2.0. */
  readonly affinity: "smallint" | "integer" | "bigint" | "number" | "other" | "unknown";
  /** Text that stands behind everything else: COLLATE. */
  readonly collation: Static<string> | null;
}

/** The type of a column as its value in Python. With `inherit_schema` an Enum takes the schema of `table`, the table of its column. */
export function columnType(argument: Argument, table?: QualifiedName): ColumnType {
  const { value, span } = argument;
  const symbolic = symbolicOf(value);
  if (symbolic !== undefined) return symbolicType(symbolic, table);
  if (value?.type === "class") return ownType(value, false, span);
  if (value?.type === "instance") return ownType(value.class, true, span);
  return unknownType(value?.type === "unknown" ? value.why : noType(value), span);
}

function noType(value: PyValue | undefined): Unknown {
  return {
    reason: "unsupported",
    detail: value === undefined ? "no type is given" : "a type that is not one of SQLAlchemy",
  };
}

function unknownType(why: Unknown, span: Span): ColumnType {
  return { text: notKnown(why, span), enum: null, check: null, affinity: "unknown", collation: null };
}

function symbolicType(symbolic: Symbolic, table: QualifiedName | undefined): ColumnType {
  if (symbolic.kind === "reference") return namedType(symbolic.path, noArguments(symbolic.span), symbolic.span, table);
  if (symbolic.kind === "call" && symbolic.path !== null) {
    if (symbolic.path.endsWith(".as_mutable")) {
      const inner = symbolic.args.at(-1);
      if (inner !== undefined) return columnType({ value: inner.value, span: inner.span }, table);
    }
    return namedType(symbolic.path, symbolic, symbolic.span, table);
  }
  if (symbolic.kind === "call" && symbolic.callee.kind === "attribute") {
    return methodType(symbolic.callee.of, symbolic.callee.name, symbolic, table);
  }
  return unknownType({ reason: "unsupported", detail: "a type that is computed" }, symbolic.span);
}

function noArguments(span: Span): SymbolicCall {
  const callee: Symbolic = { kind: "reference", path: "", span };
  return {
    kind: "call",
    callee,
    path: "",
    args: [],
    span,
    calleeSpan: span,
    argumentsSpan: span,
    closed: true,
    serial: -1,
  };
}

/** Methods of types that give a type again. */
function methodType(of: Symbolic, method: string, call: SymbolicCall, table: QualifiedName | undefined): ColumnType {
  const base = symbolicType(of, table);
  if (method === "with_variant") {
    const args = callArguments(call, ["type_"]);
    const dialects = [...args.rest, ...(args.has("dialect_name") ? [args.get("dialect_name")] : [])].map(readText);
    const unsure = args.open !== null || dialects.some((it) => it?.known !== true);
    if (unsure)
      return unknownType(
        args.open ?? { reason: "unsupported", detail: "a variant for a dialect that is not known" },
        call.span,
      );
    return dialects.some((it) => it?.known && it.value === "postgresql") ? columnType(args.get("type_"), table) : base;
  }
  if (method === "evaluates_none" || method === "copy" || method === "adapt") return base;
  return unknownType({ reason: "call", detail: `the type that .${method}() gives` }, call.span);
}

function namedType(path: string, call: SymbolicCall, span: Span, table: QualifiedName | undefined): ColumnType {
  if (path === "sqlalchemy.Enum" || path === "sqlalchemy.dialects.postgresql.ENUM")
    return enumColumn(path, call, span, table);
  if (path === "sqlalchemy.ARRAY" || path === "sqlalchemy.dialects.postgresql.ARRAY")
    return arrayType(call, span, table);
  if (path === "sqlalchemy.dialects.postgresql.DOMAIN") return domainType(call, span);
  const form = typeForms.get(path);
  if (form === undefined) return unknownType({ reason: "import", detail: `what ${path} is on PostgreSQL` }, span);
  const args = callArguments(call, form.parameters);
  const collation = form.parameters.includes("collation") ? readText(args.get("collation")) : null;
  return {
    text: args.open === null ? formText(form, args, span) : notKnown(args.open, span),
    enum: null,
    check: null,
    affinity: form.affinity,
    collation: collation?.known ? known(quoteIdentifier(collation.value), collation.span) : collation,
  };
}

/** Reads the arguments that the form asks for; the first one that is not known makes the type unknown. */
function formText(form: TypeForm, args: CallArguments, span: Span): Static<string> {
  let unknown: Unknown | null = null;
  const need = <T>(value: Static<T> | null): T | null => {
    if (value === null) return null;
    if (value.known) return value.value;
    unknown ??= value.why;
    return null;
  };
  const text = form.text({
    integer: (name) => need(readInteger(args.get(name))),
    flag: (name, otherwise) => need(readFlag(args.get(name))) ?? otherwise,
    text: (name) => need(readText(args.get(name))),
  });
  return unknown === null ? known(text, span) : notKnown(unknown, span);
}

function enumColumn(path: string, call: SymbolicCall, span: Span, table: QualifiedName | undefined): ColumnType {
  const read = readEnum(path, call);
  const type = table === undefined ? read.type : inSchemaOf(table, read.type);
  if (read.native === "unknown")
    return unknownType({ reason: "unsupported", detail: "an Enum that may be native or not" }, span);
  if (read.native) {
    const { schema, name } = type.name;
    const quoted = schema === null ? [name] : [schema, name];
    const unknown = quoted.find((it) => !it.known);
    const text = quoted.map((it) => (it.known ? quoteIdentifier(it.value) : "")).join(".");
    return {
      text: unknown !== undefined && !unknown.known ? notKnown(unknown.why, span) : known(text, span),
      enum: type,
      check: null,
      affinity: "other",
      collation: null,
    };
  }
  const { values } = type;
  const longest = values.known ? Math.max(0, ...values.value.map((it) => [...it].length)) : null;
  const given = read.length;
  const length = given?.known ? given.value : given === null ? longest : null;
  return {
    text:
      length === null
        ? notKnown({ reason: "unsupported", detail: "the longest label of the Enum" }, span)
        : known(length === 0 ? "VARCHAR" : `VARCHAR(${length})`, span),
    enum: null,
    check: read.createConstraint ? { name: read.constraintName, labels: values } : null,
    affinity: "other",
    collation: null,
  };
}

/** PostgreSQL takes no more (MAXDIM); a text with a pair of brackets for each of many is not made. */
const most = 6;

function arrayType(call: SymbolicCall, span: Span, table: QualifiedName | undefined): ColumnType {
  const args = callArguments(call, ["item_type", "as_tuple", "dimensions"]);
  const item = columnType(args.get("item_type"), table);
  const dimensions = readInteger(args.get("dimensions"));
  if (dimensions !== null && !dimensions.known) return unknownType(dimensions.why, span);
  const count = dimensions?.value ?? 1;
  if (count > most) return unknownType({ reason: "unsupported", detail: `an array of ${count} dimensions` }, span);
  const brackets = "[]".repeat(Math.max(Number(count), 1));
  const text = item.text.known ? known(item.text.value + brackets, span) : notKnown<string>(item.text.why, span);
  return { text, enum: item.enum, check: null, affinity: "other", collation: item.collation };
}

function domainType(call: SymbolicCall, span: Span): ColumnType {
  const args = callArguments(call, ["name", "data_type"]);
  const parts = [readText(args.get("schema")), readText(args.get("name"))].filter((it) => it !== null);
  const unknown = parts.find((it) => !it.known);
  const text = parts.map((it) => (it.known ? quoteIdentifier(it.value) : "")).join(".");
  return {
    text: unknown !== undefined && !unknown.known ? notKnown(unknown.why, span) : known(text, span),
    enum: null,
    check: null,
    affinity: "other",
    collation: null,
  };
}

/** The types that take their arguments to the impl of a TypeDecorator; an instance does not show them, so it may differ. */
const withArguments: ReadonlySet<string> = new Set(["VARCHAR", "CHAR", "NUMERIC", "DECIMAL", "FLOAT"]);

/** A class of the migration itself: a TypeDecorator with a plain `impl`, or a subclass of a type. */
function ownType(type: PyClass, isInstance: boolean, span: Span): ColumnType {
  const unknown = unknownType({ reason: "call", detail: `what the type ${type.name} is on PostgreSQL` }, span);
  const overrides = ["load_dialect_impl", "get_col_spec", "compile", "dialect_impl", "adapt"];
  if (overrides.some((it) => type.attributes.has(it))) return unknown;
  const impl = type.attributes.get("impl");
  const base = impl ?? type.bases.find((it) => symbolicOf(it) !== undefined || it.type === "class");
  if (base === undefined) return unknown;
  const read = columnType({ value: base, span });
  if (!read.text.known) return unknown;
  const isCall = symbolicOf(base)?.kind === "call";
  if (isInstance && !isCall && withArguments.has(read.text.value)) return unknown;
  return { ...read, text: known(read.text.value, span), enum: read.enum };
}
