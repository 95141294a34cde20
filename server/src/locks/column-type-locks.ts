import type { Action } from "../postgres/action.ts";
import type { Constraint, Index } from "../schema/schema-state.ts";
import { columnOf, isCheckedDomain, userType } from "./column-locks.ts";
import { applyFact, type EffectDraft, eitherOf, type LockContext, type Roles } from "./effect-draft.ts";
import { none, one, type Target } from "./lock-schema.ts";
import { type TypeChange, type TypeShape, typeChange, typeShape, usingIsPlain } from "./type-change.ts";

type AlterType = Extract<Action, { readonly kind: "alterColumnType" }>;

/** What ALTER COLUMN … TYPE locks, writes anew and reads. */
export function columnTypeLocks(
  action: AlterType,
  table: Target,
  roles: Roles,
  context: LockContext,
): readonly EffectDraft[] {
  const change = changeOf(action, table, context);
  const kept = [...applyFact(context, "change-type", roles), ...keptParts(action, table, roles, change, context)];
  const rewritten = [
    ...applyFact(context, "change-type-rewrite", roles),
    ...linkedLocks(action, table, "change-type-linked-check", context),
  ];
  if (change.rewrites === null) return eitherOf(kept, rewritten, change.doubt ?? "whether the table is written anew");
  return change.rewrites ? rewritten : kept;
}

function changeOf(action: AlterType, table: Target, context: LockContext): TypeChange {
  const unknown = (doubt: string): TypeChange => ({ rewrites: null, rebuildsIndexes: null, doubt });
  const { type, column, using } = action;
  if (!type.known) return unknown(type.why.detail);
  if (!column.known) return unknown(column.why.detail);
  const found = columnOf(table, column.value);
  if (found === null || found.type.form === "unknown" || found.gaps.length > 0) {
    return unknown("which type the column has now");
  }
  const from = baseShape(found.type.text, context);
  const to = baseShape(type.value, context);
  if (from === null || to === null) return unknown("how one of the types is stored");
  const rewritten: TypeChange = { rewrites: true, rebuildsIndexes: true, doubt: null };
  if (using !== null) {
    if (!using.known) return unknown(using.why.detail);
    const isPlain = usingIsPlain(using.value, column.value, typeShape(type.value) ?? to);
    if (isPlain === null) return unknown("what USING makes of the values");
    if (!isPlain) return rewritten;
  }
  const isSameText = found.type.text.toLowerCase() === type.value.toLowerCase();
  const checked = isSameText ? "no" : isCheckedDomain(type.value, context);
  if (checked === "yes") return rewritten;
  if (checked === "unknown") return unknown("whether the type is a domain with constraints");
  const change = typeChange(from, to, context);
  // Another type of the project's own (an enum for a text) is stored otherwise.
  const isOwn = !from.builtin || !to.builtin;
  if (change.rewrites === null && isOwn && isUnlike(from, to, context)) return rewritten;
  return change;
}

function isUnlike(from: TypeShape, to: TypeShape, context: LockContext): boolean {
  const known = (it: TypeShape): boolean => it.builtin || userType(it.base, context)?.kind === "enum";
  return known(from) && known(to) && from.base !== to.base;
}

/** The shape of a type, or of the type that its domain is made from. */
function baseShape(text: string, context: LockContext): TypeShape | null {
  const shape = typeShape(text);
  if (shape === null || shape.builtin) return shape;
  const domain = userType(shape.base, context);
  if (domain?.kind !== "domain" || domain.base.form === "unknown") return shape;
  return typeShape(domain.base.text);
}

/** Where the table is kept: indexes that are built again, a CHECK that is read again, foreign keys that are made again. */
function keptParts(
  action: AlterType,
  table: Target,
  roles: Roles,
  change: TypeChange,
  context: LockContext,
): readonly EffectDraft[] {
  const { column } = action;
  if (!column.known || table.table === null) return linkedLocks(action, table, "change-type-linked", context);
  const name = column.value;
  // An expression or a condition is compiled for the old type; a plain column stays when the operators are the same.
  const isComplex = (it: Index): boolean =>
    it.whereColumns.includes(name) || it.elements.some((e) => e.column === null && e.columns.includes(name));
  const isOn = (it: Index): boolean => it.elements.some((e) => e.columns.includes(name)) || isComplex(it);
  const rebuilds = change.rebuildsIndexes === true || action.collation !== null;
  const partitions = (roles.descendants?.list ?? []).filter((it) => it.table?.partitionOf != null);
  const parts: EffectDraft[] = [];
  for (const target of [table, ...partitions]) {
    const isPartition = target !== table;
    // The indexes of partitions are always made anew with that of their parent.
    const again = context.schema.indexes(target, (it) => isOn(it) && (rebuilds || isPartition || isComplex(it)));
    if (target.table?.kind === "partitioned table") {
      parts.push(...applyFact(context, "drop-index", { index: context.schema.indexes(target, isOn) }));
    } else if (again.list.length > 0) {
      parts.push(...applyFact(context, "change-type-index", { self: one(target), index: again }));
    }
  }
  const check = table.table.constraints.find((it) => it.type === "check" && it.columns.includes(name));
  if (check !== undefined) parts.push(...applyFact(context, "change-type-scan", roles));
  return [...parts, ...linkedLocks(action, table, "change-type-linked", context)];
}

/** Foreign keys on the column and those that point to it are dropped and made again. */
function linkedLocks(
  action: AlterType,
  table: Target,
  id: "change-type-linked" | "change-type-linked-check",
  context: LockContext,
): readonly EffectDraft[] {
  const { column } = action;
  const { schema } = context;
  const name = column.known ? column.value : null;
  const own = (it: Constraint): boolean => name === null || it.columns.includes(name);
  const others = (it: Constraint): boolean =>
    name === null ||
    it.references === null ||
    it.references.columns.length === 0 ||
    it.references.columns.includes(name);
  const referenced = schema.referenced(table, own);
  const referencing = schema.referencing(table, others);
  const key =
    referencing.list.length === 0
      ? none
      : schema.indexes(
          table,
          (it) => it.constraint !== null && name !== null && it.elements.some((e) => e.column === name),
        );
  const found = applyFact(context, id, { referenced, referencing, index: id === "change-type-linked" ? key : none });
  // What the column is linked with is not known where the table is not.
  return name === null || table.table === null ? eitherOf(found, [], "whether foreign keys name the column") : found;
}
