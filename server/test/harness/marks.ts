import { lineIndex } from "../../src/base/line-index.ts";
import type { Finding, Severity } from "../../src/lint/finding.ts";

/**
 * A remark that a fixture expects, written under the line that it is about:
 *
 *     op.drop_table("users")
 *   # ^^^^^^^^^^^^^ warning[drop-table] +fix: Drops the table users
 *
 * The carets stand under the marked text (a mark from column 0 is written `#<^^^`; of several lines only the first is marked). `+fix` says that there
 * is a fix; `information?[…]` that the rule is not sure. The text is the beginning of the message.
 */
export interface Mark {
  /** Line (from 0) of the text without marks; columns in UTF-16 units. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly severity: Severity;
  readonly certain: boolean;
  readonly rule: string;
  readonly hasFix: boolean;
  readonly message: string;
}

const pattern = /^(\s*#)(<?)(\s*)(\^+)\s+(error|warning|information|hint)(\??)\[([\w-]+)\]( \+fix)?: ?(.*)$/;

/** The text without its marks, and the marks. */
export function readMarks(text: string): { readonly text: string; readonly marks: readonly Mark[] } {
  const lines: string[] = [];
  const marks: Mark[] = [];
  for (const line of text.split("\n")) {
    const match = pattern.exec(line);
    if (match === null) {
      lines.push(line);
      continue;
    }
    const [, head = "", fromStart, space = "", carets = "", severity, doubt, rule = "", fix, message = ""] = match;
    const start = head.length + (fromStart === "" ? 0 : 1) + space.length;
    marks.push({
      line: lines.length - 1,
      start: fromStart === "" ? start : 0,
      end: start + carets.length,
      severity: severity as Severity,
      certain: doubt === "",
      rule,
      hasFix: fix !== undefined,
      message,
    });
  }
  return { text: lines.join("\n"), marks };
}

/** A finding as a mark of its text. */
export function markOf(finding: Finding, text: string): Mark {
  const index = lineIndex(text);
  const start = index.position(finding.span.start);
  const end = index.position(finding.span.end);
  const lineEnd = (text.split("\n")[start.line] ?? "").length;
  return {
    line: start.line,
    start: start.character,
    end: end.line === start.line ? end.character : lineEnd,
    severity: finding.severity,
    certain: finding.certain,
    rule: finding.rule,
    hasFix: finding.fixes.length > 0,
    message: finding.message,
  };
}

/** Does the finding (as a mark) fulfil the expectation? */
export function fulfils(actual: Mark, expected: Mark): boolean {
  return (
    actual.line === expected.line &&
    actual.start === expected.start &&
    actual.end === expected.end &&
    actual.severity === expected.severity &&
    actual.certain === expected.certain &&
    actual.rule === expected.rule &&
    actual.hasFix === expected.hasFix &&
    actual.message.startsWith(expected.message)
  );
}

/** The line that expresses a mark. */
export function writeMark(mark: Mark): string {
  const length = Math.max(mark.end - mark.start, 1);
  const head =
    mark.start === 0
      ? `#<${"^".repeat(Math.max(length - 2, 1))}`
      : mark.start === 1
        ? `#${"^".repeat(length)}`
        : `${" ".repeat(mark.start - 2)}# ${"^".repeat(length)}`;
  const doubt = mark.certain ? "" : "?";
  return `${head} ${mark.severity}${doubt}[${mark.rule}]${mark.hasFix ? " +fix" : ""}: ${mark.message}`;
}

/** The text with these marks under their lines. */
export function writeMarks(text: string, marks: readonly Mark[]): string {
  return text
    .split("\n")
    .flatMap((line, at) => [line, ...marks.filter((it) => it.line === at).map(writeMark)])
    .join("\n");
}

/** The difference between what is expected and what is found, for a person; empty when there is none. */
export function compareMarks(actual: readonly Mark[], expected: readonly Mark[]): string {
  const open = [...actual];
  const missing = expected.filter((it) => {
    const at = open.findIndex((candidate) => fulfils(candidate, it));
    if (at >= 0) open.splice(at, 1);
    return at < 0;
  });
  const show = (it: Mark): string => `  line ${it.line + 1}: ${writeMark(it).trim()} (columns ${it.start}-${it.end})`;
  const parts = [
    ...(missing.length > 0 ? ["marked, not found:", ...missing.map(show)] : []),
    ...(open.length > 0 ? ["found, not marked:", ...open.map(show)] : []),
  ];
  return parts.join("\n");
}
