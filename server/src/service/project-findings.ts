import { inOrder } from "../lint/in-order.ts";
import type { LintResult } from "../lint/lint-migration.ts";
import type { ProjectSnapshot } from "./snapshot.ts";

const nothing: LintResult = { findings: [], suppressed: [] };

/** What the projects say about a file together: several can share an env.py, or version files, and then say most things twice. */
export function findingsOfFile(projects: readonly ProjectSnapshot[], path: string): LintResult {
  const all = projects.flatMap((it) => it.findings.get(path) ?? []);
  const [first, ...others] = all;
  if (first === undefined) return nothing;
  if (others.length === 0) return first;
  const seen = new Set<string>();
  return {
    findings: inOrder(all.flatMap((it) => it.findings)),
    suppressed: all
      .flatMap((it) => it.suppressed)
      .filter(({ finding: { rule, span, message } }) => {
        const key = `${rule} ${span.start} ${message}`;
        return !seen.has(key) && seen.add(key);
      }),
  };
}
