import type { Statement } from "../../emit/statement.ts";
import type { Constraint } from "../../schema/schema-state.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { tableArguments } from "./alter-column-line.ts";
import { insertBefore } from "./insert-before.ts";
import { pythonString } from "./python-text.ts";

/** An index or constraint that goes with a column; `constraint` is null for an index of its own. */
export interface Dependent {
  readonly name: string;
  readonly constraint: Constraint["type"] | null;
}

const types: Readonly<Record<Constraint["type"], string | null>> = {
  primaryKey: "primary",
  unique: "unique",
  check: "check",
  foreignKey: "foreignkey",
  exclude: null,
};

/** Drops what goes with the column in statements of its own, before it. */
export function fixDependents(parts: readonly Dependent[], { operation }: Statement, ctx: RuleContext): readonly Fix[] {
  const target = operation === null ? null : tableArguments(operation, ctx);
  if (operation === null || target === null) return [];
  const lines = parts.map(({ name, constraint }) => {
    const written = pythonString(name, target.quote);
    const exact = ctx.analysis.namingConvention.kind === "none" ? written : `${target.op}.f(${written})`;
    if (constraint === null) {
      return `${target.op}.drop_index(${[written, target.table, ...target.schema].join(", ")})`;
    }
    const type = types[constraint];
    const kind = type === null ? [] : [`type_=${pythonString(type, target.quote)}`];
    return `${target.op}.drop_constraint(${[exact, target.table, ...kind, ...target.schema].join(", ")})`;
  });
  const edit = insertBefore(ctx.file, operation, lines);
  return edit === null
    ? []
    : [{ title: "Drop it before, in a statement of its own", applicability: "suggested", edits: [edit] }];
}
