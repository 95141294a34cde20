import type { Span } from "../base/span.ts";

/** PostgreSQL's own parser, handed in by the edge (it is WebAssembly and must be loaded before). Never throws. */
export interface SqlParser {
  /**
   * Parses a script of any number of statements. Offsets are UTF-16 code units of `sql`.
   * Statements are the parse tree nodes of PostgreSQL (`{ "AlterTableStmt": {…} }`).
   */
  parse(sql: string): SqlParseResult;
}

export type SqlParseResult =
  | { readonly ok: true; readonly statements: readonly SqlStatement[] }
  | {
      readonly ok: false;
      /** "syntax": PostgreSQL does not accept the text. "limit": it may be right, but it is too long or too deep to be read here. */
      readonly reason: "syntax" | "limit";
      readonly message: string;
      readonly at: number | null;
    };

export interface SqlStatement {
  /** The node's name: `AlterTableStmt`. */
  readonly type: string;
  readonly node: Readonly<Record<string, unknown>>;
  /** Without leading white space and comments, without the semicolon. */
  readonly span: Span;
  /** Converts a `location` field of the parse tree (UTF-8 bytes of the whole script) to UTF-16. */
  readonly toUtf16: (location: number) => number;
}
