/* The module that VS Code runs in its extension host. The suite is named by the environment. */
import { writeFileSync } from "node:fs";
import { runMocha } from "../host/run-mocha.ts";
import type { TestOutcome } from "../host/test-results.ts";
import { brokenSuite } from "./broken.ts";
import { chainSuite } from "./chain.ts";
import { failingSuite } from "./failing.ts";
import { graphsSuite } from "./graphs.ts";
import { noProjectSuite } from "./no-project.ts";
import { previewSuite } from "./preview.ts";
import { sampleSuite } from "./sample.ts";

const suites: Readonly<Record<string, () => void>> = {
  sample: sampleSuite,
  failing: failingSuite,
  broken: brokenSuite,
  graphs: graphsSuite,
  chain: chainSuite,
  preview: previewSuite,
  "no-project": noProjectSuite,
};

export async function run(): Promise<void> {
  const file = process.env.LIMBECK_E2E_OUTCOMES;
  const name = process.env.LIMBECK_E2E_SUITE ?? "";
  if (file === undefined) throw new Error("LIMBECK_E2E_OUTCOMES is not set.");
  let outcomes: readonly TestOutcome[];
  try {
    const suite = suites[name];
    if (suite === undefined) throw new Error(`There is no suite ${name}.`);
    outcomes = await runMocha(suite, console.log);
  } catch (error) {
    outcomes = [{ title: name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }];
  }
  writeFileSync(file, JSON.stringify(outcomes));
}
