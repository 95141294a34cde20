import { lineIndex } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import type { Finding } from "./finding.ts";
import type { FindingFile } from "./finding-of.ts";
import { linesOf, readSuppressions, type Suppression, type SuppressionComment } from "./suppressions.ts";

export interface Suppressed {
  readonly open: Finding[];
  /** Findings that a comment keeps away, with its reason (may be empty). */
  readonly suppressed: readonly { readonly finding: Finding; readonly reason: string }[];
  readonly suppressions: readonly Suppression[];
}

/** Parts the findings of a file into those that stay and those that a comment keeps away; `also` are further places whose lines count. */
export function applySuppressions(
  file: FindingFile,
  reported: readonly { readonly finding: Finding; readonly also: readonly Span[] }[],
): Suppressed {
  const comments = readSuppressions(file.module);
  if (comments.length === 0) return { open: reported.map((it) => it.finding), suppressed: [], suppressions: [] };
  const index = lineIndex(file.module.text);
  const used = new Set<string>();
  const open: Finding[] = [];
  const suppressed: { finding: Finding; reason: string }[] = [];
  const key = (comment: SuppressionComment, id: string): string => `${comment.span.start} ${id}`;
  for (const { finding, also } of reported) {
    const lines = linesOf(finding.span, also, file.module, index);
    const matching = comments.filter(
      (it) => it.ids.some(({ id }) => id === finding.rule) && (it.line === null || lines.includes(it.line)),
    );
    for (const comment of matching) used.add(key(comment, finding.rule));
    const comment = matching[0];
    if (comment === undefined) open.push(finding);
    else suppressed.push({ finding, reason: comment.reason });
  }
  const suppressions = comments.flatMap((comment): Suppression[] =>
    comment.mistake !== null
      ? [{ id: "", idSpan: comment.span, comment, used: false }]
      : comment.ids.map(({ id, span }) => ({ id, idSpan: span, comment, used: used.has(key(comment, id)) })),
  );
  return { open, suppressed, suppressions };
}
