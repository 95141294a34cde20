import type { Span } from "../base/span.ts";
import { known, notKnown, type Static } from "../base/static.ts";
import type { SymbolicCall } from "../migration/symbolic.ts";
import type { QualifiedName } from "../postgres/name.ts";
import type { Expression } from "../python/syntax.ts";
import type { PyClass, PyFunction } from "../python/value.ts";
import { type Argument, isAbsent, readElements, readFlag, readInteger, readName, whyOf } from "./read-argument.ts";
import { callArguments } from "./symbolic-call.ts";

/** A native enum type of PostgreSQL as a migration describes it. */
export interface EnumType {
  readonly name: QualifiedName;
  readonly values: Static<readonly string[]>;
  /** False: CREATE TABLE does not create it. */
  readonly createType: Static<boolean>;
  /** `inherit_schema=True`: the schema of the table. */
  readonly inheritsSchema: boolean;
  /** `metadata=…` was given. */
  readonly hasMetadata: boolean;
  /** `sa.Enum` ignores `create_type` before SQLAlchemy 2.1. */
  readonly generic: boolean;
  /** The number of its object. */
  readonly serial: number;
  readonly span: Span;
}

export interface EnumReading {
  readonly type: EnumType;
  readonly native: boolean | "unknown";
  readonly createConstraint: boolean;
  readonly constraintName: Argument | null;
  readonly length: Static<number | bigint> | null;
}

/** `sa.Enum(…)` and `postgresql.ENUM(…)`. */
export function readEnum(path: string, call: SymbolicCall): EnumReading {
  const args = callArguments(call, []);
  const generic = path === "sqlalchemy.Enum";
  const ownClass = enumClass(args.rest);
  const given = readName(args.get("name"))?.name ?? null;
  const name =
    given ??
    (args.open !== null
      ? notKnown<string>(args.open, call.span)
      : ownClass !== null
        ? known(ownClass.name.toLowerCase(), call.span)
        : notKnown<string>({ reason: "unsupported", detail: "an Enum without a name" }, call.span));
  const nativeFlag = readFlag(args.get("native_enum"));
  const native = nativeFlag === null ? true : nativeFlag.known ? nativeFlag.value : "unknown";
  const constraint = readFlag(args.get("create_constraint"));
  return {
    type: {
      name: { schema: readName(args.get("schema"))?.name ?? null, name },
      values:
        args.open === null
          ? enumValues(args.rest, args.get("values_callable"), call.span)
          : notKnown(args.open, call.span),
      createType: readFlag(args.get("create_type")) ?? known(true, call.span),
      inheritsSchema: flagIsSet(args.get("inherit_schema")),
      hasMetadata: !isAbsent(args.get("metadata")),
      generic,
      serial: call.serial,
      span: call.span,
    },
    native: generic ? native : true,
    createConstraint: constraint?.known === true && constraint.value,
    constraintName: args.has("name") ? args.get("name") : null,
    length: readInteger(args.get("length")),
  };
}

/** `inherit_schema=True` puts the type beside the table of its column. */
export function inSchemaOf(table: QualifiedName, type: EnumType): EnumType {
  return type.inheritsSchema ? { ...type, name: { schema: table.schema, name: type.name.name } } : type;
}

function flagIsSet(argument: Argument): boolean {
  const flag = readFlag(argument);
  return flag?.known === true && flag.value;
}

function enumClass(rest: readonly Argument[]): PyClass | null {
  const first = rest[0]?.value;
  return rest.length === 1 && first?.type === "class" ? first : null;
}

function enumValues(rest: readonly Argument[], callable: Argument, span: Span): Static<readonly string[]> {
  const ownClass = enumClass(rest);
  if (ownClass !== null) return classValues(ownClass, callable, span);
  const labels: string[] = [];
  for (const argument of rest) {
    const { value } = argument;
    // A list as the only argument is not a label: SQLAlchemy wants `*labels`, but takes a sequence of them too.
    const list = readElements(argument);
    const values = list === null ? [value] : list.elements.map((it) => it.value);
    if (list !== null && list.open !== null) return notKnown(list.open, span);
    for (const it of values) {
      if (it?.type !== "str") return notKnown(whyOf(it, "labels that are not known"), span);
      labels.push(it.value);
    }
  }
  return known(labels, span);
}

/** The labels of a Python enum are the names of its members, unless `values_callable` takes their values. */
function classValues(ownClass: PyClass, callable: Argument, span: Span): Static<readonly string[]> {
  const members = ownClass.enumMembers;
  if (members === null) return notKnown({ reason: "unsupported", detail: `the members of ${ownClass.name}` }, span);
  if (isAbsent(callable))
    return known(
      members.map((it) => it.name),
      span,
    );
  const takesValues = callable.value?.type === "function" && givesMemberValues(callable.value);
  if (!takesValues) return notKnown({ reason: "call", detail: "what values_callable gives" }, span);
  const values = members.map((it) => (it.value.type === "str" ? it.value.value : null));
  if (values.includes(null)) return notKnown({ reason: "unsupported", detail: `the values of ${ownClass.name}` }, span);
  return known(
    values.filter((it) => it !== null),
    span,
  );
}

/** `lambda x: [e.value for e in x]`, also with `list(…)` around a generator, and the same as a function. */
function givesMemberValues(callable: PyFunction): boolean {
  const { definition } = callable;
  if (definition.type === "Lambda") return isValueList(definition.body);
  const last = definition.body.at(-1);
  return last?.type === "Return" && last.value !== null && isValueList(last.value);
}

function isValueList(expression: Expression): boolean {
  if (
    expression.type === "Call" &&
    expression.callee.type === "Name" &&
    ["list", "tuple"].includes(expression.callee.id)
  ) {
    const inner = expression.args[0];
    return inner !== undefined && isValueList(inner);
  }
  if (expression.type !== "Comprehension" || expression.clauses.length !== 1) return false;
  const clause = expression.clauses[0];
  const { element } = expression;
  return (
    clause !== undefined &&
    clause.conditions.length === 0 &&
    clause.target.type === "Name" &&
    element.type === "Attribute" &&
    element.name === "value" &&
    element.value.type === "Name" &&
    element.value.id === clause.target.id
  );
}

/** Only for values of the right kind: an `Enum` or `ENUM`. */
export function isEnumPath(path: string | null): path is string {
  return path === "sqlalchemy.Enum" || path === "sqlalchemy.dialects.postgresql.ENUM";
}
