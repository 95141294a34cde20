import type { LintConfig } from "../lint/lint-config.ts";

/** The `limbeck` section of the editor's settings, as it comes; what is wrong in it is reported, not believed. */
export interface Settings {
  readonly rules?: unknown;
  readonly paths?: unknown;
  readonly lint?: unknown;
  readonly versions?: unknown;
}

/** What the command line adds to the configuration: the rules to ask, and those to leave out. */
export type LintOverride = Pick<LintConfig, "only" | "ignore">;
