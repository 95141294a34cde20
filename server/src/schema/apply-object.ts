import type { Action } from "../postgres/action.ts";
import { isHarmlessFunction } from "../postgres/harmless-functions.ts";
import type { QualifiedName } from "../postgres/name.ts";
import { sqlTokens } from "../postgres/sql-tokens.ts";
import { dropRelation } from "./apply-column.ts";
import { storedName } from "./chosen-name.ts";
import { codeEffect } from "./code-effect.ts";
import { defaultSchema, relationKey, type Sequence, type Table } from "./schema-state.ts";
import { dropSequence, moveSequence, putSequence } from "./sequences.ts";
import {
  addGap,
  addNamedGap,
  existing,
  isRelation,
  isTable,
  known,
  newPlace,
  placeOf,
  putTable,
  type Work,
} from "./work.ts";

type ActionOf<Kind extends Action["kind"]> = Extract<Action, { kind: Kind }>;

function isSequence(work: Work, key: string): boolean {
  return work.state.sequences.has(key);
}

export function applySequence(
  work: Work,
  action: ActionOf<"createSequence" | "alterSequence"> | ActionOf<"dropSequence">,
): void {
  const { state } = work;
  if (action.kind === "createSequence") {
    const place = newPlace(work, action.sequence);
    if (place === null) addUnknownName(work, action.sequence);
    else if (!isRelation(work, place.key) || action.detail?.ifNotExists !== true) {
      const sequence = {
        schema: place.schema,
        name: place.name,
        ownedBy: ownerOf(work, action),
        born: state.clock,
        gaps: [],
      };
      putSequence(work, place.key, sequence);
    }
    return;
  }
  const place = existing(work, action.sequence, isSequence);
  const sequence = place === null ? undefined : state.sequences.get(place.key);
  if (place === null || sequence === undefined) {
    if (action.kind === "alterSequence" || !action.sequence.name.known) addUnknownName(work, action.sequence);
    return;
  }
  if (action.kind === "dropSequence") {
    // A default that counts with it goes along, with CASCADE; without it there was none.
    dropSequence(work, place.key);
    return;
  }
  const to = known(action.detail?.newName ?? null);
  if (to !== null) moveSequence(work, place, placeOf(place.schema, storedName(to)));
  else if (action.detail?.ownedBy != null)
    putSequence(work, place.key, { ...sequence, ownedBy: ownerOf(work, action) });
}

function addUnknownName(work: Work, name: QualifiedName): void {
  if (!name.name.known) addNamedGap(work, name.name.why, name);
}

function ownerOf(work: Work, action: ActionOf<"createSequence" | "alterSequence">): Sequence["ownedBy"] {
  const owner = action.detail?.ownedBy ?? null;
  if (owner === null || owner === "none") return null;
  const table = existing(work, owner.table, isTable);
  return table === null ? null : { table: table.key, column: storedName(owner.column) };
}

/** Schemas and extensions. */
export function applyNamed(
  work: Work,
  action:
    | ActionOf<"createSchema">
    | ActionOf<"dropSchema">
    | ActionOf<"renameSchema">
    | ActionOf<"createExtension" | "dropExtension">,
): void {
  const wanted = "schema" in action ? action.schema : action.extension;
  const name = known(wanted);
  if (name === null) {
    if (!wanted.known) addGap(work, wanted.why, { kind: "anything" });
    return;
  }
  const { state } = work;
  const made = { name, born: state.clock, gaps: [] };
  switch (action.kind) {
    case "createSchema":
      work.state = { ...state, schemas: state.schemas.has(name) ? state.schemas : state.schemas.set(name, made) };
      return;
    case "dropSchema":
      work.state = { ...state, schemas: state.schemas.delete(name) };
      emptySchema(work, name);
      return;
    case "renameSchema":
      addGap(work, { reason: "unsupported", detail: "a schema that is renamed" }, { kind: "schema", schema: name });
      return;
    case "createExtension":
      work.state = {
        ...state,
        extensions: state.extensions.has(name) ? state.extensions : state.extensions.set(name, made),
      };
      return;
    case "dropExtension":
      work.state = { ...state, extensions: state.extensions.delete(name) };
      if (action.cascade === true)
        addGap(work, { reason: "unsupported", detail: `what depends on the extension ${name}` }, { kind: "anything" });
  }
}

/** Everything in a dropped schema goes: with CASCADE, or there was nothing. */
function emptySchema(work: Work, schema: string): void {
  for (const [key, table] of [...work.state.tables.entries()]) if (table.schema === schema) dropRelation(work, key);
  for (const [key, it] of [...work.state.sequences.entries()]) {
    if (it.schema === schema) dropSequence(work, key);
  }
  for (const [key, it] of [...work.state.types.entries()]) {
    if (it.schema === schema) work.state = { ...work.state, types: work.state.types.delete(key) };
  }
}

export function createView(work: Work, action: ActionOf<"createView">): void {
  const place = newPlace(work, action.view);
  if (place === null) {
    addUnknownName(work, action.view);
    return;
  }
  const before = work.state.tables.get(place.key);
  const reads = action.reads.flatMap((it) => existing(work, it, isTable)?.key ?? []);
  const view: Table = {
    kind: action.materialized ? "materialized view" : "view",
    schema: place.schema,
    name: place.name,
    temporary: false,
    columns: [],
    constraints: [],
    indexes: before !== undefined && action.replace ? before.indexes : [],
    partitionOf: null,
    isDefaultPartition: false,
    triggers: before?.triggers ?? [],
    inherits: [],
    reads,
    ...(action.columns === undefined
      ? {}
      : { viewColumns: action.columns.map((it) => (it === null ? null : storedName(it))) }),
    born: work.state.clock,
    gaps: [],
  };
  putTable(work, place.key, view);
}

export function dropView(work: Work, action: ActionOf<"dropView">): void {
  const place = existing(work, action.view, isTable);
  if (place === null) {
    addUnknownName(work, action.view);
    return;
  }
  dropRelation(work, place.key);
}

/** CREATE FUNCTION remembers whether running it is harmless; DROP FUNCTION … CASCADE takes along what uses it. */
export function applyFunction(work: Work, action: ActionOf<"createFunction" | "dropFunction">): void {
  const place = newPlace(work, action.function) ?? null;
  if (place === null) return;
  const { state } = work;
  if (action.kind === "createFunction") {
    const harmless =
      action.code !== undefined && codeEffect(action.code, (it) => isHarmlessCall(work, it)).kind === "none";
    work.state = { ...state, functions: state.functions.set(place.key, { harmless }) };
    return;
  }
  work.state = { ...state, functions: state.functions.delete(place.key) };
  if (action.cascade !== true) return;
  const why = { reason: "unsupported", detail: `what depends on the function ${place.name}` } as const;
  for (const table of [...state.tables.values()]) {
    if (mentions(table, place.name)) addGap(work, why, { kind: "relation", schema: table.schema, name: table.name });
  }
}

/** Whether a default, a CHECK, an index or the query of a view may call the function. Triggers are not part of the schema that is told here. */
function mentions(table: Table, name: string): boolean {
  if (table.kind === "view" || table.kind === "materialized view") return true;
  const texts = [
    ...table.columns.flatMap((it) => [it.default, it.generated?.expression ?? null]),
    ...table.constraints.map((it) => it.expression),
    ...table.indexes.flatMap((it) => [it.where, ...it.elements.map((element) => element.text)]),
  ];
  return texts.some(
    (it) => it !== null && it.form !== "unknown" && sqlTokens(it.text).some((token) => token.value === name),
  );
}

function isHarmlessCall(work: Work, name: string): boolean {
  if (isHarmlessFunction(name)) return true;
  const parts = name.split(".");
  const last = parts.at(-1) ?? "";
  const schemas = parts.length > 1 ? [parts.at(-2) ?? ""] : (work.state.searchPath ?? []);
  return schemas.some((schema) => work.state.functions.get(relationKey(schema, last))?.harmless === true);
}

/** A statement on rows: what its functions and the triggers of its tables can do. */
export function runCalls(work: Work, calls: readonly string[], written: readonly QualifiedName[]): void {
  const unknown = calls.find((it) => it !== "set_config" && !isHarmlessCall(work, it));
  if (unknown !== undefined) {
    addGap(work, { reason: "call", detail: `what the function ${unknown} does` }, { kind: "anything" });
    return;
  }
  const places = written.flatMap((name) => existing(work, name, isTable) ?? []);
  runTriggers(
    work,
    places.flatMap(({ key }) => work.state.tables.get(key) ?? []),
  );
}

/** Rows of these tables are written: what their triggers can do. */
export function runTriggers(work: Work, tables: Iterable<Table>): void {
  for (const { triggers } of tables) {
    for (const trigger of triggers) {
      if (work.state.functions.get(trigger.function)?.harmless === true) continue;
      addGap(work, { reason: "call", detail: `what the trigger ${trigger.name} does` }, { kind: "anything" });
      return;
    }
  }
}

export function applyTrigger(
  work: Work,
  action: ActionOf<"createTrigger" | "dropTrigger" | "createPolicy" | "dropPolicy" | "createRule" | "dropRule">,
): void {
  const place = existing(work, action.table, isTable);
  const table = place === null ? undefined : work.state.tables.get(place.key);
  const name = known(action.name);
  if (place === null || table === undefined || name === null) return;
  if (action.kind === "dropTrigger") {
    putTable(work, place.key, { ...table, triggers: table.triggers.filter((it) => it.name !== name) });
  } else if (action.kind === "createTrigger") {
    const called = action.function === undefined ? null : newPlace(work, action.function);
    const trigger = { name, function: called?.key ?? relationKey(defaultSchema, "?") };
    putTable(work, place.key, { ...table, triggers: [...table.triggers.filter((it) => it.name !== name), trigger] });
  } else if (action.kind === "createPolicy" || action.kind === "dropPolicy") {
    const others = (table.policies ?? []).filter((it) => it.name !== name);
    const made = action.kind === "createPolicy" ? [{ name, policy: action.policy ?? "permissive" }] : [];
    putTable(work, place.key, { ...table, policies: [...others, ...made] });
  }
}

/** A DO block: what its words can touch. */
export function runBlock(work: Work, action: ActionOf<"doBlock">): void {
  const effect =
    action.code === undefined
      ? { kind: "anything" as const }
      : codeEffect(action.code, (it) => isHarmlessCall(work, it));
  const why = { reason: "unsupported", detail: "what the DO block does" } as const;
  if (effect.kind === "anything") addGap(work, why, { kind: "anything" });
  else if (effect.kind === "names") addGap(work, why, { kind: "names", names: effect.names });
}

/** SET search_path, until the session or the transaction ends. */
export function setSearchPath(work: Work, action: ActionOf<"set">): void {
  if (action.parameter !== "search_path" && action.parameter !== "all") return;
  const path =
    action.value === null
      ? [defaultSchema]
      : action.value.split(",").flatMap((it) => {
          const token = sqlTokens(it)[0];
          return token === undefined || token.value === "$user" || it.trim() === "" ? [] : [token.value];
        });
  const sessionPath = action.local ? (work.state.sessionPath ?? work.state.searchPath) : null;
  work.state = { ...work.state, searchPath: path, sessionPath };
}
