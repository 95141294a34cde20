import type { Statement } from "../emit/statement.ts";
import type { LockEffect } from "../locks/lock-effect.ts";
import type { LockMode } from "../locks/lock-mode.ts";
import { type QualifiedName, sameName } from "../postgres/name.ts";
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
  let held: readonly HeldLock[] = [];
  for (const it of ctx.statements.slice(firstStatement, ctx.statements.indexOf(statement))) {
    held = [...held, ...locksKept(it, modes, ctx)].map((lock) => ({ ...lock, table: nameAfter(it, lock.table) }));
  }
  return held;
}

/** What a table is called behind a statement, which may have renamed it. */
function nameAfter({ actions }: Statement, table: QualifiedName): QualifiedName {
  let name = table;
  for (const it of actions) {
    if (it.kind === "renameTable" && sameName(it.table, name) !== "no") name = { ...name, name: it.newName };
    if (it.kind === "setSchema" && sameName(it.name, name) !== "no") name = { ...name, schema: it.schema };
  }
  return name;
}
