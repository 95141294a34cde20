import type { Rule } from "./rule.ts";

/** Gives the handlers of a rule their types. A rule is a constant: it keeps no state between files. */
export function defineRule(rule: Rule): Rule {
  return rule;
}

/** Tags a template as Markdown or Python: takes away the common indentation, the first empty line and the space behind the last line. */
export function md(strings: TemplateStringsArray, ...values: readonly string[]): string {
  return dedent(String.raw({ raw: strings.raw.map((it) => it.replaceAll("\\`", "`")) }, ...values));
}

export const py = md;

function dedent(text: string): string {
  const lines = text
    .replace(/^[ \t]*\n/, "")
    .trimEnd()
    .split("\n");
  const depths = lines.filter((it) => it.trim() !== "").map((it) => it.length - it.trimStart().length);
  const depth = Math.min(...depths);
  return lines.map((it) => it.slice(Number.isFinite(depth) ? depth : 0)).join("\n");
}
