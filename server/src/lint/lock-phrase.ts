import type { Statement } from "../emit/statement.ts";
import type { LockEffect } from "../locks/lock-effect.ts";
import { type QualifiedName, sameName } from "../postgres/name.ts";
import type { RuleContext } from "./rule.ts";

/** What a statement does to a table, by the lock table; null when it says nothing of it. */
export function effectOn(ctx: RuleContext, statement: Statement, table: QualifiedName): LockEffect | null {
  const effects = ctx.locks(statement).filter((it) => it.object === "table" || it.object === "unknown");
  return effects.find((it) => it.relation !== null && sameName(it.relation, table) === "yes") ?? effects[0] ?? null;
}

/** Does a statement certainly read no rows of what it locks? Partitions and children count, too. */
export function readsNoRows(ctx: RuleContext, statement: Statement): boolean {
  const effects = ctx.locks(statement);
  return effects.length > 0 && effects.every((it) => it.scans === false);
}

/** Who has to wait meanwhile, as a sentence. */
export function waitingSentence(effect: LockEffect | null): string {
  const until = effect?.heldUntil === "statement" ? "it is done" : "the transaction ends";
  const blocks = effect?.blocks ?? null;
  if (blocks === null) return "Others may have to wait until it is done.";
  if (blocks.includes("reads")) return `Until ${until}, nobody can read or write the table.`;
  return blocks.includes("writes") ? `Until ${until}, nobody can write to the table.` : "";
}
