import type { Action, RelationKind } from "../postgres/action.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { addColumn, alterColumn, dropColumn, dropRelation, renameColumn } from "./apply-column.ts";
import { addConstraint, dropConstraint } from "./apply-constraint.ts";
import { createIndex, dropIndex, hasIndex, renameIndex } from "./apply-index.ts";
import {
  applyFunction,
  applyNamed,
  applySequence,
  applyTrigger,
  createView,
  dropView,
  runBlock,
  runCalls,
  runTriggers,
  setSearchPath,
} from "./apply-object.ts";
import { attachPartition, detachPartition, setInheritance } from "./apply-partition.ts";
import { applyType, moveType } from "./apply-type.ts";
import { chosenName, storedName } from "./chosen-name.ts";
import { createTable } from "./create-table.ts";
import { descendants, moveTable } from "./relations-of.ts";
import type { Table } from "./schema-state.ts";
import { moveSequence, nextval } from "./sequences.ts";
import {
  addGap,
  addNamedGap,
  contradiction,
  existing,
  forget,
  isRelation,
  isTable,
  isType,
  known,
  newPlace,
  type Place,
  placeOf,
  putTable,
  type Work,
} from "./work.ts";

/** What one action does to the state of the work. */
export function applyAction(work: Work, action: Action): void {
  switch (action.kind) {
    case "createTable":
      createTable(work, action);
      return;
    case "dropTable":
      onTable(work, action.table, { isOptional: true }, (place) => dropRelation(work, place.key));
      forget(work, action.table);
      return;
    case "renameTable":
    case "renameView": {
      const subject = action.kind === "renameTable" ? action.table : action.view;
      renameRelation(work, subject, action.newName, action.ifTableExists === true);
      return;
    }
    case "setSchema":
      setSchema(work, action);
      return;
    case "addColumn":
      inTable(work, action, (place) => addColumn(work, place, action));
      return;
    case "dropColumn":
    case "renameColumn":
      inTable(work, action, (place, table) => changeColumn(work, place, table, action));
      return;
    case "alterColumnType":
    case "setNotNull":
    case "dropNotNull":
    case "setDefault":
    case "dropDefault":
    case "addIdentity":
    case "setIdentity":
    case "dropIdentity":
    case "dropExpression":
      inTable(work, action, (place) => alterColumn(work, place, action));
      return;
    case "addConstraint":
      inTable(work, action, (place) => addConstraint(work, place, action.constraint, { isNewTable: false }));
      return;
    case "dropConstraint":
    case "renameConstraint":
    case "validateConstraint":
      inTable(work, action, (place, table) => changeConstraint(work, place, table, action));
      return;
    case "createIndex":
      onTable(work, action.table, { isOptional: false }, (place) => createIndex(work, place, action));
      return;
    case "dropIndex":
    case "renameIndex":
      changeIndex(work, action);
      return;
    case "createEnum":
    case "addEnumValue":
    case "renameEnumValue":
    case "createDomain":
    case "createType":
    case "renameType":
    case "dropType":
      applyType(work, action);
      return;
    case "createSequence":
    case "alterSequence":
    case "dropSequence":
      applySequence(work, action);
      return;
    case "createSchema":
    case "dropSchema":
    case "renameSchema":
    case "createExtension":
    case "dropExtension":
      applyNamed(work, action);
      return;
    case "createView":
      createView(work, action);
      return;
    case "dropView":
      dropView(work, action);
      return;
    case "createTrigger":
    case "dropTrigger":
    case "createPolicy":
    case "dropPolicy":
    case "createRule":
    case "dropRule":
      applyTrigger(work, action);
      return;
    case "createFunction":
    case "dropFunction":
      applyFunction(work, action);
      return;
    case "attachPartition":
      attachPartition(work, action);
      return;
    case "detachPartition":
      detachPartition(work, action);
      return;
    case "tableOption":
      if (action.option === "inherit" || action.option === "noInherit" || action.option === "other")
        setInheritance(work, action);
      return;
    case "insert":
      runCalls(work, action.calls ?? [], action.tables);
      return;
    case "select":
      runCalls(work, action.calls ?? [], []);
      return;
    case "update":
    case "delete":
      runCalls(work, action.calls ?? [], [action.table]);
      return;
    case "set":
      setSearchPath(work, action);
      return;
    case "transaction":
      if (action.command === "rollback")
        addGap(work, { reason: "unsupported", detail: "what ROLLBACK takes back" }, { kind: "anything" });
      return;
    case "doBlock":
      runBlock(work, action);
      return;
    case "other":
      applyOther(work, action);
      return;
    case "unknown":
      applyUnknown(work, action);
      return;
    // Rows, statistics, storage and locks: the schema stays as it is.
    case "setStatistics":
    case "setStorage":
    case "setCompression":
    case "setColumnOptions":
    case "reindex":
    case "refreshView":
    case "comment":
    case "truncate":
    case "lockTable":
    case "cluster":
    case "vacuum":
    case "analyze":
      return;
  }
}

/** A statement that cannot be read. */
function applyUnknown(work: Work, { why, touches, rowsOnly }: Extract<Action, { readonly kind: "unknown" }>): void {
  if (rowsOnly) runTriggers(work, work.state.tables.values());
  else if (touches === null) addGap(work, why, { kind: "anything" });
  else for (const name of touches) addNamedGap(work, why, name);
}

type TableAction = Extract<Action, { readonly table: QualifiedName }>;

function inTable(work: Work, action: TableAction, change: (place: Place, table: Table) => void): void {
  onTable(work, action.table, { isOptional: action.ifTableExists === true }, (place, table) => {
    if (action.only === true && descendants(work, place.key).length > 0) {
      addNamedGap(work, { reason: "unsupported", detail: "a change that leaves the tables below alone" }, action.table);
    }
    change(place, table);
  });
}

/** The table that a name means. One that no migration made was there before the first revision: what else it holds is not known. */
function onTable(
  work: Work,
  name: QualifiedName,
  options: { readonly isOptional: boolean },
  change: (place: Place, table: Table) => void,
): void {
  const place = existing(work, name, isTable);
  const table = place === null ? undefined : work.state.tables.get(place.key);
  if (place !== null && table !== undefined) {
    change(place, table);
    return;
  }
  if (!name.name.known || name.schema?.known === false) {
    const why = name.name.known ? (name.schema?.known === false ? name.schema.why : null) : name.name.why;
    if (why !== null) addNamedGap(work, why, name);
    return;
  }
  if (options.isOptional) return;
  const made = newPlace(work, name);
  if (made === null) {
    addNamedGap(work, { reason: "unsupported", detail: "the schema of a table whose search path is not known" }, name);
    return;
  }
  const old = oldTable(work, made);
  putTable(work, made.key, old);
  change(made, old);
}

function oldTable(work: Work, { schema, name }: Place): Table {
  const why = { reason: "query", detail: "the table was there before it is first named here" } as const;
  const gap = addGap(work, why, { kind: "relation", schema, name });
  return {
    kind: "table",
    schema,
    name,
    temporary: false,
    columns: [],
    constraints: [],
    indexes: [],
    partitionOf: null,
    isDefaultPartition: false,
    triggers: [],
    inherits: [],
    reads: [],
    born: -1,
    gaps: [gap],
  };
}

function renameRelation(
  work: Work,
  subject: QualifiedName,
  newName: Extract<Action, { kind: "renameTable" }>["newName"],
  isOptional: boolean,
): void {
  const to = known(newName);
  if (to === null) {
    if (!newName.known) addNamedGap(work, newName.why, subject);
    return;
  }
  const found = existing(work, subject, isRelation);
  if (found !== null && !isTable(work, found.key)) {
    // ALTER TABLE also renames indexes and sequences.
    if (work.state.sequences.has(found.key)) moveSequence(work, found, placeOf(found.schema, storedName(to)));
    else renameIndex(work, found, storedName(to));
    return;
  }
  onTable(work, subject, { isOptional }, (place) => moveTable(work, place.key, placeOf(place.schema, storedName(to))));
}

function setSchema(work: Work, action: Extract<Action, { kind: "setSchema" }>): void {
  const to = known(action.schema);
  const isOfRelation: readonly RelationKind[] = ["table", "view", "materialized view", "sequence"];
  if (to === null) {
    if (!action.schema.known) addNamedGap(work, action.schema.why, action.name);
    return;
  }
  if (action.object === "type") {
    const place = existing(work, action.name, isType);
    if (place !== null) moveType(work, place, placeOf(to, place.name));
    return;
  }
  if (!isOfRelation.includes(action.object)) return;
  const found = existing(work, action.name, isRelation);
  if (found !== null && work.state.sequences.has(found.key)) {
    moveSequence(work, found, placeOf(to, found.name));
    return;
  }
  onTable(work, action.name, { isOptional: true }, (place) => {
    const before = work.state.tables.get(place.key);
    moveTable(work, place.key, placeOf(to, place.name));
    // Defaults name the sequences that went along.
    for (const column of before?.columns ?? []) {
      if (column.ownedSequence !== null) renameInDefaults(work, placeOf(to, place.name), column.name);
    }
  });
}

function renameInDefaults(work: Work, place: Place, column: string): void {
  const table = work.state.tables.get(place.key);
  const sequence = table?.columns.find((it) => it.name === column)?.ownedSequence ?? null;
  const found = sequence === null ? undefined : work.state.sequences.get(sequence);
  if (table === undefined || found === undefined) return;
  const columns = table.columns.map((it) => {
    if (it.name !== column || it.default?.form !== "catalog" || !it.default.text.startsWith("nextval(")) return it;
    return { ...it, default: nextval(found) };
  });
  putTable(work, place.key, { ...table, columns });
}

function changeColumn(
  work: Work,
  place: Place,
  table: Table,
  action: Extract<Action, { kind: "dropColumn" | "renameColumn" }>,
): void {
  const name = known(action.column);
  const to = action.kind === "renameColumn" ? known(action.newName) : "";
  if (name === null || to === null) {
    const why = !action.column.known
      ? action.column.why
      : action.kind === "renameColumn" && !action.newName.known
        ? action.newName.why
        : null;
    if (why !== null) addNamedGap(work, why, action.table);
    return;
  }
  const stored = storedName(name);
  const isOfView = table.viewColumns !== undefined && action.kind === "renameColumn";
  if (!isOfView && !table.columns.some((it) => it.name === stored)) {
    const isOptional = action.kind === "dropColumn" && action.ifExists;
    const isRead = table.kind === "view" || table.kind === "materialized view";
    if (!isOptional && !isRead && table.gaps.length === 0)
      contradiction(work, place, `there is no column ${stored} by what was read before`);
    if (action.kind === "renameColumn" && table.gaps.length > 0)
      addNamedGap(
        work,
        { reason: "unsupported", detail: `the column ${stored}, of which nothing is known, is renamed` },
        action.table,
      );
    return;
  }
  if (action.kind === "dropColumn") dropColumn(work, place, stored, action.cascade);
  else renameColumn(work, place, stored, storedName(to));
}

function changeConstraint(
  work: Work,
  place: Place,
  table: Table,
  action: Extract<Action, { kind: "dropConstraint" | "renameConstraint" | "validateConstraint" }>,
): void {
  const name = known(action.name);
  if (name === null) {
    if (!action.name.known) addNamedGap(work, action.name.why, action.table);
    return;
  }
  const stored = storedName(name);
  const constraint = table.constraints.find((it) => it.name === stored);
  if (constraint === undefined) {
    if (action.kind === "dropConstraint" && dropNotNullConstraint(work, place, table, stored)) return;
    const isOptional = action.kind === "dropConstraint" && action.ifExists;
    if (!isOptional && table.gaps.length === 0)
      contradiction(work, place, `there is no constraint ${stored} by what was read before`);
    return;
  }
  if (action.kind === "dropConstraint") {
    dropConstraint(work, place, stored);
    return;
  }
  if (action.kind === "validateConstraint") {
    const constraints = table.constraints.map((it) => (it === constraint ? { ...it, validated: true } : it));
    putTable(work, place.key, { ...table, constraints });
    return;
  }
  const to = known(action.newName);
  if (to === null) {
    if (!action.newName.known) addNamedGap(work, action.newName.why, action.table);
    return;
  }
  if (hasIndex(constraint.type)) {
    renameIndex(work, placeOf(place.schema, stored), storedName(to));
    return;
  }
  for (const key of [place.key, ...descendants(work, place.key)]) {
    const owner = work.state.tables.get(key);
    if (owner === undefined) continue;
    const constraints = owner.constraints.map((it) =>
      it.name === stored && it.type === constraint.type ? { ...it, name: storedName(to) } : it,
    );
    putTable(work, key, { ...owner, constraints });
  }
}

/** From PostgreSQL 18 on NOT NULL is a constraint with a name. */
function dropNotNullConstraint(work: Work, place: Place, table: Table, name: string): boolean {
  const column = table.columns.find(
    (it) => it.notNull && chosenName({ first: table.name, second: it.name, label: "not_null" }, () => false) === name,
  );
  if (column === undefined) return false;
  putTable(work, place.key, {
    ...table,
    columns: table.columns.map((it) => (it === column ? { ...it, notNull: false } : it)),
  });
  return true;
}

function changeIndex(work: Work, action: Extract<Action, { kind: "dropIndex" | "renameIndex" }>): void {
  const { index } = action;
  const why = index.name.known
    ? action.kind === "renameIndex" && !action.newName.known
      ? action.newName.why
      : null
    : index.name.why;
  if (why !== null) {
    addNamedGap(work, why, action.kind === "dropIndex" ? action.table : null);
    return;
  }
  const place = existing(work, index, (it, key) => it.state.indexNames.has(key));
  if (place !== null) {
    if (action.kind === "dropIndex") dropIndex(work, place);
    else if (action.newName.known) renameIndex(work, place, storedName(action.newName.value));
    return;
  }
  const made = newPlace(work, index);
  if (action.kind === "dropIndex") forget(work, index);
  if (made === null || (action.kind === "dropIndex" && action.ifExists)) return;
  const table = action.kind === "dropIndex" && action.table !== null ? existing(work, action.table, isTable) : null;
  const owner = table === null ? undefined : work.state.tables.get(table.key);
  if (table !== null && owner?.gaps.length === 0)
    contradiction(work, table, `there is no index ${made.name} by what was read before`);
}

/** Kinds of statements that change nothing of what is told here (parser node names). */
const harmless: ReadonlySet<string> = new Set([
  "GrantStmt",
  "GrantRoleStmt",
  "AlterOwnerStmt",
  "AlterDefaultPrivilegesStmt",
  "AlterFunctionStmt",
  "AlterObjectDependsStmt",
  "AlterRoleStmt",
  "AlterRoleSetStmt",
  "AlterDatabaseStmt",
  "AlterDatabaseSetStmt",
  "AlterSystemStmt",
  "AlterPolicyStmt",
  "AlterPublicationStmt",
  "AlterStatsStmt",
  "AlterTableMoveAllStmt",
  "AlterTypeStmt",
  "CreateAmStmt",
  "CreateCastStmt",
  "CreateConversionStmt",
  "CreateFdwStmt",
  "CreateForeignServerStmt",
  "CreateOpClassStmt",
  "CreateOpFamilyStmt",
  "CreatePLangStmt",
  "CreatePublicationStmt",
  "CreateRoleStmt",
  "CreateStatsStmt",
  "CreateSubscriptionStmt",
  "CreateTransformStmt",
  "CreateUserMappingStmt",
  "CreatedbStmt",
  "DefineStmt",
  "DiscardStmt",
  "DropRoleStmt",
  "DropUserMappingStmt",
  "CheckPointStmt",
  "ConstraintsSetStmt",
  "DeallocateStmt",
  "ListenStmt",
  "LoadStmt",
  "NotifyStmt",
  "SecLabelStmt",
  "UnlistenStmt",
  "VariableShowStmt",
]);

function applyOther(work: Work, action: Extract<Action, { kind: "other" }>): void {
  if (harmless.has(action.statement)) return;
  // A domain's checks, a composite type's attributes, the name of something that is not told here: no table changes with them.
  if (
    action.statement === "AlterDomainStmt" ||
    (action.statement === "AlterTableStmt" && action.relations.length === 0)
  )
    return;
  const why = {
    reason: "unsupported",
    detail: `a statement of a kind that is not followed (${action.statement})`,
  } as const;
  for (const name of action.relations) addNamedGap(work, why, name);
}
