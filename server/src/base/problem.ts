import type { Span } from "./span.ts";

/** Something wrong with a file that was found while reading it (not a lint finding): the analysis returns it, it never throws. */
export interface Problem {
  /** Stable, kebab-case: "missing-parent-revision". */
  readonly code: string;
  /** Whole sentences: what, why it matters, what to do. */
  readonly message: string;
  /** Path or URI of the file as the caller named it; absent when the problem is of a whole project. */
  readonly file?: string;
  readonly span?: Span;
}
