import type { CallSite } from "../python/host.ts";
import type { BatchBlock } from "./operation.ts";

/**
 * A call that steers a transaction or opens a connection, and sends no statement of its own that a migration wrote. The statement that SQLAlchemy sends for
 * `connection.commit()` and `connection.rollback()` is an operation too.
 */
export interface ConnectionCall {
  readonly method: "begin" | "begin_nested" | "commit" | "rollback" | "close" | "connect" | "autocommit_block";
  /** What it was called on. */
  readonly on: "connection" | "transaction" | "savepoint" | "session" | "context";
  /** As a person would name it: `op.get_bind().begin`. */
  readonly via: string;
  /** Whether it is the connection on which Alembic runs the migration; null: cannot tell. */
  readonly own: boolean | null;
  readonly site: CallSite;
  /** Index of the operation that follows. */
  readonly before: number;
  /** A session has sent something before, so that it has a transaction to end. */
  readonly begun: boolean;
  /** Inside `with connection.begin_nested()` of the migration's connection. */
  readonly inSavepoint: boolean;
  /** Inside `with op.get_context().autocommit_block()`. */
  readonly autocommit: boolean;
  readonly batch: BatchBlock | null;
}
