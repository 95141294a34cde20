/** What one stage of `npm test` found. */
export interface StageResult {
  readonly passed: number;
  readonly failed: number;
  /** Sentences about what is wrong beside failing tests; each counts as one failure. */
  readonly problems: readonly string[];
}

export interface Stage {
  readonly title: string;
  /** "check" says yes or no and counts no tests; "tests" must run at least one. */
  readonly kind: "check" | "tests";
  run(): Promise<StageResult>;
}
