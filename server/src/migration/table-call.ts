import { notKnown, type Static, type Unknown } from "../base/static.ts";
import type { CallArgument } from "../python/host.ts";
import type { PyValue } from "../python/value.ts";
import { libraryArguments } from "./library-arguments.ts";
import { nameArgument } from "./name-argument.ts";
import { type SymbolicCall, symbolicOf } from "./symbolic.ts";

/** A table as `sa.table(…)`, `sa.Table(…)` or the result of `op.create_table(…)` describes it. */
export interface TableCall {
  readonly call: SymbolicCall;
  readonly name: Static<string>;
  /** Null when not given. */
  readonly schema: Static<string> | null;
  /** Columns, constraints and indexes in the order of the arguments. */
  readonly items: readonly PyValue[];
  readonly keywords: ReadonlyMap<string, CallArgument>;
  /** More columns may exist: unknown arguments, or a table that is read from the database. */
  readonly open: Unknown | null;
}

const positional: ReadonlyMap<string, readonly string[]> = new Map([
  ["sqlalchemy.table", ["name"]],
  ["sqlalchemy.Table", ["name", "metadata"]],
  ["alembic.op.create_table", ["table_name"]],
]);

const reflecting: readonly string[] = ["autoload", "autoload_with"];

/** The parts of a table expression; undefined when the value is none. */
export function tableOf(value: PyValue | undefined): TableCall | undefined {
  const call = symbolicOf(value);
  const names = call?.kind === "call" ? positional.get(call.path ?? "") : undefined;
  if (call?.kind !== "call" || names === undefined) return undefined;
  const { named, rest, open } = libraryArguments(call, names);
  const name = named.get("name") ?? named.get("table_name");
  const schema = named.get("schema");
  const missing: Unknown = open ?? { reason: "syntax", detail: "a table without a name" };
  const reflected = reflecting.some((it) => named.has(it));
  return {
    call,
    name: name === undefined ? notKnown(missing, call.span) : nameArgument(name.value).name,
    schema: schema === undefined || schema.value.type === "none" ? null : nameArgument(schema.value).name,
    items: rest.map((it) => it.value),
    keywords: named,
    open: open ?? (reflected ? { reason: "query", detail: "a table that is read from the database" } : null),
  };
}
