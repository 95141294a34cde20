import type { LockEffect, LockedObject } from "../../locks/lock-effect.ts";
import type { LockMode, Traffic } from "../../locks/lock-mode.ts";
import { displayName } from "../../postgres/name.ts";

/** A lock as plain data, one entry of `locks` in the JSON of `limbeck sql`. Null: cannot tell. What is usual is left out: that it is a table, that others see it. */
export interface ScriptLock {
  readonly relation: string | null;
  readonly mode: LockMode | null;
  readonly blocks: readonly Traffic[] | null;
  readonly rewrites: boolean | null;
  readonly scans: boolean | null;
  readonly heldUntil: "transaction" | "statement";
  readonly object?: LockedObject;
  readonly locksRows?: true;
  readonly waitsForTransactions?: true;
  /** Created by the same transaction. */
  readonly isNew?: true;
  /** What is not known. */
  readonly doubt?: string;
}

export function scriptLock(effect: LockEffect): ScriptLock {
  const { relation, object, mode, blocks, rewrites, scans, heldUntil, doubt } = effect;
  return {
    relation: relation === null ? null : displayName(relation),
    mode,
    blocks,
    rewrites,
    scans,
    heldUntil,
    ...(object === "table" ? {} : { object }),
    ...(effect.locksRows ? { locksRows: true } : {}),
    ...(effect.waitsForTransactions ? { waitsForTransactions: true } : {}),
    ...(effect.isNew === "yes" ? { isNew: true } : {}),
    ...(doubt === null ? {} : { doubt }),
  };
}
