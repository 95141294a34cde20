import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runProcess } from "../environment/run-process.ts";
import type { StageResult } from "./stage.ts";

export interface VitestOptions {
  readonly config: string;
  /** Names the file of results. */
  readonly name: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly filters?: readonly string[];
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
}

/** Runs vitest and counts its tests. A skipped test is a problem: what is not run proves nothing. */
export async function runVitest(options: VitestOptions): Promise<StageResult> {
  mkdirSync("test-results", { recursive: true });
  const file = join("test-results", `${options.name}.json`);
  rmSync(file, { force: true });
  const { code } = await runProcess(
    process.execPath,
    [
      ...["node_modules/vitest/vitest.mjs", "run", "--config", options.config],
      ...["--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...(options.filters ?? [])],
    ],
    { output: "show", env: { ...process.env, ...options.environment } },
  );
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return { passed: 0, failed: 0, problems: [`vitest ended with ${code} and left no results.`] };
  }
  const skipped = report.numPendingTests + report.numTodoTests;
  const problems = skipped > 0 ? [`${skipped} tests were skipped.`] : [];
  // A file that cannot be loaded has no tests that could fail.
  if (code !== 0 && report.numFailedTests === 0 && skipped === 0) problems.push(`vitest ended with ${code}.`);
  return { passed: report.numPassedTests, failed: report.numFailedTests, problems };
}
