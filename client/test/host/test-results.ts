import type { Runner } from "mocha";

/** The outcome of one test, as the runs inside and outside VS Code report it. */
export interface TestOutcome {
  readonly title: string;
  /** Undefined when it passed. */
  readonly error?: string;
}

/** An outcome as lines for the terminal. */
export function describeOutcome({ title, error }: TestOutcome): string {
  return error === undefined ? `  ✓ ${title}` : `  ✗ ${title}\n${error.replaceAll(/^/gm, "      ")}`;
}

/** Collects what mocha ran, and prints each test as it ends. A pending test counts as a failure: nothing is skipped here. */
export function collectOutcomes(runner: Runner, print: (line: string) => void): readonly TestOutcome[] {
  const outcomes: TestOutcome[] = [];
  runner.on("pass", (test) => {
    outcomes.push({ title: test.fullTitle() });
    print(describeOutcome({ title: test.fullTitle() }));
  });
  // A failing hook comes here as well.
  runner.on("fail", (test, error: unknown) => {
    const outcome = {
      title: test.fullTitle(),
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
    outcomes.push(outcome);
    print(describeOutcome(outcome));
  });
  runner.on("pending", (test) => outcomes.push({ title: test.fullTitle(), error: "It was skipped." }));
  return outcomes;
}
