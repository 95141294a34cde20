import type { Span } from "./span.ts";

/**
 * Why a value cannot be known without running the migration.
 * `query`: a result of the database. `input`: environment variables, arguments, files, the clock, random numbers.
 * `import`: a module that is not read. `call`: a function whose body is not known. `condition`: depends on an unknown
 * condition. `budget`: the step or size limit ended the reading. `syntax`: unfinished or wrong code. `unsupported`: Python that is not read.
 */
export type UnknownReason = "query" | "input" | "import" | "call" | "condition" | "budget" | "syntax" | "unsupported";

export interface Unknown {
  readonly reason: UnknownReason;
  /** A short phrase for people, without a full stop: "value of a query result". */
  readonly detail: string;
}

/** A value of the migration that is known without running it, or the reason why it is not. */
export type Static<T> =
  | { readonly known: true; readonly value: T; readonly span: Span }
  | { readonly known: false; readonly why: Unknown; readonly span: Span };

export function known<T>(value: T, span: Span): Static<T> {
  return { known: true, value, span };
}

export function notKnown<T>(why: Unknown, span: Span): Static<T> {
  return { known: false, why, span };
}

/** The three answers to a question about the database. "unknown" is never treated as "no". */
export type Answer = "yes" | "no" | "unknown";
