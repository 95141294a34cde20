import type { Span } from "../base/span.ts";
import type { Run } from "./run.ts";
import { siteAt, unknown } from "./run.ts";
import type { PyValue } from "./value.ts";
import { builtinValue } from "./values.ts";

type RaisedName =
  | "AssertionError"
  | "AttributeError"
  | "IndexError"
  | "KeyError"
  | "SystemExit"
  | "TypeError"
  | "ValueError"
  | "ZeroDivisionError";

/**
 * An exception that Python itself raises where the values are known: `int("x")`, `1 / 0`, a key that is not there, an assertion that does not hold. The
 * value of the expression is nobody's.
 */
export function raiseBuiltin(run: Run, name: RaisedName, at: Span): PyValue {
  if (!run.exhausted && run.raised === null) {
    const exception = builtinValue(run, `${name}()`, null, at);
    // Inside `try` a handler may take it; then the `try` decides.
    if (run.attempt === null) run.host.raised?.(exception, siteAt(run, at));
    run.raised = { type: "raise", exception };
  }
  return unknown("unsupported", "an exception", at);
}
