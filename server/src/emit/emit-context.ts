import type { Span } from "../base/span.ts";
import type { Unknown } from "../base/static.ts";
import type { Gap } from "../migration/migration-file.ts";
import type { Operation } from "../migration/operation.ts";
import type { Action, ActionKind } from "../postgres/action.ts";
import type { SqlParser } from "../postgres/sql-parser.ts";
import type { AnalysisConfig } from "../project/project-config.ts";

export interface EmitContext {
  readonly parser: SqlParser;
  readonly config: AnalysisConfig;
}

/** What Alembic remembers over one run. */
export interface RunState {
  /** Native enum types that a create_table of this run has created; it creates each only once. */
  readonly createdTypes: Set<string>;
  /**
   * Column objects (by serial) that belong to a table already: SQLAlchemy copies them on their next use, and the copy loses its foreign keys. Types too, where
   * it matters.
   */
  readonly attached: Set<number>;
}

export function startRun(): RunState {
  return { createdTypes: new Set(), attached: new Set() };
}

/** A statement before it is joined with its operation. */
export interface Draft {
  readonly text: string | null;
  readonly span: Span;
  readonly actions: readonly Action[];
  readonly syntaxError: { readonly message: string; readonly span: Span } | null;
  readonly gap: Unknown | null;
}

export type Emitter = (operation: Operation, context: EmitContext, run: RunState) => readonly Draft[];

/** One statement with one action. */
export function draft(kind: ActionKind, span: Span, gap: Unknown | null = null): Draft {
  return { text: null, span, actions: [{ ...kind, span }], syntaxError: null, gap };
}

/** A statement of which only the place is known. */
export function unknownDraft(why: Unknown, span: Span): Draft {
  return draft({ kind: "unknown", why, touches: null }, span, why);
}

/** A gap of a body. */
export function gapDraft({ why, span, rowsOnly }: Gap): Draft {
  return draft({ kind: "unknown", why, touches: null, ...(rowsOnly ? { rowsOnly } : {}) }, span, why);
}
