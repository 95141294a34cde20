import type { Operation } from "../migration/operation.ts";

/** Does the operation run whenever its function runs: under no condition that cannot be decided? */
export function conditionsHold(operation: Operation): boolean {
  return operation.site.conditions.length === 0;
}
