import { catalogName } from "../../postgres/catalog-name.ts";
import { quoteLiteral } from "../../postgres/quote-literal.ts";
import { tableGaps } from "../../schema/find-table.ts";
import {
  type Column,
  ofKey,
  relationKey,
  type SchemaState,
  type Table,
  type UserType,
} from "../../schema/schema-state.ts";
import { columnText, constraintText, indexText, nameText } from "../../schema/schema-words.ts";
import { defaultForType } from "./default-for-type.ts";
import { executeCall, type RestoreStyle, schemaArgument, text } from "./restore-style.ts";
import { restoreColumnChange } from "./restored-change.ts";
import { restoredColumn, sequenceName, serialType } from "./restored-column.ts";
import { addedConstraint, droppedConstraint } from "./restored-constraint.ts";
import { droppedIndex, restoredIndex } from "./restored-index.ts";
import { restoredTable } from "./restored-table.ts";

export interface Restored {
  /** Statements that make of the one schema the other, without indentation. */
  readonly lines: readonly string[];
  /** What only a person can say; each completes "Write how to …". */
  readonly problems: readonly string[];
  /** A column must be filled before it can be NOT NULL again. */
  readonly fills: boolean;
  /** Not everything is known of a table that differs. */
  readonly isOpen: boolean;
}

export interface RestoreOptions {
  readonly style: RestoreStyle;
  /** Indexes are made and dropped with CONCURRENTLY. */
  readonly concurrently: boolean;
  /** A column that comes and one that goes may be one under two names: then nothing is said about the table. */
  readonly mayBeRenamed: boolean;
}

/** Lines by what they do: each group runs behind the one before. */
interface Plan {
  readonly dropReferences: string[];
  readonly drops: string[];
  readonly dropTables: string[];
  readonly dropTypes: string[];
  readonly makeTypes: string[];
  readonly makeTables: string[];
  readonly columns: string[];
  readonly constraints: string[];
  readonly indexes: string[];
  readonly references: string[];
  readonly problems: string[];
  fills: boolean;
  isOpen: boolean;
}

/** What turns one schema into another, as far as the replay knows both for certain. */
export function restoreSchema(now: SchemaState, wanted: SchemaState, options: RestoreOptions): Restored {
  const plan: Plan = {
    dropReferences: [],
    drops: [],
    dropTables: [],
    dropTypes: [],
    makeTypes: [],
    makeTables: [],
    columns: [],
    constraints: [],
    indexes: [],
    references: [],
    problems: [],
    fills: false,
    isOpen: false,
  };
  for (const key of now.types.changedKeys(wanted.types).toSorted())
    restoreType(plan, now.types.get(key), wanted.types.get(key), options);
  const changed = now.tables.changedKeys(wanted.tables).toSorted();
  const made = inOrder(changed.flatMap((key) => (now.tables.has(key) ? [] : (wanted.tables.get(key) ?? []))));
  const gone = inOrder(changed.flatMap((key) => (wanted.tables.has(key) ? [] : (now.tables.get(key) ?? []))));
  dropTables(plan, gone.toReversed(), options);
  for (const [at, table] of made.entries())
    makeTable(plan, table, { now, wanted, earlier: made.slice(0, at) }, options);
  for (const key of changed) {
    const [before, after] = [now.tables.get(key), wanted.tables.get(key)];
    if (before !== undefined && after !== undefined) changeTable(plan, before, after, { now, wanted }, options);
  }
  restoreSequences(plan, now, wanted, changed);
  const { problems, fills, isOpen, ...groups } = plan;
  return { lines: Object.values(groups).flat(), problems: [...new Set(problems)], fills, isOpen };
}

function restoreType(
  plan: Plan,
  now: UserType | undefined,
  wanted: UserType | undefined,
  { style }: RestoreOptions,
): void {
  if ([now, wanted].some((it) => it !== undefined && it.gaps.length > 0)) {
    plan.problems.push(`restore the type ${nameText((wanted ?? now) as UserType)}`);
    return;
  }
  const made = wanted === undefined ? null : typeSql(wanted);
  if (wanted !== undefined && now !== undefined) {
    const before = typeSql(now);
    if (made !== null && made === before) return;
    plan.problems.push(
      wanted.kind === "enum"
        ? `take back the change of the enum ${nameText(wanted)}: PostgreSQL cannot drop a value, so the type must be replaced`
        : `restore the type ${nameText(wanted)}`,
    );
  } else if (wanted !== undefined) {
    if (made === null) plan.problems.push(`recreate the type ${nameText(wanted)}`);
    else plan.makeTypes.push(executeCall(made, style));
  } else if (now !== undefined) {
    plan.dropTypes.push(executeCall(`DROP ${now.kind === "domain" ? "DOMAIN" : "TYPE"} ${nameText(now)}`, style));
  }
}

function typeSql(type: UserType): string | null {
  if (type.kind === "enum")
    return `CREATE TYPE ${nameText(type)} AS ENUM (${type.values.map(quoteLiteral).join(", ")})`;
  if (type.kind !== "domain" || type.hasCheck || type.base.form === "unknown") return null;
  return `CREATE DOMAIN ${nameText(type)} AS ${type.base.text}${type.notNull ? " NOT NULL" : ""}`;
}

/** Tables behind those that they refer to, as far as there is such an order. */
function inOrder(tables: readonly Table[]): readonly Table[] {
  const left = [...tables];
  const ordered: Table[] = [];
  const isIn = (list: readonly Table[], key: string): boolean =>
    list.some((it) => it.schema === ofKey(key).schema && it.name === ofKey(key).name);
  while (left.length > 0) {
    const at = left.findIndex((table) =>
      table.constraints.every(
        ({ references }) =>
          references === null ||
          !isIn(
            left.filter((it) => it !== table),
            references.table,
          ),
      ),
    );
    ordered.push(...left.splice(Math.max(at, 0), 1));
  }
  return ordered;
}

/** What is more than columns, keys and indexes is not told by the replay as a whole. */
function isOrdinary(table: Table): boolean {
  return (
    table.kind === "table" && table.partitionOf === null && table.inherits.length === 0 && table.triggers.length === 0
  );
}

function dropTables(plan: Plan, tables: readonly Table[], { style }: RestoreOptions): void {
  for (const [at, table] of tables.entries()) {
    const { schema } = table;
    if (table.kind === "view" || table.kind === "materialized view") {
      plan.dropTables.push(executeCall(`DROP ${table.kind.toUpperCase()} ${nameText(table)}`, style));
      continue;
    }
    // Of two tables that refer to each other neither can go first.
    for (const later of tables.slice(at + 1)) {
      for (const constraint of later.constraints) {
        if (constraint.references?.table === relationKey(schema, table.name))
          plan.dropReferences.push(droppedConstraint(constraint, later, style));
      }
    }
    const parts = [text(table.name, style), ...schemaArgument(schema, style)];
    plan.dropTables.push(`${style.op}.drop_table(${parts.join(", ")})`);
  }
}

interface Schemas {
  readonly now: SchemaState;
  readonly wanted: SchemaState;
}

function makeTable(
  plan: Plan,
  table: Table,
  { now, wanted, earlier }: Schemas & { readonly earlier: readonly Table[] },
  { style }: RestoreOptions,
): void {
  const called = nameText(table);
  const what = `recreate the ${table.kind} ${called}`;
  const isOpen = tableGaps(wanted, table).length > 0;
  plan.isOpen ||= isOpen;
  if (!isOrdinary(table) || isOpen) {
    plan.problems.push(what);
    return;
  }
  const isThere = (key: string): boolean =>
    now.tables.has(key) ||
    [...earlier, table].some((it) => it.schema === ofKey(key).schema && it.name === ofKey(key).name);
  const lines = restoredTable(table, wanted, style, (it) => it.references !== null && isThere(it.references.table));
  if (lines === null) {
    plan.problems.push(what);
    return;
  }
  plan.makeTables.push(...lines);
  for (const index of table.indexes.filter((it) => it.constraint === null)) {
    const line = restoredIndex(index, table, style, { concurrently: false });
    if (line === null) plan.problems.push(`recreate the index ${index.name}`);
    else plan.makeTables.push(line);
  }
  for (const constraint of table.constraints) {
    if (constraint.references === null || isThere(constraint.references.table)) continue;
    const line = addedConstraint(constraint, table, style);
    if (line === null) plan.problems.push(`restore the constraint ${constraint.name} of ${called}`);
    else plan.references.push(line);
  }
}

function changeTable(plan: Plan, now: Table, wanted: Table, states: Schemas, options: RestoreOptions): void {
  const called = nameText(wanted);
  const { style, concurrently } = options;
  if (!isSameKind(now, wanted)) {
    plan.problems.push(`restore the ${wanted.kind} ${called}`);
    return;
  }
  const differ = partsDiffer(now, wanted);
  if (!differ) return;
  if (tableGaps(states.wanted, wanted).length > 0 || tableGaps(states.now, now).length > 0) {
    plan.problems.push(`restore the former definition of ${called}`);
    plan.isOpen = true;
    return;
  }
  const lost = wanted.columns.filter((it) => !now.columns.some((other) => other.name === it.name));
  const extra = now.columns.filter((it) => !wanted.columns.some((other) => other.name === it.name));
  if (options.mayBeRenamed && lost.length > 0 && extra.length > 0) {
    plan.problems.push(
      `bring the columns of ${called} back (${lost.map((it) => it.name).join(", ")}): whether they were renamed cannot be told`,
    );
    return;
  }
  for (const constraint of now.constraints) {
    const same = wanted.constraints.find((it) => it.name === constraint.name);
    if (same !== undefined && constraintText(same) === constraintText(constraint)) continue;
    // It goes with its column.
    if (same === undefined && constraint.columns.some((it) => extra.some((column) => column.name === it))) continue;
    const group = constraint.type === "foreignKey" ? plan.dropReferences : plan.drops;
    group.push(droppedConstraint(constraint, now, style));
  }
  for (const index of now.indexes) {
    const same = wanted.indexes.find((it) => it.name === index.name && it.constraint === null);
    if (index.constraint !== null || (same !== undefined && indexText(same, wanted) === indexText(index, now)))
      continue;
    if (
      same === undefined &&
      index.elements.some((it) => it.columns.some((one) => extra.some((column) => column.name === one)))
    )
      continue;
    plan.drops.push(droppedIndex(index, now, style, { concurrently }));
  }
  for (const column of extra) {
    plan.drops.push(
      `${style.op}.drop_column(${[text(now.name, style), text(column.name, style), ...schemaArgument(now.schema, style)].join(", ")})`,
    );
  }
  for (const column of lost) addColumn(plan, column, wanted, states.wanted, options);
  for (const column of wanted.columns) {
    const before = now.columns.find((it) => it.name === column.name);
    if (before === undefined || before === column || columnText(before) === columnText(column)) continue;
    // NOT NULL of a primary key comes and goes with it.
    const change = restoreColumnChange(before, column, wanted, states.wanted, style);
    if (change === null) plan.problems.push(`restore the former definition of ${called}.${column.name}`);
    else if ("problem" in change) plan.problems.push(change.problem);
    else plan.columns.push(...change);
  }
  for (const constraint of wanted.constraints) {
    const same = now.constraints.find((it) => it.name === constraint.name);
    if (same !== undefined && constraintText(same) === constraintText(constraint)) continue;
    const line = addedConstraint(constraint, wanted, style);
    if (line === null) plan.problems.push(`restore the constraint ${constraint.name} of ${called}`);
    else (constraint.type === "foreignKey" ? plan.references : plan.constraints).push(line);
  }
  for (const index of wanted.indexes) {
    // Under the same name it may be that of a constraint, which is dropped.
    const same = now.indexes.find((it) => it.name === index.name && it.constraint === null);
    if (index.constraint !== null || (same !== undefined && indexText(same, now) === indexText(index, wanted)))
      continue;
    const line = restoredIndex(index, wanted, style, { concurrently });
    if (line === null) plan.problems.push(`recreate the index ${index.name}`);
    else plan.indexes.push(line);
  }
}

/** Whether both are tables of one shape, about which the replay tells all. */
function isSameKind(now: Table, wanted: Table): boolean {
  const shape = (it: Table): string =>
    JSON.stringify([it.kind, it.partitionOf, it.inherits, it.triggers, it.isDefaultPartition]);
  if (shape(now) !== shape(wanted)) return false;
  return wanted.kind === "table"
    ? wanted.partitionOf === null && wanted.inherits.length === 0
    : !partsDiffer(now, wanted);
}

function partsDiffer(now: Table, wanted: Table): boolean {
  const parts = (it: Table): string =>
    JSON.stringify([
      it.columns.map((column) => [column.name, columnText(column)]).toSorted(),
      it.constraints.map((constraint) => [constraint.name, constraintText(constraint)]).toSorted(),
      it.indexes.map((index) => indexText(index, it)).toSorted(),
    ]);
  return parts(now) !== parts(wanted);
}

function addColumn(plan: Plan, column: Column, table: Table, state: SchemaState, { style }: RestoreOptions): void {
  const called = nameText(table);
  const what = `restore the column ${column.name} of ${called}`;
  const serial = serialType(column);
  const isFilled =
    !column.notNull ||
    column.default !== null ||
    column.identity !== null ||
    column.generated !== null ||
    serial !== null;
  const inKey = table.constraints.some((it) => it.type === "primaryKey" && it.columns.includes(column.name));
  const mustFill = !isFilled && !inKey;
  const further = schemaArgument(table.schema, style);
  const rename = sequenceName(column, table, state);
  if (rename === null || (serial === null && column.ownedSequence !== null && column.identity === null)) {
    plan.problems.push(what);
    return;
  }
  const value = mustFill && column.type.form === "catalog" ? defaultForType(column.type.text, null) : null;
  if (mustFill && value === null) {
    plan.problems.push(`${what}: it was NOT NULL, and its values are gone`);
    return;
  }
  // Rows that exist need a value; the default goes again behind it.
  const filled: Column = value === null ? column : { ...column, default: { form: "written", text: value } };
  const written =
    serial === null
      ? restoredColumn(filled, state, style, { autoincrement: null, nullable: !column.notNull || inKey })
      : null;
  if (written !== null) {
    plan.columns.push(`${style.op}.add_column(${[text(table.name, style), written, ...further].join(", ")})`);
  } else {
    if ([column.type, column.default, column.generated?.expression ?? null].some((it) => it?.form === "unknown")) {
      plan.problems.push(what);
      return;
    }
    const definition = serial === null ? columnText(filled) : `${serial} NOT NULL`;
    plan.columns.push(executeCall(`ALTER TABLE ${called} ADD COLUMN ${catalogName(column.name)} ${definition}`, style));
  }
  if (rename !== "none") plan.columns.push(executeCall(rename, style));
  if (inKey && !isFilled) plan.fills = true;
  if (value === null) return;
  plan.fills = true;
  const change = restoreColumnChange(filled, column, table, state, style);
  plan.columns.push(
    `# The values of ${column.name} are gone: the rows that exist have got ${value}. Give them what they need here.`,
    ...(change === null || "problem" in change ? [] : change),
  );
}

/** Sequences of columns come and go with them; of others the replay does not know how they count. */
function restoreSequences(plan: Plan, now: SchemaState, wanted: SchemaState, changed: readonly string[]): void {
  for (const key of now.sequences.changedKeys(wanted.sequences)) {
    const [before, after] = [now.sequences.get(key), wanted.sequences.get(key)];
    const owner = after?.ownedBy ?? before?.ownedBy ?? null;
    if (owner !== null && changed.includes(owner.table) && (before === undefined || after === undefined)) continue;
    if (
      before?.ownedBy?.table === after?.ownedBy?.table &&
      before?.ownedBy?.column === after?.ownedBy?.column &&
      before !== undefined &&
      after !== undefined
    )
      continue;
    const name = after ?? before;
    if (name !== undefined) plan.problems.push(`restore the sequence ${nameText(name)}`);
  }
}
