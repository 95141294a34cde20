import { type LockOptions, type LockPlan, lockPlan, type PlannedStatement } from "../locks/lock-plan.ts";

/** Remembers what the statements of a body lock, for the state of the schema that it was asked with last. */
export interface LockPlans {
  of(statements: readonly PlannedStatement[], options: LockOptions): LockPlan;
}

export function createLockPlans(): LockPlans {
  const known = new WeakMap<readonly PlannedStatement[], { readonly options: LockOptions; readonly plan: LockPlan }>();
  return {
    of(statements, options) {
      const memo = known.get(statements);
      if (memo !== undefined && sameOptions(memo.options, options)) return memo.plan;
      const plan = lockPlan(statements, options);
      known.set(statements, { options, plan });
      return plan;
    },
  };
}

function sameOptions(a: LockOptions, b: LockOptions): boolean {
  return a.postgres === b.postgres && a.schema === b.schema && a.transactionPerMigration === b.transactionPerMigration;
}
