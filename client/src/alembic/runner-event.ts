import type { ServerIdentity } from "../database/server-identity.ts";

/** One line of limbeck_runner.py. Its head describes every event; unknown events and members are passed over. */
export type RunnerEvent =
  | {
      readonly event: "started";
      readonly python: string;
      readonly executable: string;
      readonly alembic: string;
      readonly sqlalchemy: string;
    }
  | { readonly event: "missing"; readonly module: string; readonly message: string }
  | {
      readonly event: "connection";
      readonly id: number;
      readonly dialect: string;
      readonly driver: string | null;
      readonly target: RunnerTarget | null;
      readonly identity: ServerIdentity | null;
      readonly why: string | null;
    }
  | { readonly event: "verified"; readonly connection: number }
  | { readonly event: "mismatch"; readonly actual: ServerIdentity | null; readonly target: RunnerTarget | null }
  | { readonly event: "heads"; readonly rows: readonly string[] }
  | { readonly event: "plan"; readonly steps: readonly RunnerStep[] }
  | ({ readonly event: "revision-started"; readonly index: number; readonly count: number } & RunnerStep)
  | {
      readonly event: "revision-applied";
      readonly index: number;
      readonly count: number;
      readonly revision: string;
      readonly direction: RunnerStep["direction"];
      readonly heads: readonly string[];
    }
  | { readonly event: "statement"; readonly number: number; readonly connection: number | null; readonly text: string }
  | {
      readonly event: "statement-done";
      readonly number: number;
      readonly milliseconds: number;
      readonly rows: number;
      readonly repeats: number;
    }
  | { readonly event: "commit" | "rollback"; readonly connection: number | null }
  | { readonly event: "output"; readonly stream: string; readonly text: string }
  | ({ readonly event: "failure" } & RunnerFailure)
  | { readonly event: "state"; readonly rows: readonly string[] | null; readonly why: string | null }
  | {
      readonly event: "exit";
      readonly code: number;
      readonly applied: readonly string[];
      readonly lost: readonly string[];
    };

export interface RunnerStep {
  readonly revision: string;
  readonly direction: "upgrade" | "downgrade" | "stamp";
  readonly message: string | null;
  readonly path: string | null;
}

export interface RunnerTarget {
  readonly host: string | null;
  readonly port: string | null;
  readonly database: string | null;
  readonly user: string | null;
}

export interface RunnerFrame {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly endLine: number | null;
  readonly function: string;
  /** A file of the project, not of Python or an installed package. */
  readonly own: boolean;
}

export interface RunnerFailure {
  readonly kind: "mismatch" | "refused" | "cancelled" | "alembic" | "database" | "syntax" | "python";
  readonly type: string;
  readonly message: string;
  readonly frames: readonly RunnerFrame[];
  /** Where a file cannot be parsed; both count from 1. */
  readonly place: { readonly file: string; readonly line: number | null; readonly column: number | null } | null;
  readonly statement: string | null;
  readonly database: {
    readonly sqlstate: string | null;
    readonly message: string | null;
    readonly detail: string | null;
    readonly hint: string | null;
  } | null;
}

/** Reads one line; null when it is not an event. */
export function readRunnerEvent(line: string): RunnerEvent | null {
  if (!line.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "event" in value ? (value as RunnerEvent) : null;
  } catch {
    return null;
  }
}
