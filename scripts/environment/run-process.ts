import { spawn } from "node:child_process";

export interface ProcessResult {
  /** Null when the program could not be started or was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
  /** "show" passes the output through to the terminal as it comes (and collects it too). */
  readonly output?: "show" | "collect";
  /** Milliseconds after which the program is ended. */
  readonly timeout?: number;
}

/** Runs a program to its end, without a shell and without standard input. Never rejects: a program that cannot start has code null. */
export async function runProcess(
  executable: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  const { output = "collect", ...spawnOptions } = options;
  return new Promise((resolve) => {
    const env = output === "show" ? withColors(options.env ?? process.env) : options.env;
    const child = spawn(executable, args, {
      ...spawnOptions,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (output === "show") process.stdout.write(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (output === "show") process.stderr.write(text);
    });
    child.on("error", (error) => resolve({ code: null, stdout, stderr: stderr + error.message }));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** The program sees a pipe: it is told whether there is a terminal behind it. */
function withColors(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, NO_COLOR: noColor, ...others } = env;
  const isColored = process.stdout.isTTY && noColor === undefined;
  return isColored ? { ...others, FORCE_COLOR: "1" } : { ...others, NO_COLOR: "1", FORCE_COLOR: "0" };
}
