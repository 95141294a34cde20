import type { Finding } from "./finding.ts";

/** By place, then by rule and message; the same remark twice (a helper called in a loop) is one. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const sorted = [...findings].sort(
    (a, b) =>
      a.span.start - b.span.start ||
      a.span.end - b.span.end ||
      compareText(a.rule, b.rule) ||
      compareText(a.message, b.message),
  );
  return sorted.filter((it, at) => {
    const previous = sorted[at - 1];
    return (
      previous === undefined ||
      previous.rule !== it.rule ||
      previous.message !== it.message ||
      previous.span.start !== it.span.start ||
      previous.span.end !== it.span.end
    );
  });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
