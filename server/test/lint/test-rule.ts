import { defineRule } from "../../src/lint/define-rule.ts";
import type { Rule } from "../../src/lint/rule.ts";

/** A rule for tests of the frame. */
export function testRule(rule: Partial<Rule>): Rule {
  return defineRule({
    id: "test-rule",
    since: "0.1.0",
    group: "tables",
    severity: "warning",
    recommended: true,
    dialects: "any",
    fix: "none",
    inDowngrade: "same",
    docs: { summary: "", why: "", instead: "", limits: "", sources: [], examples: [] },
    ...rule,
  });
}
