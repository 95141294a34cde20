import type { Unknown } from "../base/static.ts";
import type { CallArgument } from "../python/host.ts";
import type { PyValue } from "../python/value.ts";
import { libraryArguments } from "./library-arguments.ts";
import { type NameArgument, nameArgument } from "./name-argument.ts";
import { type SymbolicCall, symbolicOf } from "./symbolic.ts";

/** A constraint or index object, as it stands among the arguments of `create_table`, `Table` or `Column`. */
export interface ConstraintCall {
  readonly kind: "primaryKey" | "unique" | "foreignKey" | "check" | "exclude" | "index";
  readonly call: SymbolicCall;
  /** Null when no name is given. */
  readonly name: NameArgument | null;
  /** Columns or expressions, in order; empty for a check. Null when they are not a known list. */
  readonly columns: readonly PyValue[] | null;
  /** Target columns of a foreign key (`"users.id"`), else empty. Null when they are not a known list. */
  readonly references: readonly PyValue[] | null;
  /** The condition of a check: text or an expression. */
  readonly condition: PyValue | null;
  /** All other named arguments: `ondelete`, `deferrable`, `use_alter`, `unique`, `postgresql_where` … */
  readonly options: ReadonlyMap<string, CallArgument>;
  readonly openArguments: Unknown | null;
}

interface Shape {
  readonly kind: ConstraintCall["kind"];
  readonly positional: readonly string[];
}

/** Positional parameters in SQLAlchemy 1.4 to 2.1; the rest of the positional arguments are columns. */
const shapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ["sqlalchemy.PrimaryKeyConstraint", { kind: "primaryKey", positional: [] }],
  ["sqlalchemy.UniqueConstraint", { kind: "unique", positional: [] }],
  [
    "sqlalchemy.ForeignKeyConstraint",
    {
      kind: "foreignKey",
      positional: ["columns", "refcolumns", "name", "onupdate", "ondelete", "deferrable", "initially", "use_alter"],
    },
  ],
  [
    "sqlalchemy.ForeignKey",
    {
      kind: "foreignKey",
      positional: ["column", "_constraint", "use_alter", "name", "onupdate", "ondelete", "deferrable", "initially"],
    },
  ],
  ["sqlalchemy.CheckConstraint", { kind: "check", positional: ["sqltext", "name", "deferrable", "initially"] }],
  ["sqlalchemy.dialects.postgresql.ExcludeConstraint", { kind: "exclude", positional: [] }],
  ["sqlalchemy.Index", { kind: "index", positional: ["name"] }],
]);

const partNames: ReadonlySet<string> = new Set(["columns", "refcolumns", "column", "sqltext", "name"]);

/** The parts of a constraint or index object; undefined when the value is none. */
export function constraintOf(value: PyValue | undefined): ConstraintCall | undefined {
  const call = symbolicOf(value);
  const shape = call?.kind === "call" ? shapes.get(call.path ?? "") : undefined;
  if (call?.kind !== "call" || shape === undefined) return undefined;
  const { named, rest, open } = libraryArguments(call, shape.positional);
  const name = named.get("name");
  const isConstraint = call.path === "sqlalchemy.ForeignKeyConstraint";
  const target = named.get("column")?.value;
  return {
    kind: shape.kind,
    call,
    name: name === undefined ? null : nameArgument(name.value),
    columns: isConstraint ? elementsOf(named.get("columns")?.value) : open === null ? rest.map((it) => it.value) : null,
    references: isConstraint ? elementsOf(named.get("refcolumns")?.value) : target === undefined ? [] : [target],
    condition: named.get("sqltext")?.value ?? null,
    options: new Map([...named].filter(([key]) => !partNames.has(key))),
    openArguments: open,
  };
}

function elementsOf(value: PyValue | undefined): readonly PyValue[] | null {
  if (value?.type !== "list" && value?.type !== "tuple" && value?.type !== "set") return null;
  return value.open === null ? value.elements : null;
}
