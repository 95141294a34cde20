import type { Span } from "../base/span.ts";
import type { Unknown } from "../base/static.ts";
import type { Operation } from "../migration/operation.ts";
import type { Action } from "../postgres/action.ts";

/** One statement that a migration sends to the database, with what it does. */
export interface Statement {
  /** The SQL as Alembic prints it, without the closing semicolon; null where it is not rendered. One text with several statements gives one entry for each. */
  readonly text: string | null;
  /** Null for a gap: something that the migration does here could not be read. */
  readonly operation: Operation | null;
  /** Place of the statement in the file: the SQL inside a string, otherwise the call. */
  readonly span: Span;
  readonly actions: readonly Action[];
  /** SQL text that PostgreSQL does not accept: the parser's message and where. */
  readonly syntaxError: { readonly message: string; readonly span: Span } | null;
  /** Set when the statement, or a part of it, is not known. */
  readonly gap: Unknown | null;
}
