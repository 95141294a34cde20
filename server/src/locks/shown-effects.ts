import { displayName } from "../postgres/name.ts";
import type { LockEffect } from "./lock-effect.ts";

/**
 * The effects that people want to see: an index or a sequence only where its lock blocks something that the lock on its table does not. What cannot be told stays.
 */
export function shownEffects(effects: readonly LockEffect[]): readonly LockEffect[] {
  const blockedOn = new Map<string, readonly string[]>();
  for (const it of effects) {
    if (it.relation !== null && it.object !== "index")
      blockedOn.set(displayName(it.relation), it.blocks ?? ["reads", "writes"]);
  }
  return effects.filter((it) => {
    if (it.object !== "index" && it.object !== "sequence") return true;
    if (it.table == null) return it.object === "index" || it.mode === null || (it.blocks?.length ?? 0) > 0;
    const onTable = blockedOn.get(displayName(it.table));
    if (onTable === undefined) return true;
    return (it.blocks ?? []).some((what) => !onTable.includes(what));
  });
}
