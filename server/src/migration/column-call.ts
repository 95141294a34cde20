import { notKnown, type Static, type Unknown } from "../base/static.ts";
import type { CallArgument } from "../python/host.ts";
import type { PyValue } from "../python/value.ts";
import { booleanArgument } from "./boolean-argument.ts";
import { libraryArguments } from "./library-arguments.ts";
import { nameArgument } from "./name-argument.ts";
import { type SymbolicCall, symbolicOf } from "./symbolic.ts";

/** A column as `sa.Column(…)` or `sa.column(…)` describes it. */
export interface ColumnCall {
  readonly call: SymbolicCall;
  readonly name: Static<string>;
  /** The type expression; null when none is given. A class or an instance, of a library or of the project. */
  readonly type: PyValue | null;
  /** Each null when not given. */
  readonly nullable: Static<boolean> | null;
  readonly primaryKey: Static<boolean> | null;
  readonly unique: Static<boolean> | null;
  readonly index: Static<boolean> | null;
  /** `server_default=` as given, `None` included; null when not given. */
  readonly serverDefault: CallArgument | null;
  /** In the order of the arguments. */
  readonly foreignKeys: readonly SymbolicCall[];
  readonly checks: readonly SymbolicCall[];
  readonly identity: SymbolicCall | null;
  readonly computed: SymbolicCall | null;
  readonly sequence: SymbolicCall | null;
  /** Positional arguments behind name and type that are none of the above, unknown ones among them. */
  readonly otherItems: readonly CallArgument[];
  /** All keyword arguments by name. */
  readonly keywords: ReadonlyMap<string, CallArgument>;
  readonly openArguments: Unknown | null;
}

const columnPaths: ReadonlySet<string> = new Set(["sqlalchemy.Column", "sqlalchemy.column"]);

/** Constructs that may stand among a column's positional arguments and are not its type. */
const itemPaths: ReadonlySet<string> = new Set([
  "sqlalchemy.ForeignKey",
  "sqlalchemy.CheckConstraint",
  "sqlalchemy.Identity",
  "sqlalchemy.Computed",
  "sqlalchemy.Sequence",
  "sqlalchemy.ColumnDefault",
  "sqlalchemy.DefaultClause",
  "sqlalchemy.FetchedValue",
  "sqlalchemy.UniqueConstraint",
  "sqlalchemy.PrimaryKeyConstraint",
]);

/**
 * The parts of a column, in every form that SQLAlchemy 1.4 to 2.1 accepts: `Column("n", T, …)`, `Column("n", ForeignKey(…))`,
 * `Column(T, name="n")`, `Column(name="n", type_=T)`. Undefined when the value is not such a call; an unknown column is undefined too.
 */
export function columnOf(value: PyValue | undefined): ColumnCall | undefined {
  const call = symbolicOf(value);
  if (call?.kind !== "call" || call.path === null || !columnPaths.has(call.path)) return undefined;
  const { named, rest, open } = libraryArguments(call, []);
  const positional = [...rest];
  let nameValue: PyValue | undefined = named.get("name")?.value ?? named.get("text")?.value;
  const first = positional[0];
  if (first !== undefined && (isName(first.value) || first.value.type === "none")) {
    positional.shift();
    if (first.value.type !== "none") nameValue = first.value;
  } else if (nameValue === undefined && first?.value.type === "unknown") {
    positional.shift();
    nameValue = first.value;
  }
  let type: PyValue | null = named.get("type_")?.value ?? null;
  const second = positional[0];
  if (second !== undefined && !isItem(second.value)) {
    positional.shift();
    type = second.value;
  }
  const itemsAt = (path: string): SymbolicCall[] => positional.flatMap((it) => callAt(it.value, path) ?? []);
  const flag = (name: string): Static<boolean> | null => {
    const argument = named.get(name);
    if (argument !== undefined) return booleanArgument(argument.value);
    return open === null ? null : notKnown(open, call.argumentsSpan);
  };
  const missing: Unknown = open ?? { reason: "syntax", detail: "a column without a name" };
  return {
    call,
    name: nameValue === undefined ? notKnown(missing, call.span) : nameArgument(nameValue).name,
    type,
    nullable: flag("nullable"),
    primaryKey: flag("primary_key"),
    unique: flag("unique"),
    index: flag("index"),
    serverDefault: named.get("server_default") ?? null,
    foreignKeys: itemsAt("sqlalchemy.ForeignKey"),
    checks: itemsAt("sqlalchemy.CheckConstraint"),
    identity: itemsAt("sqlalchemy.Identity")[0] ?? null,
    computed: itemsAt("sqlalchemy.Computed")[0] ?? null,
    sequence: itemsAt("sqlalchemy.Sequence")[0] ?? null,
    otherItems: positional.filter((it) => !understood(it.value)),
    keywords: named,
    openArguments: open,
  };
}

function isName(value: PyValue): boolean {
  return value.type === "str" || nameArgument(value).name.known;
}

function callAt(value: PyValue, path: string): SymbolicCall | undefined {
  const symbolic = symbolicOf(value);
  return symbolic?.kind === "call" && symbolic.path === path ? symbolic : undefined;
}

function isItem(value: PyValue): boolean {
  const symbolic = symbolicOf(value);
  return symbolic?.kind === "call" && symbolic.path !== null && itemPaths.has(symbolic.path);
}

function understood(value: PyValue): boolean {
  const symbolic = symbolicOf(value);
  if (symbolic?.kind !== "call") return false;
  switch (symbolic.path) {
    case "sqlalchemy.ForeignKey":
    case "sqlalchemy.CheckConstraint":
    case "sqlalchemy.Identity":
    case "sqlalchemy.Computed":
    case "sqlalchemy.Sequence":
      return true;
    default:
      return false;
  }
}
