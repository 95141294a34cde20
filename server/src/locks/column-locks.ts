import type { ColumnDefinition } from "../postgres/action.ts";
import type { Column, Constraint } from "../schema/schema-state.ts";
import type { ActionOf } from "./action-of.ts";
import { columnTypeLocks } from "./column-type-locks.ts";
import { defaultVolatility } from "./default-volatility.ts";
import { applyFact, type EffectDraft, eitherOf, type LockContext, type Roles } from "./effect-draft.ts";
import type { FactId } from "./lock-facts.ts";
import { none, one, type Target, type Targets } from "./lock-schema.ts";
import { typeShape } from "./type-change.ts";

export type ColumnAction = ActionOf<
  | "addColumn"
  | "dropColumn"
  | "renameColumn"
  | "alterColumnType"
  | "setNotNull"
  | "dropNotNull"
  | "setDefault"
  | "dropDefault"
  | "addIdentity"
  | "setIdentity"
  | "dropIdentity"
  | "dropExpression"
  | "setStatistics"
  | "setStorage"
  | "setCompression"
  | "setColumnOptions"
>;

/** What ALTER TABLE locks when it changes a column. */
export function columnLocks(action: ColumnAction, context: LockContext): readonly EffectDraft[] {
  const { schema } = context;
  const table = schema.find(action.table);
  const roles: Roles = { self: one(table), descendants: action.only === true ? none : schema.descendants(table) };
  const use = (id: FactId, more: Roles = {}) => applyFact(context, id, { ...roles, ...more });
  switch (action.kind) {
    case "addColumn":
      return addColumnLocks(action, table, roles, context);
    case "dropColumn":
      return dropColumnLocks(action, table, roles, context);
    case "alterColumnType":
      return columnTypeLocks(action, table, roles, context);
    case "setNotNull":
      return setNotNullLocks(action, table, roles, context);
    case "renameColumn":
      return use("rename-column");
    case "dropNotNull":
      return use("drop-not-null");
    case "setDefault":
    case "dropDefault":
      return use("set-default");
    case "setIdentity":
    case "dropIdentity": {
      const sequences = schema.sequences(table, action.column.known ? action.column.value : undefined);
      const found = use(action.kind === "setIdentity" ? "set-identity" : "drop-identity", { sequences });
      return action.kind === "setIdentity" ? found.map((it) => restarted(it, action)) : found;
    }
    case "addIdentity":
      return use("add-identity");
    case "dropExpression":
      return use("drop-expression");
    case "setStatistics":
      return use("set-statistics");
    case "setStorage":
      return use("set-storage");
    case "setCompression":
      return use("set-compression");
    case "setColumnOptions":
      return use("set-column-options");
  }
}

/** Numbers of an identity column are a new file of its sequence; GENERATED ALWAYS is not. */
function restarted(draft: EffectDraft, action: ColumnAction): EffectDraft {
  if (draft.target?.object !== "sequence") return draft;
  const options = action.locking?.options;
  return { ...draft, rewrites: options === undefined ? null : options.some((it) => it !== "generated") };
}

function addColumnLocks(
  action: ActionOf<"addColumn">,
  table: Target,
  roles: Roles,
  context: LockContext,
): readonly EffectDraft[] {
  const { column } = action;
  const { name } = column;
  if (action.ifNotExists && name.known && table.exact && table.table?.columns.some((it) => it.name === name.value)) {
    return applyFact(context, "add-column", { self: roles.self ?? none });
  }
  const plain = applyFact(context, "add-column", roles);
  const written = applyFact(context, "add-column-rewrite", roles);
  const rewrites = addedColumnRewrites(column, context);
  const own =
    rewrites.answer === "no" ? plain : rewrites.answer === "yes" ? written : eitherOf(plain, written, rewrites.doubt);
  const constraints = column.constraints.flatMap((it): readonly EffectDraft[] => {
    if (it.type === "check") return applyFact(context, it.notValid ? "add-column" : "add-column-check", roles);
    if (it.type !== "foreignKey") return it.type === "notNull" ? [] : applyFact(context, "add-column-key", roles);
    const target = it.references === null ? null : context.schema.find(it.references.table);
    const referenced = target === null ? none : withPartitions(target, context);
    // Without a default every value is null, which no foreign key checks.
    const isFilled = column.default !== null || column.identity !== null || column.serial || column.generated !== null;
    const id = isFilled && !it.notValid ? "add-column-reference-default" : "add-column-reference";
    return applyFact(context, id, { ...roles, referenced });
  });
  const sequences = (action.locking?.sequences ?? []).flatMap((it) =>
    applyFact(context, "use-sequence", { self: { list: [context.schema.find(it)], complete: true } }),
  );
  const open = column.open === null ? [] : eitherOf(own, written, column.open.detail);
  return [...own, ...constraints, ...sequences, ...open];
}

export function withPartitions(target: Target, context: LockContext): Targets {
  const below = context.schema.descendants(target);
  const partitions = below.list.filter((it) => it.table?.partitionOf != null);
  return { list: [target, ...partitions], complete: true };
}

/** Whether ADD COLUMN writes every row. */
function addedColumnRewrites(
  column: ColumnDefinition,
  context: LockContext,
): { readonly answer: "yes" | "no" | "unknown"; readonly doubt: string } {
  const yes = { answer: "yes", doubt: "" } as const;
  if (column.serial || column.identity !== null || column.generated === "stored") return yes;
  if (column.generated === "unspecified" && context.postgres < 18) return yes;
  if (column.generated !== null) return { answer: "no", doubt: "" };
  const text = column.default;
  if (text !== null && !text.known) return { answer: "unknown", doubt: text.why.detail };
  const volatile = text === null ? "no" : defaultVolatility(text.value);
  if (volatile === "yes") return yes;
  if (!column.type.known) return { answer: "unknown", doubt: column.type.why.detail };
  const domain = isCheckedDomain(column.type.value, context);
  if (domain === "yes") return yes;
  if (volatile === "unknown") return { answer: "unknown", doubt: "whether the default differs from row to row" };
  if (domain === "unknown") return { answer: "unknown", doubt: "whether the type is a domain with constraints" };
  return { answer: "no", doubt: "" };
}

/** Types of extensions that many projects use; none of them is a domain. */
const extensionTypes: ReadonlySet<string> = new Set(
  "citext hstore ltree cube geometry geography raster vector halfvec sparsevec box2d box3d".split(" "),
);

/** A domain with constraints is checked for every row. */
export function isCheckedDomain(type: string, context: LockContext): "yes" | "no" | "unknown" {
  const shape = typeShape(type);
  if (shape === null) return "unknown";
  if (shape.builtin || extensionTypes.has(shape.base) || shape.base === '"char"') return "no";
  const known = userType(type, context);
  if (known === null) return "unknown";
  if (known.kind !== "domain") return "no";
  if (known.gaps.length > 0) return "unknown";
  return known.notNull || known.hasCheck ? "yes" : "no";
}

/** A type that a migration created. */
export function userType(type: string, context: LockContext) {
  const { state } = context.schema;
  if (state === null) return null;
  const parts = (type.replace(/(\[\d*\])+$/, "").match(/"(?:[^"]|"")+"|[^."\s]+/g) ?? []).map((it) =>
    it.startsWith('"') ? it.slice(1, -1).replaceAll('""', '"') : it.toLowerCase(),
  );
  const name = parts.at(-1) ?? "";
  const schemas = parts.length > 1 ? [parts.at(-2) ?? ""] : (state.searchPath ?? []);
  for (const schema of schemas) {
    const found = state.types.get(JSON.stringify([schema, name]));
    if (found !== undefined) return found;
  }
  return null;
}

function dropColumnLocks(
  action: ActionOf<"dropColumn">,
  table: Target,
  roles: Roles,
  context: LockContext,
): readonly EffectDraft[] {
  const { schema } = context;
  if (!action.column.known) return applyFact(context, "drop-column", { ...roles, referenced: incomplete });
  const name = action.column.value;
  const column = columnOf(table, name);
  if (action.ifExists && column === null && table.exact) {
    return applyFact(context, "drop-column", { self: roles.self ?? none });
  }
  const index = schema.indexes(
    table,
    (it) =>
      it.elements.some((e) => e.columns.includes(name)) || it.whereColumns.includes(name) || it.include.includes(name),
  );
  const onDescendants = (roles.descendants?.list ?? []).flatMap(
    (child) => schema.indexes(child, (it) => it.elements.some((e) => e.columns.includes(name))).list,
  );
  const own = (it: Constraint): boolean => it.columns.includes(name);
  const all: Roles = {
    ...roles,
    index: { list: [...index.list, ...onDescendants], complete: index.complete },
    sequences: schema.sequences(table, name),
    referenced: schema.referenced(table, own),
  };
  if (!action.cascade) return applyFact(context, "drop-column", all);
  const referencing = schema.referencing(table, (it) => it.references?.columns.includes(name) === true);
  const dropped = applyFact(context, "drop-column-cascade", { ...all, referencing });
  // Which columns a view reads is not told.
  const views = applyFact(context, "drop-view", { views: schema.views(table) });
  return [...dropped, ...eitherOf(views, [], "whether the view reads the column")];
}

const incomplete: Targets = { list: [], complete: false };

export function columnOf(table: Target, name: string): Column | null {
  return table.table?.columns.find((it) => it.name === name) ?? null;
}

function setNotNullLocks(
  action: ActionOf<"setNotNull">,
  table: Target,
  roles: Roles,
  context: LockContext,
): readonly EffectDraft[] {
  const scanned = applyFact(context, "set-not-null", roles);
  const proven = applyFact(context, "set-not-null-proven", roles);
  const { column } = action;
  const state = table.table;
  if (!column.known || state === null) {
    return eitherOf(proven, scanned, "whether a CHECK proves it, or the column is NOT NULL already");
  }
  const found = columnOf(table, column.value);
  if (found?.notNull === true) {
    // From version 18 on a NOT NULL can be there without having been checked.
    const isSure = table.exact && context.postgres < 18;
    return isSure ? proven : eitherOf(proven, scanned, "whether it is NOT NULL already, and was checked");
  }
  const checks = state.constraints.filter((it) => it.type === "check" && provesNotNull(it, column.value));
  const check =
    checks.find((it) => it.validated && it.gaps.length === 0) ?? checks.find((it) => it.validated) ?? checks[0];
  if (check === undefined) {
    return table.exact ? scanned : eitherOf(proven, scanned, "whether a CHECK proves it");
  }
  if (!check.validated) return scanned;
  return check.gaps.length === 0
    ? proven
    : eitherOf(proven, scanned, "whether the CHECK that proves it is still there");
}

/** CHECK (column IS NOT NULL), alone or joined by AND. */
function provesNotNull(constraint: Constraint, column: string): boolean {
  const { expression } = constraint;
  if (expression === null || expression.form === "unknown") return false;
  const conjuncts = expression.text.split(/\band\b/i).map((it) => it.replaceAll(/[()\s]+/g, " ").trim());
  if (/\bor\b|\bcase\b/i.test(expression.text)) return false;
  const names = [column, `"${column.replaceAll('"', '""')}"`];
  return conjuncts.some((it) => {
    const match = /^(?:check )?("(?:[^"]|"")+"|[\w$]+) is not null$/i.exec(it);
    const written = match?.[1] ?? "";
    return names.includes(written) || names.includes(written.toLowerCase());
  });
}
