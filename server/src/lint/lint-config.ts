import type { Severity } from "./finding.ts";
import type { Rule } from "./rule.ts";

/** What is configured for the files that a pattern matches. */
export interface PathConfig extends Pick<LintConfig, "severities" | "options"> {
  /** The folder that the pattern is relative to; null: any. */
  readonly folder: string | null;
  readonly pattern: RegExp;
  readonly select: readonly string[] | null;
  readonly ignore: readonly string[] | null;
}

/** Which rules are asked, how severe they are, and their options. */
export interface LintConfig {
  /** Set by name in a configuration: a severity also switches a rule on that is not recommended. */
  readonly severities: ReadonlyMap<string, Severity | "off">;
  /** Rule ids, groups, "recommended", "all"; null: the recommended ones. */
  readonly select: readonly string[] | null;
  /** Rule ids and groups; stronger than everything else. */
  readonly ignore: readonly string[];
  /** When set, only these rules (ids and groups) are asked, whatever the rest says. For the command line. */
  readonly only: readonly string[] | null;
  readonly options: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** For files whose path matches, on top of the rest. */
  readonly paths: readonly PathConfig[];
  /** What to lint: files open in an editor, revisions that a database does not have yet, or all. */
  readonly what: "open" | "pending" | "all";
  /** Versions for analysis that cannot be detected. */
  readonly versions: {
    readonly alembic: string | null;
    readonly sqlalchemy: "1.4" | "2.0" | "2.1" | null;
    readonly postgres: number | null;
  };
}

export const defaultLintConfig: LintConfig = {
  severities: new Map(),
  select: null,
  ignore: [],
  only: null,
  options: new Map(),
  paths: [],
  what: "all",
  versions: { alembic: null, sqlalchemy: null, postgres: null },
};

/** The severity with which a rule is asked under a configuration, or "off". */
export function severityOf(rule: Rule, config: LintConfig): Severity | "off" {
  const named = (list: readonly string[]): boolean =>
    list.includes(rule.id) ||
    list.includes(rule.group) ||
    list.includes("all") ||
    (rule.recommended && list.includes("recommended"));
  const explicit = config.severities.get(rule.id);
  if (explicit === "off" || named(config.ignore)) return "off";
  if (config.only !== null) return named(config.only) ? (explicit ?? rule.severity) : "off";
  if (explicit !== undefined) return explicit;
  return named(config.select ?? ["recommended"]) ? rule.severity : "off";
}
