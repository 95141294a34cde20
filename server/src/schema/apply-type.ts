import type { Action } from "../postgres/action.ts";
import { quoteLiteral } from "../postgres/quote-literal.ts";
import { dropColumn } from "./apply-column.ts";
import { displayed, readType } from "./catalog-names.ts";
import { storedName } from "./chosen-name.ts";
import type { CatalogText, Column, UserType } from "./schema-state.ts";
import {
  addGap,
  addNamedGap,
  contradiction,
  existing,
  isTable,
  isType,
  known,
  newPlace,
  type Place,
  placeOf,
  putTable,
  type Work,
} from "./work.ts";

type TypeAction = Extract<
  Action,
  {
    kind: "createEnum" | "addEnumValue" | "renameEnumValue" | "createDomain" | "createType" | "renameType" | "dropType";
  }
>;

/** Enums, domains and other types. */
export function applyType(work: Work, action: TypeAction): void {
  switch (action.kind) {
    case "createEnum":
    case "createDomain":
    case "createType":
      create(work, action);
      return;
    case "addEnumValue":
    case "renameEnumValue":
      changeValues(work, action);
      return;
    case "renameType": {
      const place = existing(work, action.type, isType);
      const to = known(action.newName);
      if (place === null || to === null) {
        if (!action.newName.known) addNamedGap(work, action.newName.why, action.type);
        return;
      }
      moveType(work, place, placeOf(place.schema, storedName(to)));
      return;
    }
    case "dropType":
      drop(work, action);
  }
}

function create(work: Work, action: Extract<TypeAction, { kind: "createEnum" | "createDomain" | "createType" }>): void {
  const place = newPlace(work, action.type);
  if (place === null) {
    if (!action.type.name.known) addNamedGap(work, action.type.name.why, action.type);
    return;
  }
  const base = { schema: place.schema, name: place.name, born: work.state.clock, gaps: [] };
  const before = work.state.types.get(place.key);
  const type = newType(work, action, base);
  if (before !== undefined) {
    // Alembic's create_table makes a type again that another revision made, when each runs on its own; in one run it remembers the type.
    if (isSameType(before, type)) return;
    if (before.gaps.length === 0)
      contradiction(work, place, `the type ${place.name} exists already by what was read before`);
  }
  put(work, place, type);
}

function newType(
  work: Work,
  action: Extract<TypeAction, { kind: "createEnum" | "createDomain" | "createType" }>,
  base: Pick<UserType, "schema" | "name" | "born" | "gaps">,
): UserType {
  switch (action.kind) {
    case "createEnum": {
      if (action.values.known) return { ...base, kind: "enum", values: action.values.value };
      const touches = { kind: "relation", schema: base.schema, name: base.name } as const;
      const gap = { at: work.at, why: action.values.why, touches, clock: work.state.clock };
      return { ...base, kind: "enum", values: [], gaps: [gap] };
    }
    case "createDomain":
      return {
        ...base,
        kind: "domain",
        base: readType(work, action.base).text,
        notNull: action.notNull,
        hasCheck: action.hasCheck,
      };
    case "createType":
      return { ...base, kind: action.form === "base" ? "other" : action.form };
  }
}

function isSameType(a: UserType, b: UserType): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "enum" && b.kind === "enum") return a.values.join("\0") === b.values.join("\0");
  return a.kind !== "domain";
}

function put(work: Work, place: Place, type: UserType): void {
  work.state = { ...work.state, types: work.state.types.set(place.key, type) };
}

function changeValues(work: Work, action: Extract<TypeAction, { kind: "addEnumValue" | "renameEnumValue" }>): void {
  const place = existing(work, action.type, isType);
  const type = place === null ? undefined : work.state.types.get(place.key);
  if (place === null || type === undefined) {
    if (!action.type.name.known) addNamedGap(work, action.type.name.why, action.type);
    else makeOldEnum(work, action);
    return;
  }
  if (type.kind !== "enum") return;
  const value = known(action.value);
  const unknown = (): void => {
    const { schema, name } = place;
    const why = action.value.known
      ? ({ reason: "unsupported", detail: "the place of the new value" } as const)
      : action.value.why;
    addGap(work, why, { kind: "relation", schema, name });
  };
  if (value === null) {
    unknown();
    return;
  }
  if (action.kind === "renameEnumValue") {
    const to = known(action.newValue);
    if (to === null || !type.values.includes(value)) {
      unknown();
      return;
    }
    const added = type.added?.map((it) => (it.value === value ? { ...it, value: to } : it));
    const values = type.values.map((it) => (it === value ? to : it));
    put(work, place, { ...type, values, ...(added === undefined ? {} : { added }) });
    renameInDefaults(work, displayed(place.schema, place.name), { from: value, to });
    return;
  }
  if (type.values.includes(value)) {
    if (!action.ifNotExists && type.gaps.length === 0)
      contradiction(work, place, `the value ${value} exists already by what was read before`);
    return;
  }
  const { neighbour } = action;
  const certain = !action.ifNotExists || type.gaps.length === 0;
  const added = [...(type.added ?? []), { value, at: work.at, clock: work.state.clock, certain }];
  if (neighbour === null) {
    put(work, place, { ...type, values: [...type.values, value], added });
    return;
  }
  const beside = known(neighbour.value);
  const at = beside === null ? -1 : type.values.indexOf(beside);
  if (at < 0) {
    put(work, place, { ...type, added });
    unknown();
  } else put(work, place, { ...type, values: type.values.toSpliced(neighbour.after ? at + 1 : at, 0, value), added });
}

/** A default holds the value itself, and prints it by its new name. */
function renameInDefaults(work: Work, type: string, value: { readonly from: string; readonly to: string }): void {
  const old = `${quoteLiteral(value.from)}::${type}`;
  for (const [key, table] of [...work.state.tables.entries()]) {
    if (!table.columns.some((it) => it.default?.form === "catalog" && it.default.text === old)) continue;
    const columns = table.columns.map(
      (it): Column =>
        it.default?.form === "catalog" && it.default.text === old
          ? { ...it, default: { form: "catalog", text: `${quoteLiteral(value.to)}::${type}` } }
          : it,
    );
    putTable(work, key, { ...table, columns });
  }
}

/** An enum that was there before the first revision. */
function makeOldEnum(work: Work, action: Extract<TypeAction, { kind: "addEnumValue" | "renameEnumValue" }>): void {
  const place = newPlace(work, action.type);
  if (place === null) return;
  const why = { reason: "query", detail: "the type was there before it is first named here" } as const;
  const gap = addGap(work, why, { kind: "relation", schema: place.schema, name: place.name });
  const value = action.kind === "addEnumValue" ? action.value : action.newValue;
  const values = value.known ? [value.value] : [];
  const isNew = action.kind === "addEnumValue";
  const certain = isNew && !action.ifNotExists;
  const added = isNew ? values.map((it) => ({ value: it, at: work.at, clock: work.state.clock, certain })) : [];
  put(work, place, { kind: "enum", schema: place.schema, name: place.name, born: -1, values, added, gaps: [gap] });
}

function drop(work: Work, action: Extract<TypeAction, { kind: "dropType" }>): void {
  const place = existing(work, action.type, isType);
  if (place === null) {
    if (!action.type.name.known) addNamedGap(work, action.type.name.why, action.type);
    else if (existing(work, action.type, isTable) !== null) return;
    return;
  }
  work.state = { ...work.state, types: work.state.types.delete(place.key) };
  const printed = displayed(place.schema, place.name);
  // Without CASCADE no column has the type, or the statement fails.
  if (!action.cascade) return;
  for (const [key, table] of [...work.state.tables.entries()]) {
    for (const column of table.columns) {
      if (column.baseType !== printed && column.baseType !== `${printed}[]`) continue;
      dropColumn(work, { key, schema: table.schema, name: table.name }, column.name, true);
    }
  }
}

/** The type under another name or in another schema: columns and defaults name it by the new one. */
export function moveType(work: Work, from: Place, to: Place): void {
  const type = work.state.types.get(from.key);
  if (type === undefined) return;
  work.state = {
    ...work.state,
    types: work.state.types.delete(from.key).set(to.key, { ...type, schema: to.schema, name: to.name }),
  };
  const [old, now] = [displayed(from.schema, from.name), displayed(to.schema, to.name)];
  for (const [key, table] of [...work.state.tables.entries()]) {
    if (!table.columns.some((it) => it.baseType === old || it.baseType === `${old}[]` || castsTo(it.default, old)))
      continue;
    const columns = table.columns.map((it) => ({
      ...it,
      ...(it.baseType === old || it.baseType === `${old}[]`
        ? { baseType: it.baseType.replace(old, () => now), type: withCast(it.type, old, now) }
        : {}),
      default:
        castsTo(it.default, old) && it.default !== null ? withCast(it.default, `::${old}`, `::${now}`) : it.default,
    }));
    putTable(work, key, { ...table, columns });
  }
}

function castsTo(text: CatalogText | null, type: string): boolean {
  return text?.form === "catalog" && (text.text.endsWith(`::${type}`) || text.text.endsWith(`::${type}[]`));
}

/** With the last occurrence of a name replaced. */
function withCast(text: CatalogText, old: string, now: string): CatalogText {
  if (text.form === "unknown") return text;
  const at = text.text.lastIndexOf(old);
  return at < 0 ? text : { ...text, text: text.text.slice(0, at) + now + text.text.slice(at + old.length) };
}
