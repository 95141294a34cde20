import type { LockEffect } from "../../locks/lock-effect.ts";
import { type LockMode, lockModes } from "../../locks/lock-mode.ts";
import { displayName } from "../../postgres/name.ts";

/**
 * What a statement does to one relation, in a phrase without a full stop:
 * `users: ACCESS EXCLUSIVE, blocks reads and writes until the transaction ends; rewrites the table`.
 */
export function lockSentence(effect: LockEffect): string {
  const { mode, doubt } = effect;
  const more = [
    effect.rewrites === true ? (effect.object === "index" ? "builds the index anew" : "rewrites the table") : null,
    effect.scans === true && effect.rewrites !== true ? "reads every row" : null,
    effect.locksRows ? "the rows that it touches stay locked until then" : null,
    effect.waitsForTransactions ? "waits for transactions of others in its middle" : null,
    mode !== null && doubt !== null ? `not known: ${doubt}` : null,
  ].filter((it) => it !== null);
  const lock = mode === null ? `not known${doubt === null ? "" : `: ${doubt}`}` : `${mode}, ${blocking(effect)}`;
  return [`${relationText(effect)}: ${lock}`, ...more].join("; ");
}

/** Whether a reader wants to hear of it: not of a relation that nobody else sees yet, nor of an index or a sequence that stays usable. */
export function isWorthSaying({ isNew, object, blocks }: LockEffect): boolean {
  if (isNew === "yes") return false;
  return (object !== "index" && object !== "sequence") || blocks === null || blocks.length > 0;
}

/** `users`, `index ix_users_email`; "a relation" where it is not known which. */
export function relationText({ relation, object }: LockEffect): string {
  if (relation === null) return "any relation";
  return object === "table" || object === "unknown" ? displayName(relation) : `${object} ${displayName(relation)}`;
}

function blocking({ blocks, heldUntil }: LockEffect): string {
  if (blocks === null) return "what it blocks is not known";
  if (blocks.length === 0) return "blocks neither reads nor writes";
  return `blocks ${blocks.join(" and ")} until the ${heldUntil} ends`;
}

/** The gravest lock of several statements. */
export interface StrongestLock {
  readonly mode: LockMode;
  readonly effect: LockEffect;
}

export interface LockSummary {
  /** Null: none on a relation that existed before, as far as it is known. */
  readonly strongest: StrongestLock | null;
  /** Some lock cannot be told: there may be a stronger one. */
  readonly isOpen: boolean;
}

/** The strongest lock, by the server's own order, on a relation that the transaction did not create. */
export function lockSummary(effects: readonly LockEffect[]): LockSummary {
  let strongest: StrongestLock | null = null;
  let isOpen = false;
  for (const effect of effects) {
    if (effect.isNew === "yes") continue;
    const { mode } = effect;
    if (mode === null) isOpen = true;
    else if (strongest === null || weight(effect, mode) > weight(strongest.effect, strongest.mode)) {
      strongest = { mode, effect };
    }
  }
  return { strongest, isOpen };
}

/** Of locks of the same mode the one during which the table is written anew or read from end to end. */
function weight(effect: LockEffect, mode: LockMode): number {
  return lockModes.indexOf(mode) * 4 + (effect.rewrites === true ? 2 : 0) + (effect.scans === true ? 1 : 0);
}
