/*
 * npm test: everything, one stage after the other, each with what it needs. The last line counts the tests of all stages.
 *
 *   npm test -- unit e2e     only the stages with these words in their titles
 */
import { type Host, installHost } from "../client/test/host/install-host.ts";
import { runEndToEnd } from "../client/test/host/run.ts";
import { MissingPiece } from "./environment/missing-piece.ts";
import { stopOnExit } from "./environment/started.ts";
import { describePackage, type Package, packageExtension } from "./package.ts";
import { oracleEnvironment } from "./stages/oracle-environment.ts";
import { runCheck } from "./stages/run-check.ts";
import { runGrammarTests } from "./stages/run-grammar-tests.ts";
import { runSeed } from "./stages/run-seed.ts";
import { runVitest } from "./stages/run-vitest.ts";
import type { Stage } from "./stages/stage.ts";

const started = stopOnExit();
const drawn = runSeed(process.cwd());
if (drawn !== null) process.env.LIMBECK_RUN_SEED ??= String(drawn);
const colors = process.stdout.isTTY ? "--colors=force" : "--colors=off";

/** Installed once, when the first stage asks. */
let installing: Promise<Host> | undefined;
const host = () => {
  installing ??= installHost();
  return installing;
};

/** The package of what the last build left in dist. */
let packaging: Promise<Package> | undefined;
const vsix = () => {
  packaging ??= packageExtension(process.cwd());
  return packaging;
};

const stages: readonly Stage[] = [
  { title: "Types", kind: "check", run: () => runCheck("scripts/check-types.ts") },
  {
    title: "Format and lint",
    kind: "check",
    run: () => runCheck("node_modules/@biomejs/biome/bin/biome", "ci", colors, "."),
  },
  { title: "Generated pages", kind: "check", run: () => runCheck("scripts/gen.ts", "--check") },
  { title: "Build", kind: "check", run: () => runCheck("esbuild.mjs") },
  {
    title: "Unit and fixture suites",
    kind: "tests",
    run: () => runVitest({ config: "vitest.config.ts", name: "unit", environment: { LIMBECK_FULL: "1" } }),
  },
  {
    title: "Grammars",
    kind: "tests",
    run: async () => runGrammarTests((await host()).builtInExtensions),
  },
  {
    title: "Oracles: the real Alembic and a real PostgreSQL",
    kind: "tests",
    async run() {
      const environment = await oracleEnvironment(started);
      return runVitest({ config: "vitest.oracle.config.ts", name: "oracle", environment });
    },
  },
  {
    title: "Package",
    kind: "check",
    async run() {
      describePackage(await vsix());
      return { passed: 0, failed: 0, problems: [] };
    },
  },
  {
    title: "End to end (e2e) in a real VS Code",
    kind: "tests",
    run: async () => runEndToEnd(await host(), (await vsix()).path, started),
  },
];

const words = process.argv.slice(2).map((it) => it.toLowerCase());
const chosen = stages.filter((it) => words.length === 0 || words.some((word) => it.title.toLowerCase().includes(word)));
let passed = 0;
let failed = 0;
if (chosen.length === 0) {
  console.error(`No stage is called so. There are: ${stages.map((it) => it.title).join("; ")}.`);
  failed++;
}
for (const stage of chosen) {
  console.log(`\n== ${stage.title}`);
  const begin = performance.now();
  const result = await stage.run().catch((error: unknown) => ({
    passed: 0,
    failed: 0,
    problems: [
      error instanceof MissingPiece
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error),
    ],
  }));
  const problems = [...result.problems];
  if (stage.kind === "tests" && problems.length === 0 && result.passed + result.failed === 0) {
    problems.push("No test was run.");
  }
  for (const problem of problems) console.error(problem);
  passed += result.passed;
  failed += result.failed + problems.length;
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  const count =
    stage.kind === "tests"
      ? `${result.passed} passed, ${result.failed + problems.length} failed`
      : problems.length === 0
        ? "well"
        : "not well";
  console.log(`-- ${stage.title}: ${count} (${seconds} s)`);
}
await started.stopAll();
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
