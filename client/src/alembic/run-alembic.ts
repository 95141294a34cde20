import { type ChildProcess, spawn } from "node:child_process";
import { dirname, isAbsolute } from "node:path";
import type { ServerIdentity } from "../database/server-identity.ts";
import { emptyReport, type RunReport, withEvent } from "./run-report.ts";
import { type RunnerEvent, readRunnerEvent } from "./runner-event.ts";

/** The database that the environment names, as the runner compares it; `server` (asked of the server itself) beats `names`. */
export interface ExpectedDatabase {
  readonly server: ServerIdentity | null;
  readonly names: {
    readonly host: string | null;
    readonly port: string | null;
    readonly database: string | null;
    readonly user: string | null;
  };
}

export interface AlembicRun {
  readonly how:
    | {
        readonly kind: "runner";
        readonly interpreter: string;
        readonly runner: string;
        /** A module that is run instead of the alembic command: "flask" for Flask-Migrate. */
        readonly module: string | null;
      }
    /** A team's own command, such as `flask db`: it runs as it is, and only output and exit code are known. */
    | { readonly kind: "command"; readonly command: readonly string[]; readonly interpreter: string | null };
  readonly workingDirectory: string;
  readonly arguments: readonly string[];
  /** Added to the editor's own environment. */
  readonly variables: Readonly<Record<string, string>>;
  readonly useUrl: boolean;
  /** Null: nothing is named, nothing is compared. */
  readonly expected: ExpectedDatabase | null;
  /** The only revisions that may run, or null. */
  readonly agreed: readonly string[] | null;
  readonly onEvent: (event: RunnerEvent) => void;
  /** A line that is not an event: log lines, tracebacks, and everything of a team's own command. */
  readonly onLine: (line: string) => void;
  readonly cancel: CancelSignal;
}

/** Tells a run to stop; `onCancel` is called once, or at once when it was told before. */
export interface CancelSignal {
  readonly onCancel: (listener: () => void) => void;
}

export interface RunResult {
  readonly report: RunReport;
  readonly exitCode: number | null;
  readonly cancelled: boolean;
  /** Why the program could not be started, or null. */
  readonly notStarted: string | null;
}

/** After it was asked to stop, a process gets this long to end by itself. */
const graceMilliseconds = 8_000;
/** After its exit event, a process that is held by a background thread of the project is ended. */
const lingerMilliseconds = 10_000;

/** Runs Alembic to its end. Never a shell; what the program says arrives while it runs. */
export async function runAlembic(run: AlembicRun): Promise<RunResult> {
  const [executable = "", ...before] =
    run.how.kind === "runner" ? [run.how.interpreter, run.how.runner] : [...run.how.command];
  const child = spawn(executable, [...before, ...run.arguments], {
    cwd: run.workingDirectory,
    env: variables(run),
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  let report = emptyReport;
  let cancelled = false;
  let linger: NodeJS.Timeout | undefined;
  const end = endSlowly(child);

  const onStdout = (line: string): void => {
    const event = run.how.kind === "runner" ? readRunnerEvent(line) : null;
    if (event === null) {
      if (run.how.kind === "command") report = { ...report, output: `${report.output}${line}\n` };
      run.onLine(line);
      return;
    }
    report = withEvent(report, event);
    if (event.event === "exit") linger = setTimeout(() => child.kill("SIGKILL"), lingerMilliseconds);
    run.onEvent(event);
  };
  byLines(child.stdout, onStdout);
  byLines(child.stderr, run.onLine);

  // A process that is gone before it read its request: its end is reported below, the broken pipe is not news.
  child.stdin.on("error", () => undefined);
  if (run.how.kind === "runner") {
    const { expected, useUrl, agreed } = run;
    child.stdin.write(`${JSON.stringify({ expected, useUrl, agreed, module: run.how.module })}\n`);
  } else child.stdin.end();

  run.cancel.onCancel(() => {
    cancelled = true;
    if (run.how.kind === "runner") child.stdin.write("cancel\n");
    else child.kill("SIGINT");
    end.afterGrace();
  });

  return new Promise((resolve) => {
    child.on("error", (problem: NodeJS.ErrnoException) => {
      const why = problem.code === "ENOENT" ? `${executable} was not found.` : `${executable}: ${problem.message}.`;
      end.stop();
      resolve({ report, exitCode: null, cancelled, notStarted: why });
    });
    child.on("close", (code) => {
      clearTimeout(linger);
      end.stop();
      const exitCode = report.exitCode ?? code;
      resolve({ report: { ...report, exitCode }, exitCode, cancelled, notStarted: null });
    });
  });
}

/** The interpreter's directory comes first on the PATH, as in an activated virtual environment: teams' commands and hooks live there. */
function variables(run: AlembicRun): Record<string, string | undefined> {
  const { interpreter } = run.how;
  const own: Record<string, string | undefined> = { ...process.env, ...run.variables, PYTHONIOENCODING: "utf-8" };
  if (interpreter !== null && isAbsolute(interpreter)) {
    const name = Object.keys(own).find((it) => it.toUpperCase() === "PATH") ?? "PATH";
    own[name] = [dirname(interpreter), own[name]]
      .filter((it) => it !== undefined && it !== "")
      .join(process.platform === "win32" ? ";" : ":");
  }
  return own;
}

function endSlowly(child: ChildProcess): { readonly afterGrace: () => void; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    afterGrace: () => {
      timer ??= setTimeout(() => child.kill("SIGKILL"), graceMilliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}

function byLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.replace(/\r$/, ""));
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}
