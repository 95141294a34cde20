import type { LintConfig } from "./lint-config.ts";
import type { Rule } from "./rule.ts";

/** The options of a rule: what is configured, else the defaults. */
export function optionsOf(rule: Rule, config: LintConfig): Readonly<Record<string, unknown>> {
  const defaults = Object.entries(rule.options ?? {}).map(([name, it]) => [name, it.default] as const);
  return { ...Object.fromEntries(defaults), ...config.options.get(rule.id) };
}
