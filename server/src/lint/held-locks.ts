import type { Statement } from "../emit/statement.ts";
import type { LockEffect } from "../locks/lock-effect.ts";
import type { LockMode } from "../locks/lock-mode.ts";
import type { QualifiedName } from "../postgres/name.ts";
import type { RuleContext } from "./rule.ts";

/** A lock on a table that existed before the transaction, with the statement that took it. */
export interface HeldLock {
  readonly table: QualifiedName;
  readonly mode: LockMode;
  readonly statement: Statement;
}

/** The locks of these modes that a statement takes until its transaction ends, on tables that certainly existed before. */
export function locksKept(statement: Statement, modes: readonly LockMode[], ctx: RuleContext): readonly HeldLock[] {
  if (statement.operation?.autocommit === true || ctx.project.autocommit === "yes") return [];
  return ctx.locks(statement).flatMap((it: LockEffect) => {
    const isKept = it.object === "table" && it.heldUntil === "transaction" && it.isNew === "no";
    if (!isKept || it.relation === null || it.mode === null || !modes.includes(it.mode)) return [];
    return [{ table: it.relation, mode: it.mode, statement }];
  });
}

/** Those that the transaction of a statement has taken before it. */
export function locksHeldBefore(
  statement: Statement,
  modes: readonly LockMode[],
  ctx: RuleContext,
): readonly HeldLock[] {
  if (statement.operation?.autocommit === true) return [];
  const { firstStatement } = ctx.transaction(statement);
  const earlier = ctx.statements.slice(firstStatement, ctx.statements.indexOf(statement));
  return earlier.flatMap((it) => locksKept(it, modes, ctx));
}
