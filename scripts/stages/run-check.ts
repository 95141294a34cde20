import { runProcess } from "../environment/run-process.ts";
import type { StageResult } from "./stage.ts";

/** Runs a program of the checkout with this Node; it is well when it ends with 0. */
export async function runCheck(script: string, ...args: readonly string[]): Promise<StageResult> {
  const { code } = await runProcess(process.execPath, [script, ...args], { output: "show" });
  return { passed: 0, failed: 0, problems: code === 0 ? [] : [`${script} ended with ${code}.`] };
}
