import type { Span } from "../../base/span.ts";
import type { Operation } from "../../migration/operation.ts";

/** Where an operation is written in its migration file, innermost first: its call, and the calls of the helper functions that hold it. */
export function operationPlaces(operation: Pick<Operation, "site">): readonly Span[] {
  const { file, call, frames } = operation.site;
  const own = file === null ? [call] : [];
  return [...own, ...frames.toReversed().flatMap((it) => (it.file === null ? [it.call] : []))];
}
