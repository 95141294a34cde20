/** One statement of the lock matrix, run on the database of `lock-fixture.ts`. */
export interface LockCase {
  readonly sql: string;
  /** What is special about it, when the statement alone does not say. Statement and remark together are unique. */
  readonly remark?: string;
  /** Runs before it, committed. */
  readonly setup?: string;
  /** Runs before it in the same session, outside its transaction: settings. */
  readonly session?: string;
  /** First major version that has the statement. */
  readonly from?: number;
  /**
   * PostgreSQL refuses it in a transaction: it is watched from another session while the transactions of others hold it up, each of which has run one of
   * these statements. They end one after the other, when the statement waits for them.
   */
  readonly heldUpBy?: readonly string[];
}
