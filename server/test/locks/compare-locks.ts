import type { LockEffect } from "../../src/locks/lock-effect.ts";
import { displayName } from "../../src/postgres/name.ts";

/** What a server did to one relation that existed before the statement. */
export interface MeasuredLock {
  readonly relation: string;
  readonly kind: "table" | "view" | "materialized view" | "index" | "sequence";
  /** The strongest mode; null: none was seen. */
  readonly mode: string | null;
  /** `relfilenode` is another one. */
  readonly rewrites: boolean;
  /** Every row was read. */
  readonly scans: boolean;
}

/**
 * Where a prediction says something else than the server did, in sentences; none when all it says is so. "Cannot tell" agrees with everything that it covers, and with nothing else: a
 * lock that nobody spoke of is a difference.
 */
export function compareLocks(predicted: readonly LockEffect[], measured: readonly MeasuredLock[]): readonly string[] {
  const differences: string[] = [];
  const isOpen = predicted.some((it) => it.relation === null);
  for (const effect of predicted) {
    if (effect.relation === null) continue;
    const name = displayName(effect.relation);
    const real = measured.find((it) => it.relation === name);
    const mode = real?.mode ?? null;
    if (effect.mode !== null && effect.mode !== mode) differences.push(`${name}: ${effect.mode}, but it was ${mode}`);
    for (const what of ["rewrites", "scans"] as const) {
      const said = effect[what];
      const was = real?.[what] ?? false;
      if (said !== null && said !== was) differences.push(`${name}: ${what} ${said}, but it was ${was}`);
    }
    if (real !== undefined && effect.object !== real.kind)
      differences.push(`${name} is a ${real.kind}, not a ${effect.object}`);
  }
  for (const real of measured) {
    const isNamed = predicted.some((it) => it.relation !== null && displayName(it.relation) === real.relation);
    if (!isNamed && !isOpen) differences.push(`${real.relation}: ${real.mode} was not told of`);
  }
  return differences;
}
