import { closestNames } from "../../graph/closest-names.ts";
import type { Rule } from "../../lint/rule.ts";
import { rules as allRules } from "../../lint/rules/index.ts";
import { rulePage } from "../../service/rule-documentation.ts";
import type { ExitCode, Io } from "./io.ts";
import { createStyle } from "./style.ts";
import { UsageError } from "./usage-error.ts";
import { wrapText } from "./wrap-text.ts";

/** `limbeck rules`: the table of all rules, or the page of one. */
export function rules(options: {
  readonly io: Io;
  readonly rule: string | undefined;
  readonly format: "text" | "json";
}): ExitCode {
  const { io, rule: id } = options;
  const chosen = id === undefined ? allRules : allRules.filter((it) => it.id === id);
  if (id !== undefined && chosen.length === 0) {
    const [near] = closestNames(
      id,
      allRules.map((it) => it.id),
    );
    throw new UsageError(`There is no rule "${id}"${near === undefined ? "" : `; did you mean "${near}"`}.`);
  }
  if (options.format === "json") io.out(`${JSON.stringify(chosen.map(ruleJson), null, 2)}\n`);
  else if (id === undefined) io.out(table(chosen, io));
  else io.out(chosen.map((it) => page(it, io)).join("\n"));
  return 0;
}

function ruleJson(rule: Rule): object {
  return {
    id: rule.id,
    group: rule.group,
    severity: rule.severity,
    recommended: rule.recommended,
    fix: rule.fix,
    dialects: rule.dialects,
    summary: rule.docs.summary,
    docs: rulePage(rule.id),
    peers: rule.docs.peers ?? [],
  };
}

function table(rules: readonly Rule[], io: Io): string {
  const style = createStyle(io.color);
  const width = Math.max(...rules.map((it) => it.id.length));
  const lines = rules.map((it) => {
    const name = it.id.padEnd(width);
    const severity = style.severity(it.severity, it.severity.padEnd(11));
    const [first = "", ...rest] = wrapText(it.docs.summary, io.width - width - 15);
    return [`${style.bold(name)}  ${severity}  ${first}`, ...rest.map((one) => " ".repeat(width + 15) + one)].join(
      "\n",
    );
  });
  return `${lines.join("\n")}\n`;
}

function page(rule: Rule, io: Io): string {
  const style = createStyle(io.color);
  const section = (title: string, text: string): string =>
    `\n${style.bold(title)}\n${wrapText(text, io.width).join("\n")}\n`;
  return [
    `${style.bold(rule.id)}  ${style.severity(rule.severity, rule.severity)}  ${rule.group}  fix: ${rule.fix}\n`,
    `${wrapText(rule.docs.summary, io.width).join("\n")}.\n`,
    section("Why", rule.docs.why),
    section("Instead", rule.docs.instead),
    section("Limits", rule.docs.limits),
    section("Sources", rule.docs.sources.join("\n")),
  ].join("");
}
