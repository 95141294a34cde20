import type { Operation } from "../migration/operation.ts";
import type { StatementStep } from "./replay.ts";
import type { SchemaState } from "./schema-state.ts";

/** The schemas just before and just after an operation. */
export interface StatesAround {
  readonly before: SchemaState;
  readonly after: SchemaState;
}

/**
 * The schemas around each operation of a body. The replay may have read the file under other conditions (online) than who asks: operations are the same when they are the same
 * call for the same time. Ask for them in their order.
 */
export function statesAround(
  steps: readonly StatementStep[],
  end: SchemaState | null,
): (operation: Operation) => StatesAround | null {
  const calls = new Map<string, StatesAround[]>();
  for (let at = 0; at < steps.length; ) {
    const first = steps[at];
    const operation = first?.statement.operation ?? null;
    let next = at + 1;
    while (operation !== null && steps[next]?.statement.operation === operation) next++;
    const after = steps[next]?.before ?? end;
    if (first !== undefined && operation !== null && after !== null) {
      const states = calls.get(keyOf(operation)) ?? [];
      states.push({ before: first.before, after });
      calls.set(keyOf(operation), states);
    }
    at = next;
  }
  return (operation) => calls.get(keyOf(operation))?.shift() ?? null;
}

function keyOf({ site, directive }: Operation): string {
  return `${directive} ${site.file ?? ""} ${site.call.start} ${site.call.end}`;
}
