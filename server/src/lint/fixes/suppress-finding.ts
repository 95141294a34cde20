import { lineIndex } from "../../base/line-index.ts";
import type { Finding, Fix } from "../finding.ts";
import type { EnvironmentFile } from "../rule.ts";
import { readSuppressions, statementAt } from "../suppressions.ts";
import { indentationAt } from "./python-text.ts";

/**
 * The way out when a finding is meant: a suppression comment alone on the line before the statement, or the rule's id added to the comment that
 * stands there already. The reason is left to be written.
 */
export function suppressFinding(file: EnvironmentFile, finding: Finding): Fix {
  const { text } = file.module;
  const index = lineIndex(text);
  const place = statementAt(file.module, finding.span.start)?.span.start ?? finding.span.start;
  const line = index.position(place).line;
  const existing = readSuppressions(file.module).find((it) => it.line === line && it.mistake === null);
  const last = existing?.ids.at(-1);
  if (last !== undefined) {
    const at = { start: last.span.end, end: last.span.end };
    return fix(finding, [{ file: file.path, span: at, text: `, ${finding.rule}` }]);
  }
  const start = index.lineStart(line);
  const comment = `${indentationAt(text, place)}# limbeck: ignore[${finding.rule}] why this is right\n`;
  return fix(finding, [{ file: file.path, span: { start, end: start }, text: comment }]);
}

function fix(finding: Finding, edits: Fix["edits"]): Fix {
  return { title: `Suppress ${finding.rule} here`, applicability: "manual", edits };
}
