import type { RenderedBody } from "../../emit/render/render-body.ts";
import type { LockEffect } from "../../locks/lock-effect.ts";
import { type LockSummary, lockSummary, relationText } from "./lock-sentence.ts";

/** What one function, or several, come to. */
export interface BodySummary {
  readonly statements: number;
  readonly gaps: number;
  readonly locks: LockSummary;
}

/** Counts the statements and gaps of the bodies, those of the version table not among them; `effects` are the locks of all. */
export function bodySummary(bodies: readonly RenderedBody[], effects: readonly LockEffect[]): BodySummary {
  const items = bodies.flatMap((it) => it.items);
  return {
    statements: items.filter((it) => it.kind === "statement").length,
    gaps: items.filter((it) => it.kind === "gap").length,
    locks: lockSummary(effects),
  };
}

/** `3 statements`, `1 gap`, `ACCESS EXCLUSIVE on users`, as parts to be joined; says what is not known. */
export function summaryParts({ statements, gaps, locks }: BodySummary): readonly string[] {
  const { strongest, isOpen } = locks;
  const lock = strongest === null ? null : `${strongest.mode} on ${relationText(strongest.effect)}`;
  const gravest = isOpen || gaps > 0 ? (lock === null ? "locks not known" : `at least ${lock}`) : lock;
  return [
    plural(statements, "statement"),
    ...(gaps === 0 ? [] : [plural(gaps, "gap")]),
    ...(gravest === null ? [] : [gravest]),
  ];
}

function plural(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}
