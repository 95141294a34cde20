import { describe, expect, test } from "vitest";
import type { RunResult } from "../../src/alembic/run-alembic.ts";
import { type OutcomeFacts, runOutcome } from "../../src/alembic/run-outcome.ts";
import { emptyReport, withEvent } from "../../src/alembic/run-report.ts";
import type { RunnerEvent, RunnerStep } from "../../src/alembic/runner-event.ts";

const a1: RunnerStep = { revision: "a1", direction: "upgrade", message: "users", path: "/p/versions/a1.py" };
const b2: RunnerStep = { revision: "b2", direction: "upgrade", message: "email", path: "/p/versions/b2.py" };
const started: RunnerEvent = {
  event: "started",
  python: "3.11",
  executable: "python",
  alembic: "1.20.0",
  sqlalchemy: "2.1",
};
const begin = (step: RunnerStep, index: number): RunnerEvent => ({
  event: "revision-started",
  index,
  count: 2,
  ...step,
});
const through = (step: RunnerStep, index: number): RunnerEvent => ({
  event: "revision-applied",
  index,
  count: 2,
  revision: step.revision,
  direction: step.direction,
  heads: [step.revision],
});
const frame = (file: string, line: number, own = true) => ({ file, line, endLine: line + 1, function: "f", own });
const failure: RunnerEvent = {
  event: "failure",
  kind: "database",
  type: "IntegrityError",
  message: "",
  frames: [frame("/p/env.py", 3), frame("/p/versions/b2.py", 7), frame("/lib/alembic.py", 9, false)],
  place: null,
  statement: "ALTER TABLE",
  database: { sqlstate: "23502", message: 'column "email" contains null values', detail: null, hint: null },
};

function outcome(
  events: readonly RunnerEvent[],
  exitCode: number | null,
  more: Partial<OutcomeFacts & RunResult> = {},
) {
  const report = events.reduce(withEvent, emptyReport);
  const result: RunResult = {
    report,
    exitCode,
    cancelled: more.cancelled ?? false,
    notStarted: more.notStarted ?? null,
  };
  const titles = new Map([
    ["a1", "users"],
    ["b2", "email"],
  ]);
  return runOutcome({
    project: "p",
    environment: "dev",
    named: "shop on h:1 as app",
    result,
    before: [],
    after: null,
    titles,
    ...more,
  });
}

describe("runOutcome", () => {
  test("done", () => {
    const events = [started, begin(a1, 0), through(a1, 0), begin(b2, 1), through(b2, 1)];
    expect(outcome(events, 0, { after: ["b2"] })).toMatchObject({
      kind: "done",
      message: "2 revisions applied. dev is at b2 (email).",
      applied: ["a1", "b2"],
      rows: ["b2"],
    });
  });

  test("nothing to do", () => {
    expect(outcome([started], 0, { before: ["b2"], after: ["b2"] }).message).toBe(
      "Nothing to do: dev is at b2 (email).",
    );
  });

  test("a failure names the revision, the file and line in it, PostgreSQL's words, and where the database is", () => {
    const events = [started, begin(a1, 0), through(a1, 0), begin(b2, 1), failure];
    expect(outcome(events, 1, { after: [] })).toMatchObject({
      kind: "failed",
      message:
        'b2 (email) failed (b2.py:7): PostgreSQL refused a statement: column "email" contains null values. Nothing was kept: dev is still before the first revision.',
      place: { file: "/p/versions/b2.py", line: 7, endLine: 8 },
    });
    expect(outcome(events, 1, { after: ["a1"] }).message).toContain("dev is at a1 (users).");
  });

  test("a commit inside a revision that then fails leaves a part of it", () => {
    const events = [started, begin(b2, 0), { event: "commit", connection: 1 } as const, failure];
    expect(outcome(events, 1, { after: [] }).message).toContain("Part of b2 stays, because it commits while it runs.");
  });

  test("exit code 0 with everything rolled back is not success", () => {
    const events = [started, begin(a1, 0), through(a1, 0)];
    expect(outcome(events, 0, { after: [] }).kind).toBe("rolled back");
    const lost: RunnerEvent = { event: "exit", code: 0, applied: ["a1"], lost: ["a1"] };
    expect(outcome([...events, lost], 0).kind).toBe("rolled back");
  });

  test("a mismatch shows both", () => {
    const identity = { address: "127.0.0.1", port: "5432", database: "other", user: "root" };
    const mismatch = { event: "mismatch", actual: identity, target: null } as RunnerEvent;
    expect(outcome([started, mismatch], 1)).toMatchObject({
      kind: "mismatch",
      message:
        'Nothing was run: the environment "dev" is shop on h:1 as app, but Alembic was about to use other on 127.0.0.1:5432 as root. Check the environment\'s URL and env.py.',
    });
  });

  test("cancelled, not started, unreadable afterwards", () => {
    expect(outcome([started], 130, { cancelled: true, after: [] })).toMatchObject({ kind: "cancelled" });
    expect(outcome([], null, { notStarted: "python was not found." }).message).toBe(
      "Alembic could not be started: python was not found.",
    );
    expect(outcome([started, begin(b2, 0), failure], 1).message).toContain("What dev holds now could not be read.");
  });

  test("an error of Alembic's own has no place in a file; a syntax error has its own", () => {
    const alembic = {
      ...failure,
      kind: "alembic",
      message: "Can't locate revision identified by 'x'",
      database: null,
    } as RunnerEvent;
    expect(outcome([started, alembic], 255, { after: [] })).toMatchObject({
      place: null,
      message:
        "Alembic refused: Can't locate revision identified by 'x'. Nothing was kept: dev is still before the first revision.",
    });
    const place = { file: "/p/versions/c3.py", line: 4, column: 2 };
    const syntax = { ...failure, kind: "syntax", message: "invalid syntax", database: null, place } as RunnerEvent;
    expect(outcome([started, syntax], 1, { after: [] }).message).toMatch(
      /^c3\.py:4: A file cannot be parsed: invalid syntax\./,
    );
  });

  test("a team's own command is judged by its exit code", () => {
    expect(outcome([], 0, { after: ["b2"] }).message).toBe("The command ended well. dev is at b2 (email).");
    expect(outcome([], 2, { after: [] }).message).toContain("The command ended with exit code");
  });
});
