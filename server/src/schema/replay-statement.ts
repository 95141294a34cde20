import type { Span } from "../base/span.ts";
import type { Unknown } from "../base/static.ts";
import type { Operation } from "../migration/operation.ts";
import type { Action } from "../postgres/action.ts";
import type { SqlConstant } from "../postgres/sql-constants.ts";

/** One statement that the database gets, as the replay reads it. */
export interface ReplayStatement {
  /** Null for a gap of the body. */
  readonly operation: Operation | null;
  /** See `Origin`. */
  readonly at: { readonly operation: number; readonly gap: number | null };
  /** The statement's SQL as an online run sends it; null when it is not known as a whole. */
  readonly sql: string | null;
  /** Place in the file. */
  readonly span: Span;
  /** The string constants of `sql`, read when they are asked for; null when they are not known. Absent: as null. */
  readonly constants?: () => readonly SqlConstant[] | null;
  readonly actions: readonly Action[];
  /** Why only a part of the statement is known; null when the actions say all of it. */
  readonly gap: Unknown | null;
  /** Why it may not run at all; null when it runs in every run. */
  readonly condition: Unknown | null;
  /** Each action happens only where it fits: something is made unless it is there, or changed if it is there (a DO block that asks the catalog first). */
  readonly guarded: boolean;
}
