import type { Span } from "../base/span.ts";
import { known, notKnown, type Static } from "../base/static.ts";
import { type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
import type { ConstraintDefinition } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import type { NamingConvention } from "../project/project-config.ts";
import { columnName } from "./column-name.ts";
import { expressionText } from "./expression-text.ts";
import { type ConventionKind, conventionName, type GivenName } from "./naming-convention.ts";
import { type Argument, isSet, readElements, readName, readNames, readText, whyOf } from "./read-argument.ts";
import { type CallArguments, callArguments } from "./symbolic-call.ts";

/** What every constraint has, whichever call made it. */
export interface ConstraintOptions {
  readonly given: GivenName;
  readonly columns: readonly Static<string>[];
  readonly references?: ConstraintDefinition["references"];
  readonly expression?: Static<string> | null;
  readonly notValid?: boolean;
  readonly deferrable?: boolean;
  readonly span: Span;
}

const kinds: Readonly<Record<ConstraintDefinition["type"], ConventionKind | null>> = {
  primaryKey: "pk",
  unique: "uq",
  check: "ck",
  foreignKey: "fk",
  exclude: null,
  notNull: null,
};

/** A constraint of `table` with its name by the naming convention. */
export function constraintOf(
  type: ConstraintDefinition["type"],
  table: QualifiedName,
  convention: NamingConvention,
  options: ConstraintOptions,
): ConstraintDefinition {
  const { given, columns, span } = options;
  const references = options.references ?? null;
  const kind = kinds[type];
  const parts = {
    table,
    columns,
    span,
    ...(references === null ? {} : { referredTable: references.table, referredColumns: references.columns }),
  };
  return {
    type,
    name: kind === null ? (given?.name ?? null) : conventionName(convention, kind, given, parts),
    columns,
    references,
    expression: options.expression ?? null,
    notValid: options.notValid ?? false,
    deferrable: options.deferrable ?? false,
    usingIndex: null,
    span,
  };
}

const constraintPaths: Readonly<Record<string, ConstraintDefinition["type"]>> = {
  "sqlalchemy.PrimaryKeyConstraint": "primaryKey",
  "sqlalchemy.UniqueConstraint": "unique",
  "sqlalchemy.CheckConstraint": "check",
  "sqlalchemy.ForeignKeyConstraint": "foreignKey",
  "sqlalchemy.dialects.postgresql.ExcludeConstraint": "exclude",
};

export function isConstraintPath(path: string): boolean {
  return constraintPaths[path] !== undefined;
}

/**
 * A constraint object of SQLAlchemy; null for a call that is none, and for what CREATE TABLE leaves out: an empty primary key,
 * a foreign key with `use_alter`.
 */
export function readConstraintCall(
  call: SymbolicCall,
  table: QualifiedName,
  convention: NamingConvention,
): ConstraintDefinition | null {
  const type = constraintPaths[call.path ?? ""];
  if (type === undefined) return null;
  switch (type) {
    case "foreignKey":
      return foreignKeyConstraint(call, table, convention);
    case "check": {
      const args = callArguments(call, ["sqltext", "name", "deferrable", "initially"]);
      return constraintOf(type, table, convention, {
        ...common(args, call),
        columns: [],
        expression: expressionText(args.get("sqltext"), "sql"),
      });
    }
    default: {
      const args = callArguments(call, []);
      const columns = columnNames(args.rest, args, call.span);
      if (type === "primaryKey" && columns.length === 0 && args.open === null) return null;
      const isExclude = type === "exclude";
      return constraintOf(type, table, convention, {
        ...common(args, call),
        columns: isExclude ? exclusionColumns(args.rest) : columns,
      });
    }
  }
}

function common(args: CallArguments, call: SymbolicCall) {
  const given = readName(args.get("name"));
  return {
    given: given ?? (args.open === null ? null : { name: notKnown<string>(args.open, call.span), final: false }),
    deferrable: isSet(args.get("deferrable")),
    notValid: isSet(args.get("postgresql_not_valid")),
    span: call.span,
  };
}

/** Columns given as names or as Column objects. */
function columnNames(rest: readonly Argument[], args: CallArguments, span: Span): readonly Static<string>[] {
  const names = rest.map(columnName);
  return args.open === null ? names : [...names, notKnown(args.open, span)];
}

/** Elements of an ExcludeConstraint: `("room", "=")` or `(sa.column("room"), "=")`. */
export function exclusionColumns(elements: readonly Argument[]): readonly Static<string>[] {
  return elements.flatMap((element) => {
    const first = readElements(element)?.elements[0];
    if (first === undefined) return [];
    const name = columnName(first);
    return name.known ? [name] : [];
  });
}

function foreignKeyConstraint(
  call: SymbolicCall,
  table: QualifiedName,
  convention: NamingConvention,
): ConstraintDefinition | null {
  const args = callArguments(call, [
    "columns",
    "refcolumns",
    "name",
    "onupdate",
    "ondelete",
    "deferrable",
    "initially",
    "use_alter",
  ]);
  if (isSet(args.get("use_alter"))) return null;
  const columns = readElements(args.get("columns"))?.elements.map(columnName) ?? readNames(args.get("columns"));
  const targets = readElements(args.get("refcolumns"))?.elements ?? [];
  return constraintOf("foreignKey", table, convention, {
    ...common(args, call),
    columns,
    references: references(targets, args, call.span),
  });
}

/** `ForeignKey("users.id")` as an item of a column; null with `use_alter`, which CREATE TABLE leaves out. */
export function columnForeignKey(
  call: SymbolicCall,
  column: Static<string>,
  table: QualifiedName,
  convention: NamingConvention,
): ConstraintDefinition | null {
  const args = callArguments(call, ["column", "_constraint", "use_alter", "name", "onupdate", "ondelete"]);
  if (isSet(args.get("use_alter"))) return null;
  return constraintOf("foreignKey", table, convention, {
    ...common(args, call),
    columns: [column],
    references: references([args.get("column")], args, call.span),
  });
}

function references(
  targets: readonly Argument[],
  args: CallArguments,
  span: Span,
): NonNullable<ConstraintDefinition["references"]> {
  const read = targets.map((it) => target(it));
  const first = read[0];
  return {
    table: first?.table ?? {
      schema: null,
      name: notKnown({ reason: "unsupported", detail: "the referred table" }, span),
    },
    columns: read.flatMap((it) => (it.column === null ? [] : [it.column])),
    onDelete: phrase(args.get("ondelete")),
    onUpdate: phrase(args.get("onupdate")),
  };
}

/** ON DELETE or ON UPDATE; null for the default, NO ACTION. */
export function phrase(argument: Argument): string | null {
  const text = readText(argument);
  if (!text?.known) return null;
  const words = text.value.toUpperCase();
  return words === "NO ACTION" ? null : words;
}

/** `schema.table.column`: everything before the last two parts is the schema. */
function target(argument: Argument): { readonly table: QualifiedName; readonly column: Static<string> | null } {
  const symbolic = symbolicOf(argument.value);
  const spec = readName(argument)?.name;
  if (symbolic?.kind === "attribute" && symbolic.of.kind === "attribute" && symbolic.of.of.kind === "call") {
    const table = callArguments(symbolic.of.of, ["name"]);
    const name = readName(table.get("name"))?.name;
    if (name !== undefined) {
      return {
        table: { schema: readName(table.get("schema"))?.name ?? null, name },
        column: known(symbolic.name, argument.span),
      };
    }
  }
  if (spec === undefined || !spec.known) {
    const why = spec === undefined ? whyOf(argument.value, "the referred column") : spec.why;
    return { table: { schema: null, name: notKnown(why, argument.span) }, column: notKnown(why, argument.span) };
  }
  const parts = spec.value.split(".");
  const table = parts.length < 2 ? spec.value : (parts.at(-2) ?? "");
  const schema = parts.length > 2 ? parts.slice(0, -2).join(".") : null;
  return {
    table: { schema: schema === null ? null : known(schema, spec.span), name: known(table, spec.span) },
    column: parts.length < 2 ? null : known(parts.at(-1) ?? "", spec.span),
  };
}
