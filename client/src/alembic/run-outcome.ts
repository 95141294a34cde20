import { basename } from "node:path";
import type { RunResult } from "./run-alembic.ts";
import { type FailurePlace, failurePlace, failureSentence } from "./run-report.ts";
import type { RunnerStep } from "./runner-event.ts";

/** How a run that changes a database ended, in words and as data. */
export interface RunOutcome {
  readonly project: string;
  readonly environment: string;
  readonly kind: "done" | "nothing to do" | "failed" | "cancelled" | "rolled back" | "mismatch" | "not started";
  /** What happened, where the database stands, what to do: for a notification. */
  readonly message: string;
  readonly place: FailurePlace | null;
  /** The failing sentence alone: for the problem list. */
  readonly problem: string | null;
  /** Rows of the version table afterwards; null when nobody could read it. */
  readonly rows: readonly string[] | null;
  readonly applied: readonly string[];
}

export interface OutcomeFacts {
  readonly project: string;
  readonly environment: string;
  /** The database that the environment names, for people. */
  readonly named: string;
  readonly result: RunResult;
  /** Rows before and after the run as our own session read them; null where it could not. */
  readonly before: readonly string[] | null;
  readonly after: readonly string[] | null;
  /** Messages of revisions by id. */
  readonly titles: ReadonlyMap<string, string>;
}

/** Decides by exit code, events and the version table; never by the text of a message. */
export function runOutcome(facts: OutcomeFacts): RunOutcome {
  const { result, environment } = facts;
  const { report } = result;
  const rows = facts.after ?? report.rowsAfter;
  const common = { project: facts.project, environment, rows, applied: report.applied, place: null, problem: null };
  const stands = whereItStands(facts, rows);
  if (result.notStarted !== null) {
    return { ...common, kind: "not started", message: `Alembic could not be started: ${result.notStarted}` };
  }
  if (report.mismatch !== null) {
    const problem = failureSentence(report, environment, facts.named);
    return { ...common, kind: "mismatch", message: `${problem} Check the environment's URL and env.py.`, problem };
  }
  if (result.cancelled && result.exitCode !== 0) {
    return { ...common, kind: "cancelled", message: `Cancelled. ${stands}` };
  }
  if (result.exitCode !== 0) return { ...common, ...failed(facts, stands) };
  if (report.lost.length > 0 || lostSilently(facts)) {
    const message = `Alembic ended without an error, but nothing was kept: ${environment} is unchanged. env.py most likely never commits; check that it runs the migrations inside "with context.begin_transaction():".`;
    return { ...common, kind: "rolled back", message, problem: message };
  }
  if (report.applied.length === 0 && report.versions !== null) {
    return { ...common, kind: "nothing to do", message: `Nothing to do: ${stands}` };
  }
  return { ...common, kind: "done", message: done(facts, stands) };
}

function failed(facts: OutcomeFacts, stands: string): Pick<RunOutcome, "kind" | "message" | "place" | "problem"> {
  const { report } = facts.result;
  const place = failurePlace(report);
  const problem = failureSentence(report, facts.environment, facts.named);
  const revision = report.current === null ? "" : `${describeStep(report.current)} failed`;
  const at = place === null ? "" : `${basename(place.file.replaceAll("\\", "/"))}:${place.line}`;
  const head = revision === "" ? (at === "" ? "" : `${at}: `) : `${revision}${at === "" ? "" : ` (${at})`}: `;
  const half =
    report.current !== null && report.committedInside
      ? ` Part of ${report.current.revision} stays, because it commits while it runs.`
      : "";
  return { kind: "failed", message: `${head}${problem} ${stands}${half}`, place, problem };
}

function done(facts: OutcomeFacts, stands: string): string {
  const { report } = facts.result;
  const count = report.applied.length;
  if (report.versions === null) return `The command ended well. ${stands}`;
  const downgrade = report.plan[0]?.direction === "downgrade";
  const revisions = `${count} ${count === 1 ? "revision" : "revisions"}`;
  return `${revisions} ${downgrade ? "undone" : "applied"}. ${stands}`;
}

/** "dev is at b2 (add email)." Applied revisions that were committed before a failure are counted. */
function whereItStands(facts: OutcomeFacts, rows: readonly string[] | null): string {
  const { environment, before, titles } = facts;
  if (rows === null) return `What ${environment} holds now could not be read.`;
  const same = before !== null && sameRows(before, rows);
  const now =
    rows.length === 0 ? "before the first revision" : `at ${rows.map((it) => named(it, titles)).join(" and ")}`;
  return same && facts.result.exitCode !== 0
    ? `Nothing was kept: ${environment} is still ${now}.`
    : `${environment} is ${now}.`;
}

/** Exit code 0, revisions applied, and the version table is what it was. */
function lostSilently(facts: OutcomeFacts): boolean {
  const { before, after } = facts;
  return facts.result.report.applied.length > 0 && before !== null && after !== null && sameRows(before, after);
}

export function sameRows(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((it) => other.includes(it));
}

export function describeStep(step: RunnerStep): string {
  return step.message === null || step.message === "" ? step.revision : `${step.revision} (${step.message})`;
}

export function named(revision: string, titles: ReadonlyMap<string, string>): string {
  const title = titles.get(revision);
  return title === undefined || title === "" ? revision : `${revision} (${title})`;
}
