import type { Span } from "../base/span.ts";
import type { Statement } from "../emit/statement.ts";
import type { Action } from "../postgres/action.ts";

/** Where to mark what an action does: the SQL that says it, or the name of the operation that was called. */
export function placeOf(action: Action, statement: Statement): Span {
  const site = statement.operation?.site;
  if (site === undefined) return action.span;
  const written = action.span.start !== site.call.start || action.span.end !== site.call.end;
  return written ? action.span : site.callee;
}
