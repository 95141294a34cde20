import { describeIdentity, type ServerIdentity } from "../database/server-identity.ts";
import type { RunnerEvent, RunnerFailure, RunnerFrame, RunnerStep, RunnerTarget } from "./runner-event.ts";

/** What is known about a run, at any moment of it. Grown by `withEvent`, one event at a time. */
export interface RunReport {
  readonly versions: { readonly python: string; readonly alembic: string; readonly sqlalchemy: string } | null;
  readonly connections: readonly ServerIdentity[];
  readonly mismatch: { readonly actual: ServerIdentity | null; readonly target: RunnerTarget | null } | null;
  readonly rowsBefore: readonly string[] | null;
  readonly plan: readonly RunnerStep[];
  /** The revision that is running, or that was when the run failed. */
  readonly current: RunnerStep | null;
  readonly applied: readonly string[];
  /** Applied when Alembic ended well, and then not committed. */
  readonly lost: readonly string[];
  /** A commit arrived while the current revision was unfinished: part of it stays. */
  readonly committedInside: boolean;
  readonly output: string;
  readonly missing: string | null;
  readonly failure: RunnerFailure | null;
  /** Rows of the version table after the run, read by Alembic with a new connection. */
  readonly rowsAfter: readonly string[] | null;
  readonly exitCode: number | null;
}

export const emptyReport: RunReport = {
  versions: null,
  connections: [],
  mismatch: null,
  rowsBefore: null,
  plan: [],
  current: null,
  applied: [],
  lost: [],
  committedInside: false,
  output: "",
  missing: null,
  failure: null,
  rowsAfter: null,
  exitCode: null,
};

export function withEvent(report: RunReport, event: RunnerEvent): RunReport {
  switch (event.event) {
    case "started": {
      const { python, alembic, sqlalchemy } = event;
      return { ...report, versions: { python, alembic, sqlalchemy } };
    }
    case "missing":
      return { ...report, missing: event.module };
    case "connection":
      return event.identity === null ? report : { ...report, connections: [...report.connections, event.identity] };
    case "mismatch":
      return { ...report, mismatch: { actual: event.actual, target: event.target } };
    case "heads":
      return { ...report, rowsBefore: event.rows };
    case "plan":
      return { ...report, plan: event.steps };
    case "revision-started": {
      const { revision, direction, message, path } = event;
      return { ...report, current: { revision, direction, message, path }, committedInside: false };
    }
    case "revision-applied":
      return { ...report, applied: [...report.applied, event.revision], current: null };
    case "commit":
      return { ...report, committedInside: report.current !== null };
    case "output":
      return { ...report, output: report.output + event.text };
    case "failure":
      return { ...report, failure: event };
    case "state":
      return { ...report, rowsAfter: event.rows };
    case "exit":
      return { ...report, exitCode: event.code, lost: event.lost };
    default:
      return report;
  }
}

/** A place in a file of the project; lines count from 1. */
export interface FailurePlace {
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
}

/**
 * Where to look: the innermost frame in the running revision's file, else the innermost frame in any file of the project
 * (env.py, a model that does not import), else the place of a syntax error.
 */
export function failurePlace(report: RunReport): FailurePlace | null {
  const { failure } = report;
  if (failure === null) return null;
  if (failure.place?.line != null) {
    return { file: failure.place.file, line: failure.place.line, endLine: failure.place.line };
  }
  const innermost = (accept: (frame: RunnerFrame) => boolean): RunnerFrame | undefined =>
    failure.frames.findLast(accept);
  const inRevision = innermost((it) => report.current?.path !== null && samePath(it.file, report.current?.path ?? ""));
  const frame =
    inRevision ?? (failure.kind === "alembic" || failure.kind === "refused" ? undefined : innermost((it) => it.own));
  return frame === undefined ? null : { file: frame.file, line: frame.line, endLine: frame.endLine ?? frame.line };
}

/** One sentence about the failure, without its place. */
export function failureSentence(report: RunReport, environment: string, named: string): string {
  const { failure, mismatch } = report;
  if (report.missing !== null) return `The interpreter has no ${report.missing}.`;
  if (mismatch !== null) {
    const actual = mismatch.actual === null ? describeTarget(mismatch.target) : describeIdentity(mismatch.actual);
    return `Nothing was run: the environment "${environment}" is ${named}, but Alembic was about to use ${actual}.`;
  }
  if (failure === null) return `The command ended with exit code ${report.exitCode ?? "unknown"}; the output says why.`;
  const message = failure.database?.message ?? failure.message;
  const first = message.split("\n")[0]?.replace(/\.$/, "") ?? "";
  switch (failure.kind) {
    case "cancelled":
      return "The migration was cancelled.";
    case "database": {
      const detail = failure.database?.detail ?? failure.database?.hint;
      return `PostgreSQL refused a statement: ${first}.${detail == null ? "" : ` ${detail}`}`;
    }
    case "refused":
      return failure.message;
    case "alembic":
      return `Alembic refused: ${message.replace(/\.$/, "")}.`;
    case "syntax":
      return `A file cannot be parsed: ${first}.`;
    case "python":
    case "mismatch":
      return `${failure.type}: ${first}.`;
    default:
      return failure.kind satisfies never;
  }
}

function describeTarget(target: RunnerTarget | null): string {
  if (target === null) return "a database that did not say what it is";
  return `${target.database ?? "?"} on ${target.host ?? "the local socket"}${target.port === null ? "" : `:${target.port}`}`;
}

function samePath(one: string, other: string): boolean {
  const plain = (it: string): string => it.replaceAll("\\", "/");
  return process.platform === "win32"
    ? plain(one).toLowerCase() === plain(other).toLowerCase()
    : plain(one) === plain(other);
}
