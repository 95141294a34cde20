import type { RangeResult } from "./render-range.ts";

/** How a script that Alembic printed compares with ours of the same range. */
export interface ScriptComparison {
  /** Where they differ, in order; only what we call complete is compared. */
  readonly differences: readonly ScriptDifference[];
  /** Revisions of which our script has a gap, so that they were not compared. */
  readonly incomplete: readonly string[];
}

export interface ScriptDifference {
  /** Null before the first revision, and where one of the scripts has more revisions. */
  readonly revision: string | null;
  /** Line of Alembic's script, from 1. */
  readonly line: number;
}

/** The part of a script that belongs to one migration, from its `-- Running` line on. */
interface Part {
  /** Line of its first line, from 0. */
  readonly line: number;
  readonly lines: readonly string[];
}

/** Compares migration by migration, so that a gap in one of them hides no difference in another. */
export function compareScript(alembic: string, ours: RangeResult & { readonly ok: true }): ScriptComparison {
  const incomplete = ours.steps.filter((it) => !it.complete).map((it) => it.revision);
  const theirs = partsOf(alembic);
  const own = partsOf(ours.text);
  const differences: ScriptDifference[] = [];
  for (let index = 0; index < Math.max(theirs.length, own.length); index++) {
    const left = theirs[index];
    const right = own[index];
    const step = index === 0 ? undefined : ours.steps[index - 1];
    if (left === undefined || right === undefined) {
      differences.push({ revision: step?.revision ?? null, line: (left ?? theirs.at(-1))?.line ?? 0 });
      break;
    }
    if (step?.complete === false) continue;
    const at = firstDifference(left.lines, right.lines);
    if (at !== null) differences.push({ revision: step?.revision ?? null, line: left.line + at });
  }
  return { differences: differences.map((it) => ({ ...it, line: it.line + 1 })), incomplete };
}

/** What stands before the first migration, then each migration. */
function partsOf(script: string): readonly Part[] {
  const lines = script.trimEnd().split(/\r?\n/);
  const parts: { line: number; lines: string[] }[] = [{ line: 0, lines: [] }];
  lines.forEach((text, line) => {
    if (/^-- Running (?:upgrade|downgrade|stamp_revision) .*->/.test(text)) parts.push({ line, lines: [] });
    parts.at(-1)?.lines.push(text);
  });
  return parts;
}

function firstDifference(a: readonly string[], b: readonly string[]): number | null {
  const length = Math.max(a.length, b.length);
  for (let line = 0; line < length; line++) if (a[line] !== b[line]) return line;
  return null;
}
