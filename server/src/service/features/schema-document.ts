import { lineIndex } from "../../base/line-index.ts";
import { tableGaps } from "../../schema/find-table.ts";
import {
  type Column,
  type Constraint,
  defaultSchema,
  type Gap,
  type Index,
  ofKey,
  relationKey,
  type SchemaState,
  type Table,
  type Touch,
} from "../../schema/schema-state.ts";
import { catalogText, constraintKinds, elementTexts } from "../../schema/schema-words.ts";
import { touches } from "../../schema/touches.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";

/** A schema as plain data, in the shape of `limbeck schema --format json`. Everything is sorted by name; `schema` is null for `public`. */
export interface SchemaDocument {
  /** The revisions, separated by commas; "base" for none. */
  readonly revision: string;
  /** No gap: a database that was empty at base has exactly this. */
  readonly exact: boolean;
  readonly gaps: readonly SchemaGap[];
  readonly tables: readonly SchemaTable[];
  readonly enums: readonly {
    readonly schema: string | null;
    readonly name: string;
    readonly values: readonly string[];
    readonly exact: boolean;
  }[];
  readonly views: readonly {
    readonly schema: string | null;
    readonly name: string;
    readonly materialized: boolean;
    readonly exact: boolean;
  }[];
  readonly domains: readonly { readonly schema: string | null; readonly name: string; readonly type: string | null }[];
  readonly sequences: readonly {
    readonly schema: string | null;
    readonly name: string;
    readonly ownedBy: string | null;
  }[];
}

export interface SchemaGap {
  readonly revision: string;
  /** Path of the version file; null when there is none. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number;
  /** Names of what it may have changed: `orders`, `audit.log`; `audit.*` for a schema, `*` for anything. */
  readonly touches: readonly string[];
  readonly why: string;
}

export interface SchemaTable {
  readonly schema: string | null;
  readonly name: string;
  readonly exact: boolean;
  readonly columns: readonly SchemaColumn[];
  readonly constraints: readonly SchemaConstraint[];
  /** Those of constraints are left out. */
  readonly indexes: readonly SchemaIndex[];
  readonly partitionOf: string | null;
}

export interface SchemaColumn {
  readonly name: string;
  /** Null when it is not known. */
  readonly type: string | null;
  readonly nullable: boolean;
  /** Of a generated column its expression. */
  readonly default: string | null;
  readonly identity: "always" | "by default" | null;
  readonly generated: "stored" | "virtual" | null;
  readonly exact: boolean;
  /** Which of the texts are as the migration writes them, since what PostgreSQL prints cannot be told without it. */
  readonly asWritten: readonly ("type" | "default")[];
}

export interface SchemaConstraint {
  readonly name: string;
  readonly kind: string;
  readonly columns: readonly string[];
  /** CHECK and EXCLUDE, as written. */
  readonly expression: string | null;
  readonly references: {
    readonly schema: string | null;
    readonly table: string;
    readonly columns: readonly string[];
    readonly onDelete: string | null;
    readonly onUpdate: string | null;
  } | null;
  readonly validated: boolean;
  readonly deferrable: boolean;
  readonly exact: boolean;
}

export interface SchemaIndex {
  readonly name: string;
  /** Expressions as written. */
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly include: readonly string[];
  readonly method: string;
  readonly where: string | null;
  readonly exact: boolean;
}

/** The document of a state; `revision` names it. Alembic's version table is left out. */
export function schemaDocument(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  options: { readonly revision: string; readonly state: SchemaState },
): SchemaDocument {
  const { state, revision } = options;
  const tables = listedTables(state, project);
  const gaps = relevantGaps(state, tables);
  const exactOf = (it: {
    readonly schema: string;
    readonly name: string;
    readonly born: number;
    readonly gaps: readonly Gap[];
  }): boolean =>
    it.gaps.length === 0 && !state.gaps.some((gap) => gap.clock > it.born && touches(gap.touches, it.schema, it.name));
  const types = sorted([...state.types.values()]);
  return {
    revision,
    exact: gaps.length === 0,
    gaps: distinct(gaps.map((it) => gapDocument(snapshot, project, it))),
    tables: tables.filter((it) => !isView(it)).map((it) => tableDocument(state, it)),
    enums: types.flatMap((it) =>
      it.kind === "enum"
        ? [{ schema: schemaName(it.schema), name: it.name, values: it.values, exact: exactOf(it) }]
        : [],
    ),
    views: tables.filter(isView).map((it) => ({
      schema: schemaName(it.schema),
      name: it.name,
      materialized: it.kind === "materialized view",
      exact: tableGaps(state, it).length === 0,
    })),
    domains: types.flatMap((it) =>
      it.kind === "domain"
        ? [{ schema: schemaName(it.schema), name: it.name, type: it.base.form === "unknown" ? null : it.base.text }]
        : [],
    ),
    sequences: sorted([...state.sequences.values()]).map((it) => ({
      schema: schemaName(it.schema),
      name: it.name,
      ownedBy: it.ownedBy === null ? null : `${displayed(ofKey(it.ownedBy.table))}.${it.ownedBy.column}`,
    })),
  };
}

/** Several columns of one statement can be unknown for the same reason: readers are told once. */
function distinct(gaps: readonly SchemaGap[]): readonly SchemaGap[] {
  return [...new Map(gaps.map((it) => [JSON.stringify(it), it])).values()];
}

/** Tables and views by schema and name, without the version table and temporary ones. */
export function listedTables(state: SchemaState, project: ProjectSnapshot): readonly Table[] {
  const { versionTable, versionTableSchema } = project.analysis;
  const own = relationKey(versionTableSchema ?? defaultSchema, versionTable);
  return sorted([...state.tables.entries()].filter(([key, it]) => key !== own && !it.temporary).map(([, it]) => it));
}

/** Every gap that may have changed something of what is listed, or may have made something that is not; oldest first. */
export function relevantGaps(state: SchemaState, tables: readonly Table[]): readonly Gap[] {
  const found = new Set<Gap>();
  for (const gap of state.gaps) if (gap.touches.kind !== "relation" || isOpen(state, gap)) found.add(gap);
  for (const table of tables) for (const gap of tableGaps(state, table)) found.add(gap);
  for (const it of [...state.types.values(), ...state.sequences.values()]) for (const gap of it.gaps) found.add(gap);
  return [...found].sort((a, b) => a.clock - b.clock);
}

/** A gap of one relation that was made anew since says nothing any more. */
function isOpen(state: SchemaState, { touches: touch, clock }: Gap): boolean {
  if (touch.kind !== "relation") return true;
  const key = relationKey(touch.schema, touch.name);
  const born = state.tables.get(key)?.born ?? state.types.get(key)?.born ?? -1;
  return born < clock;
}

function isView(table: Table): boolean {
  return table.kind === "view" || table.kind === "materialized view";
}

function schemaName(schema: string): string | null {
  return schema === defaultSchema ? null : schema;
}

function displayed({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return schema === defaultSchema ? name : `${schema}.${name}`;
}

function sorted<T extends { readonly schema: string; readonly name: string }>(list: readonly T[]): readonly T[] {
  const key = (it: T): string => `${it.schema === defaultSchema ? "" : it.schema}\0${it.name}`;
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function byName<T extends { readonly name: string }>(list: readonly T[]): readonly T[] {
  return [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function tableDocument(state: SchemaState, table: Table): SchemaTable {
  return {
    schema: schemaName(table.schema),
    name: table.name,
    exact: tableGaps(state, table).length === 0,
    columns: table.columns.map(columnDocument),
    constraints: byName(table.constraints).map(constraintDocument),
    indexes: byName(table.indexes.filter((it) => it.constraint === null)).map(indexDocument),
    partitionOf: table.partitionOf === null ? null : displayed(ofKey(table.partitionOf)),
  };
}

function columnDocument(column: Column): SchemaColumn {
  const text = column.generated?.expression ?? column.default;
  return {
    name: column.name,
    type: column.type.form === "unknown" ? null : column.type.text,
    nullable: !column.notNull,
    default: text === null || text.form === "unknown" ? null : text.text,
    identity: column.identity === "byDefault" ? "by default" : column.identity,
    generated: column.generated?.kind ?? null,
    exact: column.gaps.length === 0,
    asWritten: [
      ...(column.type.form === "written" ? (["type"] as const) : []),
      ...(text?.form === "written" ? (["default"] as const) : []),
    ],
  };
}

function constraintDocument(constraint: Constraint): SchemaConstraint {
  const { references } = constraint;
  const target = references === null ? null : ofKey(references.table);
  return {
    name: constraint.name,
    kind: constraintKinds[constraint.type],
    columns: constraint.columns,
    expression: constraint.expression === null ? null : catalogText(constraint.expression),
    references:
      references === null || target === null
        ? null
        : {
            schema: schemaName(target.schema),
            table: target.name,
            columns: references.columns,
            onDelete: references.onDelete,
            onUpdate: references.onUpdate,
          },
    validated: constraint.validated,
    deferrable: constraint.deferrable,
    exact: constraint.gaps.length === 0,
  };
}

function indexDocument(index: Index): SchemaIndex {
  return {
    name: index.name,
    columns: elementTexts(index).map((text, i) =>
      index.elements[i]?.isPlain === true ? (index.elements[i]?.column ?? text) : text,
    ),
    unique: index.unique,
    include: index.include,
    method: index.method,
    where: index.where === null ? null : catalogText(index.where),
    exact: index.gaps.length === 0,
  };
}

/** A gap with its place in the file as it is now. */
export function gapDocument(snapshot: Snapshot, project: ProjectSnapshot, gap: Gap): SchemaGap {
  const { revision, direction, operation, gap: index } = gap.at;
  const file = project.fileOf(revision);
  const body = file === undefined ? undefined : snapshot.readOnline(file)?.[direction];
  const site = body?.operations[operation]?.site;
  const own = site?.file == null ? site?.call : (site.frames.find((it) => it.file === null)?.call ?? site.statement);
  const span = index === null ? own : body?.gaps[index]?.span;
  const line = file === undefined || span === undefined ? 1 : lineIndex(file.text).position(span.start).line + 1;
  return { revision, file: file?.path ?? null, line, touches: touchNames(gap.touches), why: gap.why.detail };
}

function touchNames(touch: Touch): readonly string[] {
  switch (touch.kind) {
    case "anything":
      return ["*"];
    case "schema":
      return [`${touch.schema}.*`];
    case "names":
      return touch.names;
    case "relation":
      return [displayed(touch)];
  }
}
