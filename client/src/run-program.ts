import { spawn } from "node:child_process";

export interface Program {
  readonly executable: string;
  readonly arguments: readonly string[];
  readonly workingDirectory: string;
  /** Replaces the whole environment; without it the program inherits ours. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** After this time the program is ended. */
  readonly milliseconds: number;
}

export type ProgramResult =
  | { readonly kind: "ended"; readonly code: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "not started"; readonly why: string; readonly missing: boolean }
  | { readonly kind: "too slow" };

/** Runs a short program to its end and collects what it prints. Never a shell, never standard input, never throws. */
export async function runProgram(program: Program): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(program.executable, [...program.arguments], {
      cwd: program.workingDirectory,
      env: program.variables ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    const texts = { stdout: "", stderr: "" };
    const timer = setTimeout(() => {
      resolve({ kind: "too slow" });
      child.kill("SIGKILL");
    }, program.milliseconds);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      texts.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      texts.stderr += text;
    });
    child.on("error", (problem: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve({ kind: "not started", why: problem.message, missing: problem.code === "ENOENT" });
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ kind: "ended", code, ...texts });
    });
  });
}
