import type { AnalysisConfig } from "../project/project-config.ts";
import { appliesTo } from "./applies-to.ts";
import type { Severity } from "./finding.ts";
import { type LintConfig, severityOf } from "./lint-config.ts";
import { optionsOf } from "./options-of.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { type RuleSet, ruleSet } from "./rule-set.ts";

/** The rules that one configuration asks for files of one project. */
export interface ChosenRules {
  /** Only those that are asked. */
  readonly set: RuleSet;
  /** Of those that are asked, by id. */
  readonly severities: ReadonlyMap<string, Severity>;
  /** Of those that are asked, by id. */
  readonly options: ReadonlyMap<string, RuleContext["options"]>;
  /** All rules, and whether each is asked about files. */
  readonly all: ReadonlyMap<string, { readonly asked: boolean }>;
}

export type ChooseRules = (rules: RuleSet, config: LintConfig, analysis: AnalysisConfig) => ChosenRules;

/** Chooses, and remembers the choice for as long as the configuration lives: most files of a project have the same one. */
export function createChooseRules(): ChooseRules {
  const known = new WeakMap<LintConfig, { rules: RuleSet; analysis: AnalysisConfig; chosen: ChosenRules }>();
  return (rules, config, analysis) => {
    const memo = known.get(config);
    if (memo !== undefined && memo.rules === rules && memo.analysis === analysis) return memo.chosen;
    const chosen = choose(rules, config, analysis);
    known.set(config, { rules, analysis, chosen });
    return chosen;
  };
}

function choose({ rules }: RuleSet, config: LintConfig, analysis: AnalysisConfig): ChosenRules {
  const severities = new Map<string, Severity>();
  for (const rule of rules) {
    const severity = severityOf(rule, config);
    if (severity !== "off" && appliesTo(rule, analysis)) severities.set(rule.id, severity);
  }
  const asked = rules.filter((it) => severities.has(it.id));
  return {
    set: ruleSet(asked),
    severities,
    options: new Map(asked.map((it) => [it.id, optionsOf(it, config)])),
    all: new Map(rules.map((it) => [it.id, { asked: severities.has(it.id) && isAboutFiles(it) }])),
  };
}

/** Rules that look at projects only find nothing in a file, so a suppression of one says nothing. */
function isAboutFiles(rule: Rule): boolean {
  const { on, action, calls, syntaxError, file } = rule;
  return [on, action, calls, syntaxError, file].some((it) => it !== undefined);
}
