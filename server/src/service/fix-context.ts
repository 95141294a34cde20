import type { Moment } from "./new-revision/create-date.ts";

/** What a fix needs of the place that it runs in: the core has neither chance nor a clock, and not every editor can do everything. */
export interface FixContext {
  /** 12 random lower-case hexadecimal digits, as Alembic makes its ids. */
  newRevisionId(): string;
  now(): Moment;
  readonly canCreateFiles: boolean;
  readonly canRenameFiles: boolean;
  /** Whether the editor has commands that run the project's own Alembic. */
  readonly canRunAlembic: boolean;
}
