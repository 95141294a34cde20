import type { SqlParser } from "../postgres/sql-parser.ts";

/** Stands in where PostgreSQL's parser cannot be loaded: all SQL text is then unknown, which is shown as such. */
export const unavailableParser: SqlParser = {
  parse: () => ({
    ok: false,
    reason: "limit",
    message: "This SQL was not read: PostgreSQL's parser is not available here.",
    at: null,
  }),
};
