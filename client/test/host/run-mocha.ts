import Mocha from "mocha";
import { collectOutcomes, type TestOutcome } from "./test-results.ts";

/** Runs suites that `define` declares with mocha's describe and it; resolves when all have ended. */
export async function runMocha(
  define: () => void | Promise<void>,
  print: (line: string) => void,
): Promise<readonly TestOutcome[]> {
  const mocha = new Mocha({ ui: "bdd", timeout: 120_000, reporter: class {} as never });
  // Makes describe, it and the hooks global, as when mocha loads a file.
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, "", mocha);
  await define();
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve(outcomes));
    const outcomes = collectOutcomes(runner, print);
  });
}
