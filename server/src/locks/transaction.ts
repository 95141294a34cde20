import type { Answer } from "../base/static.ts";
import type { Statement } from "../emit/statement.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { createdInRevision } from "../schema/created-in-revision.ts";

/** Where a statement stands: what its transaction has done before it. */
export interface TransactionState {
  /** True inside `autocommit_block()`: every statement is a transaction of its own. */
  readonly autocommit: boolean;
  /** The first statement of the transaction; later ones see what it did, other sessions do not. */
  readonly firstStatement: number;
  /** Whether the table was created in this transaction, so that nobody else can see it and its locks disturb nobody. */
  created(table: QualifiedName): Answer;
}

/**
 * The transaction in which `statement` runs, for one revision on its own: Alembic begins one before `upgrade()`; `autocommit_block()` commits it and begins
 * another behind the block, and so do COMMIT and ROLLBACK in SQL text.
 */
export function transactionAt(statements: readonly Statement[], statement: Statement): TransactionState {
  const position = statements.indexOf(statement);
  const autocommit = statement.operation?.autocommit ?? false;
  let first = autocommit ? position : 0;
  for (let i = position - 1; i >= first; i--) {
    const earlier = statements[i];
    if (earlier !== undefined && endsTransaction(earlier)) {
      first = i + 1;
      break;
    }
  }
  const own = statements.slice(first, position + 1);
  return {
    autocommit,
    firstStatement: first,
    created: (table) => createdInRevision(own, statement, table),
  };
}

function endsTransaction(statement: Statement): boolean {
  if (statement.operation?.autocommit === true) return true;
  return statement.actions.some(
    (it) => it.kind === "transaction" && (it.command === "commit" || it.command === "rollback"),
  );
}
