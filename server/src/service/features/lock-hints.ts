import type { Span } from "../../base/span.ts";
import type { LockEffect } from "../../locks/lock-effect.ts";
import type { Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { fileLocks } from "./file-locks.ts";
import { lockSentence, lockSummary, relationText } from "./lock-sentence.ts";
import { operationPlaces } from "./operation-places.ts";

/** Which locks are shown behind their operations. "blocking": those that make reads or writes wait, and those that cannot be told. */
export type ShownLocks = "off" | "blocking" | "all";

export interface LockHint {
  /** Behind the operation. */
  readonly at: number;
  readonly label: string;
  /** One sentence a lock. */
  readonly tooltip: string;
}

/** The strongest lock of each operation that begins in `span`, at the end of its call; what a loop runs several times has one hint. */
export function lockHints(
  snapshot: Snapshot,
  file: SourceFile,
  options: { readonly span: Span; readonly shown: ShownLocks },
): readonly LockHint[] {
  const { span, shown } = options;
  if (shown === "off") return [];
  const hints: LockHint[] = [];
  for (const direction of ["upgrade", "downgrade"] as const) {
    const locks = fileLocks(snapshot, file, direction);
    const byPlace = new Map<number, LockEffect[]>();
    for (const operation of snapshot.read(file)?.migration[direction].operations ?? []) {
      const [place] = operationPlaces(operation);
      if (place === undefined || place.start > span.end || place.end < span.start) continue;
      const effects = locks.ofOperation(operation).filter((it) => isShown(it, shown));
      byPlace.set(place.end, [...(byPlace.get(place.end) ?? []), ...effects]);
    }
    for (const [at, effects] of byPlace) {
      const label = hintLabel(effects);
      if (label !== null) hints.push({ at, label, tooltip: [...new Set(effects.map(lockSentence))].join("\n") });
    }
  }
  return hints.sort((a, b) => a.at - b.at);
}

function isShown({ isNew, blocks }: LockEffect, shown: "blocking" | "all"): boolean {
  return isNew !== "yes" && (shown === "all" || blocks === null || blocks.length > 0);
}

function hintLabel(effects: readonly LockEffect[]): string | null {
  const { strongest, isOpen } = lockSummary(effects);
  if (strongest === null) return isOpen ? "locks not known" : null;
  const { mode, effect } = strongest;
  const work = effect.rewrites === true ? ", rewrites" : effect.scans === true ? ", scans" : "";
  return `${isOpen ? "at least " : ""}${mode} on ${relationText(effect)}${work}`;
}
