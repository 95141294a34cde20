import type { ConstraintDefinition } from "../postgres/action.ts";
import type { Constraint } from "../schema/schema-state.ts";
import type { ActionOf } from "./action-of.ts";
import { columnOf, withPartitions } from "./column-locks.ts";
import { applyFact, type EffectDraft, eitherOf, type LockContext, type Roles, unknownEffect } from "./effect-draft.ts";
import type { FactId } from "./lock-facts.ts";
import { none, one, type Target } from "./lock-schema.ts";

export type ConstraintAction = ActionOf<"addConstraint" | "dropConstraint" | "renameConstraint" | "validateConstraint">;

/** What ALTER TABLE locks when it changes a constraint. */
export function constraintLocks(action: ConstraintAction, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const table = schema.find(action.table);
  const roles: Roles = { self: one(table), descendants: action.only === true ? none : schema.descendants(table) };
  if (action.kind === "addConstraint") return addConstraintLocks(action.constraint, table, roles, context);
  const found = constraintOf(table, action.name);
  switch (action.kind) {
    case "dropConstraint":
      return dropConstraintLocks(action, found, table, roles, context);
    case "renameConstraint": {
      const index = schema.indexes(table, (it) => it.constraint !== null && it.constraint === found?.name);
      // Names of foreign keys are not those of partitions.
      const isInherited = found === null || found.type === "check";
      return applyFact(context, "rename-constraint", {
        ...roles,
        ...(isInherited ? {} : { descendants: none }),
        index,
      });
    }
    case "validateConstraint":
      return validateLocks(found, table, roles, context);
  }
}

function constraintOf(table: Target, name: ActionOf<"dropConstraint">["name"]): Constraint | null {
  if (!name.known) return null;
  return table.table?.constraints.find((it) => it.name === name.value && it.gaps.length === 0) ?? null;
}

function addConstraintLocks(
  constraint: ConstraintDefinition,
  table: Target,
  roles: Roles,
  context: LockContext,
): readonly EffectDraft[] {
  const { schema } = context;
  const use = (id: FactId, more: Roles = {}) => applyFact(context, id, { ...roles, ...more });
  const isChecked = !constraint.notValid && constraint.detail?.enforced !== false;
  switch (constraint.type) {
    case "check":
      if (!isChecked) return use("add-check-not-valid");
      return use(constraint.detail?.noInherit === true ? "add-check-no-inherit" : "add-check");
    case "notNull":
      return use(isChecked ? "add-not-null" : "add-not-null-not-valid");
    case "foreignKey": {
      const id = isChecked ? "add-foreign-key" : "add-foreign-key-not-valid";
      if (constraint.references === null) return [...use(id), unknownEffect("which table is referenced")];
      const target = schema.find(constraint.references.table);
      return use(id, { referenced: withPartitions(target, context) });
    }
    case "primaryKey":
    case "unique":
    case "exclude":
      return keyLocks(constraint, table, roles, context);
  }
}

function keyLocks(
  constraint: ConstraintDefinition,
  table: Target,
  roles: Roles,
  context: LockContext,
): readonly EffectDraft[] {
  const name = constraint.usingIndex;
  if (name === null) return applyFact(context, "add-index-constraint", roles);
  const index = context.schema.indexes(table, (it) => name.known && it.name === name.value);
  const plain = applyFact(context, "add-constraint-using-index", { ...roles, index });
  if (constraint.type !== "primaryKey") return plain;
  // A primary key wants NOT NULL, and looks for nulls where that is not so yet.
  const scanned = applyFact(context, "add-constraint-using-index-scan", { ...roles, index });
  const columns = table.table?.indexes.find((it) => name.known && it.name === name.value)?.elements;
  if (columns === undefined || !table.exact) return eitherOf(plain, scanned, "whether the columns are NOT NULL");
  const isReady = columns.every((it) => it.column !== null && columnOf(table, it.column)?.notNull === true);
  return isReady ? plain : scanned;
}

function dropConstraintLocks(
  action: ActionOf<"dropConstraint">,
  found: Constraint | null,
  table: Target,
  roles: Roles,
  context: LockContext,
): readonly EffectDraft[] {
  const { schema } = context;
  const use = (id: FactId, more: Roles = {}) => applyFact(context, id, { ...roles, ...more });
  if (found === null) {
    if (table.exact && action.ifExists) return applyFact(context, "drop-constraint", { self: roles.self ?? none });
    // A NOT NULL has a name from version 18 on, and may be the one that is meant.
    if (table.exact && context.postgres >= 18) return use("drop-constraint");
    const doubt = "the table that it references, if it is a foreign key (ACCESS EXCLUSIVE)";
    return [...use("drop-constraint"), { ...unknownEffect(doubt), rewrites: false, scans: false }];
  }
  const children = (roles.descendants?.list ?? []).flatMap(
    (child) => schema.indexes(child, (it) => it.constraint !== null && sameColumns(it.elements, found.columns)).list,
  );
  const index = schema.indexes(table, (it) => it.constraint === found.name);
  const partitionIndexes = { list: children, complete: true };
  switch (found.type) {
    case "check":
      return use("drop-constraint");
    case "foreignKey":
      return use("drop-foreign-key", { referenced: schema.referenced(table, (it) => it.name === found.name) });
    case "exclude":
      return use("drop-index-constraint", { index, partitionIndexes });
    case "primaryKey":
    case "unique": {
      if (!action.cascade) return use("drop-index-constraint", { index, partitionIndexes });
      const points = (it: Constraint): boolean =>
        it.references !== null &&
        (it.references.columns.length === 0 || it.references.columns.join() === found.columns.join());
      return use("drop-key-cascade", { index, partitionIndexes, referencing: schema.referencing(table, points) });
    }
  }
}

function sameColumns(elements: readonly { readonly column: string | null }[], columns: readonly string[]): boolean {
  return elements.length === columns.length && elements.every((it, at) => it.column === columns[at]);
}

function validateLocks(
  found: Constraint | null,
  table: Target,
  roles: Roles,
  context: LockContext,
): readonly EffectDraft[] {
  const { schema } = context;
  const check = applyFact(context, "validate-constraint", roles);
  if (found === null) {
    // NOT NULL is no entry of the list of constraints.
    if (table.exact && context.postgres >= 18) return check;
    const doubt = "the table that it references, if it is a foreign key (ROW SHARE)";
    return [...check, { ...unknownEffect(doubt), rewrites: false }];
  }
  if (found.validated) return applyFact(context, "validate-constraint-valid", { self: roles.self ?? none });
  if (found.type !== "foreignKey") return check;
  const referenced = schema.referenced(table, (it) => it.name === found.name);
  return applyFact(context, "validate-foreign-key", { ...roles, referenced });
}
