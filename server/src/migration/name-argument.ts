import { known, notKnown, type Static } from "../base/static.ts";
import type { PyValue } from "../python/value.ts";
import { libraryArguments } from "./library-arguments.ts";
import { symbolicOf } from "./symbolic.ts";

export interface NameArgument {
  readonly name: Static<string>;
  /** Went through `op.f` (or SQLAlchemy's `conv`): naming conventions leave it alone. */
  readonly final: boolean;
  /** `None`: the name is left to the naming convention or to PostgreSQL. */
  readonly isNone: boolean;
}

/** Functions around a name that leave its text as it is, to the name of their parameter and whether the result is final. */
const wrappers: ReadonlyMap<string, { readonly parameter: string; readonly final: boolean }> = new Map([
  ["alembic.op.f", { parameter: "name", final: true }],
  ["sqlalchemy.sql.elements.conv", { parameter: "value", final: true }],
  ["sqlalchemy.sql.elements.quoted_name", { parameter: "value", final: false }],
]);

/** The name of a table, column, constraint or index as an argument gives it: a string, or a string in `op.f(…)`. */
export function nameArgument(value: PyValue): NameArgument {
  switch (value.type) {
    case "str":
      return { name: known(value.value, value.span), final: false, isNone: false };
    case "none":
      return {
        name: notKnown({ reason: "unsupported", detail: "no name" }, value.span),
        final: false,
        isNone: true,
      };
    case "unknown":
      return { name: notKnown(value.why, value.span), final: false, isNone: false };
    default:
      return wrappedName(value);
  }
}

function wrappedName(value: PyValue): NameArgument {
  const symbolic = symbolicOf(value);
  const wrapper = symbolic?.kind === "call" ? wrappers.get(symbolic.path ?? "") : undefined;
  if (symbolic?.kind === "call" && wrapper !== undefined) {
    const inner = libraryArguments(symbolic, [wrapper.parameter]).named.get(wrapper.parameter)?.value;
    if (inner !== undefined) {
      const { name, final, isNone } = nameArgument(inner);
      return { name, final: final || wrapper.final, isNone };
    }
  }
  const why = { reason: "unsupported", detail: "a name that is not text" } as const;
  return { name: notKnown(why, value.span), final: false, isNone: false };
}
