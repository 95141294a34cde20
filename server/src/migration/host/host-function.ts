import type { Span } from "../../base/span.ts";
import type { CallArgument, CallSite, HostObject } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";

/** A function that the host supplies. `call` returns undefined when the result is not known. */
export function hostFunction(
  description: string,
  span: Span,
  call: (args: readonly CallArgument[], site: CallSite) => PyValue | undefined,
): PyValue {
  return hostValue({ description, call, truth: () => "yes" }, span);
}

export function hostValue(object: HostObject, span: Span): PyValue {
  return { type: "host", object, span };
}
