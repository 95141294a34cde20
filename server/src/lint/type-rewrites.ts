import type { LockEffect } from "../locks/lock-effect.ts";
import { typeChange, usingIsPlain } from "../locks/type-change.ts";
import type { AlterType, ChangedType } from "./changed-type.ts";

/** Does the change write the table anew? By the lock table, and where that does not know the old type, by what `existing_type=` says. */
export function rewritesFor(
  change: ChangedType | null,
  action: AlterType,
  effect: LockEffect | null,
): { readonly answer: "yes" | "no" | "unknown"; readonly doubt: string | null } {
  if (effect !== null && effect.rewrites !== null) return { answer: effect.rewrites ? "yes" : "no", doubt: null };
  const unknown = (why: string) => ({ answer: "unknown", doubt: `${why} is not known.` }) as const;
  if (change === null) return unknown(effect?.doubt ?? "which type the column has now");
  const { from, to } = change;
  const { using, column } = action;
  if (from.isEnum !== to.isEnum) return { answer: "yes", doubt: null };
  if (using !== null) {
    const isPlain = using.known && column.known ? usingIsPlain(using.value, column.value, to.shape) : null;
    if (isPlain === null) return unknown("what USING makes of the values");
    if (!isPlain) return { answer: "yes", doubt: null };
  }
  const found = typeChange(from.shape, to.shape, { fixedZone: null });
  if (found.rewrites === null) return unknown(found.doubt ?? "how the types are stored");
  return { answer: found.rewrites ? "yes" : "no", doubt: null };
}

/** Between timestamps with and without time zone, without USING: whether it rewrites depends on the session. */
export function isZoneChange(change: ChangedType | null, action: AlterType): boolean {
  if (change === null || action.using !== null) return false;
  const pair = `${change.from.shape.base} ${change.to.shape.base}`;
  return pair === "timestamp timestamptz" || pair === "timestamptz timestamp";
}
