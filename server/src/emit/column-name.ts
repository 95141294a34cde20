import type { Span } from "../base/span.ts";
import { known, notKnown, type Static } from "../base/static.ts";
import { type Symbolic, symbolicOf } from "../migration/symbolic.ts";
import { type Argument, readName, whyOf } from "./read-argument.ts";
import { callArguments } from "./symbolic-call.ts";

/** A column given as a name, as `sa.Column("x", …)` or as `table.c.x`. */
export function columnName(argument: Argument): Static<string> {
  const symbolic = symbolicOf(argument.value);
  const named = symbolic === undefined ? null : columnOfSymbolic(symbolic, argument.span);
  return (
    named ?? readName(argument)?.name ?? notKnown(whyOf(argument.value, "a column that is not known"), argument.span)
  );
}

/** The name of `sa.Column("x", …)`, `sa.column("x")`, `table.c.x`; null for another expression. */
export function columnOfSymbolic(symbolic: Symbolic, span: Span): Static<string> | null {
  if (symbolic.kind === "call" && (symbolic.path === "sqlalchemy.Column" || symbolic.path === "sqlalchemy.column")) {
    const args = callArguments(symbolic, ["name", "text"]);
    const why = { reason: "unsupported", detail: "a column without a name" } as const;
    return readName(args.get("name"))?.name ?? notKnown(why, span);
  }
  const isMember =
    symbolic.kind === "attribute" && symbolic.of.kind === "attribute" && /^(c|columns)$/.test(symbolic.of.name);
  return isMember ? known(symbolic.name, span) : null;
}
