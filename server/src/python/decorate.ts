import { callValue } from "./evaluate-call.ts";
import { evaluate } from "./evaluate-expression.ts";
import type { Run } from "./run.ts";
import { callSite, unknown, valueSpan } from "./run.ts";
import type { Scope } from "./scope.ts";
import type { Expression } from "./syntax.ts";
import type { PyValue } from "./value.ts";

/** Applies decorators, from the last to the first. */
export function applyDecorators(
  run: Run,
  scope: Scope,
  decorators: readonly Expression[],
  decorated: PyValue,
): PyValue {
  const values = decorators.map((it) => ({ at: it, value: evaluate(run, scope, it) }));
  let result = decorated;
  for (const { at, value } of values.reverse()) {
    if (run.exhausted) return result;
    // What an unknown decorator makes of a function is not known; that it is called is no effect of its own.
    if (value.type === "unknown") {
      result = unknown(value.why.reason, `what a decorator makes of ${nameOf(decorated)}`, valueSpan(run, at.span));
      const origin = run.origins.get(value);
      if (origin !== undefined) run.origins.set(result, origin);
    } else result = callValue(run, value, [result], callSite(run, at.span, at.span, at.span, true));
  }
  return result;
}

function nameOf(value: PyValue): string {
  return value.type === "function" || value.type === "class" ? value.name : "it";
}
