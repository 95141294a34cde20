import { known, notKnown, type Static } from "../base/static.ts";
import { symbolicOf } from "../migration/symbolic.ts";
import { quoteLiteral } from "../postgres/quote-literal.ts";
import { expressionText } from "./expression-text.ts";
import { type Argument, isAbsent, placeOf, whyOf } from "./read-argument.ts";
import { callArguments, callOf } from "./symbolic-call.ts";

/** What `server_default=` means (alembic-semantics 6.4). */
export type ServerDefault =
  | { readonly kind: "none" }
  /** `FetchedValue()`: the server has a default that nobody writes. It prints nothing and is one all the same. */
  | { readonly kind: "fetched" }
  | { readonly kind: "text"; readonly text: Static<string> }
  | { readonly kind: "identity"; readonly always: Static<boolean> }
  | {
      readonly kind: "computed";
      readonly generated: "stored" | "virtual" | "unspecified";
      readonly text: Static<string>;
    };

export function readServerDefault(argument: Argument): ServerDefault {
  const { value } = argument;
  if (value === undefined || isAbsent(argument)) return { kind: "none" };
  const place = placeOf(argument);
  if (value.type === "str") return { kind: "text", text: known(quoteLiteral(value.value), place) };
  const symbolic = symbolicOf(value);
  if (symbolic === undefined)
    return { kind: "text", text: notKnown(whyOf(value, "a default that is not known"), place) };
  const special = readGenerated(argument);
  if (special !== null) return special;
  if (callOf(value, "sqlalchemy.FetchedValue") !== null) return { kind: "fetched" };
  // A Sequence as a default prints nothing.
  if (callOf(value, "sqlalchemy.Sequence") !== null) return { kind: "none" };
  return { kind: "text", text: expressionText(argument, "literal") };
}

/** `Identity(…)` and `Computed(…)`. */
function readGenerated(argument: Argument): Extract<ServerDefault, { kind: "identity" | "computed" }> | null {
  const identity = callOf(argument.value, "sqlalchemy.Identity");
  if (identity !== null) {
    const args = callArguments(identity, ["always"]);
    const always = args.get("always");
    if (args.open !== null) return { kind: "identity", always: notKnown(args.open, identity.span) };
    if (isAbsent(always)) return { kind: "identity", always: known(false, identity.span) };
    if (always.value?.type === "bool") return { kind: "identity", always: known(always.value.value, always.span) };
    return { kind: "identity", always: notKnown(whyOf(always.value, "ALWAYS or BY DEFAULT"), always.span) };
  }
  const computed = callOf(argument.value, "sqlalchemy.Computed");
  if (computed === null) return null;
  const args = callArguments(computed, ["sqltext", "persisted"]);
  const persisted = args.get("persisted").value;
  return {
    kind: "computed",
    text: expressionText(args.get("sqltext"), "sql"),
    generated: persisted?.type === "bool" ? (persisted.value ? "stored" : "virtual") : "unspecified",
  };
}
