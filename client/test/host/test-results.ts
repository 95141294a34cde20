import type { Runner } from "mocha";

/** The outcome of one test, as the runs inside and outside VS Code report it. */
export interface TestOutcome {
  readonly title: string;
  /** Undefined when it passed. */
  readonly error?: string;
}

/** Collects what mocha ran, and prints each test as it ends. A pending test counts as a failure: nothing is skipped here. */
export function collectOutcomes(runner: Runner, print: (line: string) => void): readonly TestOutcome[] {
  const outcomes: TestOutcome[] = [];
  runner.on("pass", (test) => {
    outcomes.push({ title: test.fullTitle() });
    print(`  ✓ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
  });
  // A failing hook comes here as well.
  runner.on("fail", (test, error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    outcomes.push({ title: test.fullTitle(), error: text });
    print(`  ✗ ${test.fullTitle()}\n${text.replaceAll(/^/gm, "      ")}`);
  });
  runner.on("pending", (test) => outcomes.push({ title: test.fullTitle(), error: "It was skipped." }));
  return outcomes;
}
