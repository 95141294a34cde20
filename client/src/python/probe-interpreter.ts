import { runProgram } from "../run-program.ts";

/** What an interpreter answered when it was asked for Alembic. */
export type Probe =
  | {
      readonly kind: "alembic";
      readonly python: string;
      readonly alembic: string;
      readonly sqlalchemy: string;
      readonly drivers: readonly string[];
      readonly executable: string;
    }
  | { readonly kind: "missing"; readonly module: string; readonly python: string }
  | { readonly kind: "broken"; readonly why: string };

/** Starts the runner with nothing to run: it imports Alembic and says what it found. Slow imports on a cold disk get half a minute. */
export async function probeInterpreter(path: string, runner: string, workingDirectory: string): Promise<Probe> {
  const answer = await runProgram({
    executable: path,
    arguments: [runner, "--limbeck-probe"],
    workingDirectory,
    milliseconds: 30_000,
  });
  if (answer.kind === "too slow") return { kind: "broken", why: "it did not answer within 30 seconds." };
  if (answer.kind === "not started") {
    return { kind: "broken", why: answer.missing ? "there is no such file." : `${answer.why}.` };
  }
  const event = lastEvent(answer.stdout);
  if (event === null) {
    const said = answer.stderr.trim().split("\n").at(-1)?.trim() ?? "";
    return {
      kind: "broken",
      why: `it does not answer as Python 3.8 or newer does${said === "" ? "." : ` (${said}).`}`,
    };
  }
  const text = (name: string): string => (typeof event[name] === "string" ? event[name] : "");
  if (event.event === "missing")
    return { kind: "missing", module: text("module") || "alembic", python: text("python") };
  return {
    kind: "alembic",
    python: text("python"),
    alembic: text("alembic"),
    sqlalchemy: text("sqlalchemy"),
    drivers: Array.isArray(event.drivers) ? event.drivers.map(String) : [],
    executable: text("executable"),
  };
}

function lastEvent(stdout: string): Readonly<Record<string, unknown>> | null {
  for (const line of stdout.trim().split("\n").reverse()) {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === "object" && value !== null && "event" in value)
        return value as Readonly<Record<string, unknown>>;
    } catch {
      // Not an event: Python older than 3.8 prints a syntax error.
    }
  }
  return null;
}
