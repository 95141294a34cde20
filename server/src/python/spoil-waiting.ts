import type { Boundary } from "./fork.ts";
import type { PathEnd } from "./journal.ts";
import { unknownBecause } from "./run.ts";

const why = { reason: "condition", detail: "changed by a finally block" } as const;

/** A `finally` block changed something: on the paths that left before it, the values are those after a change that was not followed there. */
export function spoilWaiting(boundary: Boundary | null, changed: PathEnd): void {
  for (let at = boundary; at !== null; at = at.outer) {
    for (const { end } of at.waiting) {
      for (const [variables, names] of changed.variables) {
        const ends = end.variables.get(variables) ?? new Map();
        end.variables.set(variables, ends);
        for (const [name, value] of names) ends.set(name, unknownBecause(why, value?.span ?? { start: 0, end: 0 }));
      }
      for (const container of changed.containers.keys()) end.containers.set(container, { items: [], open: why });
    }
  }
}
