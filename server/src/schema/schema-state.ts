import type { Unknown } from "../base/static.ts";
import type { PersistentMap } from "./persistent-map.ts";

/*
 * What exists in the database at one moment, as its catalog would say it. Immutable; states share what they have in common.
 * A fact holds unless one of its gaps changed it: what could not be read taints only what it can have touched.
 */

export interface SchemaState {
  /** Tables, views and materialized views by `relationKey`. */
  readonly tables: PersistentMap<Table>;
  /** Sequences by `relationKey`, those of SERIAL and IDENTITY columns included. */
  readonly sequences: PersistentMap<Sequence>;
  /** Enums, domains and other types by `relationKey`. */
  readonly types: PersistentMap<UserType>;
  /** Schemas that were created; `public` is always there. */
  readonly schemas: PersistentMap<NamedObject>;
  readonly extensions: PersistentMap<NamedObject>;
  /** The `relationKey` of every index with the key of the table that holds it. */
  readonly indexNames: PersistentMap<string>;
  /** How many tables have a constraint of a name, by `relationKey` of their schema and the name. */
  readonly constraintNames: PersistentMap<number>;
  /**
   * Who names a relation or sequence (by `relationKey`) or a default that counts with one (by its text), or once did: keys of tables, and of sequences for the table that owns them.
   * What looks for the users of something asks here and then looks at each (users-of.ts).
   */
  readonly users: PersistentMap<readonly string[]>;
  /** Tables, views and indexes that were dropped or renamed away, by `relationKey`: certainly not there, unless a gap after that moment touches the name. */
  readonly gone: PersistentMap<Gone>;
  /** Tables inherit from others, or are partitions, or did once; temporary tables were made in this revision: what asks for them need not look through all tables. */
  readonly hasInheritance: boolean;
  readonly hasTemporary: boolean;
  /** What may have touched more than one relation, oldest first. */
  readonly gaps: readonly Gap[];
  /** Counts the statements of the replay; what is older than a gap is tainted by it. */
  readonly clock: number;
  /** The clock of the first statement of the transaction, when all revisions go in one run: what is younger is not committed yet. */
  readonly transactionBegan: number;
  /** Schemas in which unqualified names are looked for; null when a migration set them to something that is not known. */
  readonly searchPath: readonly string[] | null;
  /** The search path of the transaction that begins, when `searchPath` was set with SET LOCAL. */
  readonly sessionPath: readonly string[] | null;
  /** Functions by `relationKey`: whether running one leaves tables and types as they are. */
  readonly functions: PersistentMap<{ readonly harmless: boolean }>;
}

/** The schema of temporary tables in the keys. */
export const temporarySchema = "pg_temp";
/** The schema into which PostgreSQL creates when none is written. */
export const defaultSchema = "public";

/** Where an effect comes from. No spans: the place is looked up in the file as it is now. */
export interface Origin {
  readonly revision: string;
  readonly direction: "upgrade" | "downgrade";
  /** Index in `Body.operations`; for a gap of the body the operation before which it stands (its `before`). */
  readonly operation: number;
  /** Index in `Body.gaps` when no operation but a gap of the body is meant. */
  readonly gap: number | null;
}

/** A relation that is not there any more. */
export interface Gone {
  readonly at: Origin;
  readonly clock: number;
  /** The key under which it went on; null when it was dropped. */
  readonly nowAt: string | null;
}

/** Something that could not be read, or that runs under a condition which cannot be decided. */
export interface Gap {
  readonly at: Origin;
  readonly why: Unknown;
  readonly touches: Touch;
  readonly clock: number;
}

export type Touch =
  | { readonly kind: "anything" }
  | { readonly kind: "schema"; readonly schema: string }
  /** Every object with one of these names, in any schema. */
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "relation"; readonly schema: string; readonly name: string };

/** Text of a type or an expression. */
export type CatalogText =
  /** As `format_type`, `pg_get_expr` print it. */
  | { readonly form: "catalog"; readonly text: string }
  /** As the migration writes it: what PostgreSQL makes of it cannot be told without the server. */
  | { readonly form: "written"; readonly text: string }
  | { readonly form: "unknown"; readonly why: Unknown };

export type RelationKind = "table" | "partitioned table" | "foreign table" | "view" | "materialized view";

export interface Table {
  readonly kind: RelationKind;
  readonly schema: string;
  readonly name: string;
  readonly temporary: boolean;
  /** In the order of the catalog (`attnum`). */
  readonly columns: readonly Column[];
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly Index[];
  /** Key of the partitioned table. */
  readonly partitionOf: string | null;
  readonly isDefaultPartition: boolean;
  /** Functions that its triggers call, by `relationKey`. */
  readonly triggers: readonly { readonly name: string; readonly function: string }[];
  /** PARTITION BY: its columns, null for an expression; absent where it is not told. */
  readonly partitionKey?: readonly (string | null)[];
  /** Of a view: its columns' names, null for one that cannot be told; absent where it is not told how many there are. */
  readonly viewColumns?: readonly (string | null)[];
  /** Its policies for row security; absent: none that a revision made. */
  readonly policies?: readonly { readonly name: string; readonly policy: "permissive" | "restrictive" }[];
  /** Keys of the tables it inherits from. */
  readonly inherits: readonly string[];
  /** Keys of what a view reads. */
  readonly reads: readonly string[];
  /** Clock of its creation; -1 when it was there before the first revision. */
  readonly born: number;
  /** What may be different in it beyond its listed parts: its existence, more columns, more constraints. */
  readonly gaps: readonly Gap[];
}

export interface Column {
  readonly name: string;
  readonly type: CatalogText;
  /** The type without modifier, as a constant's cast names it; null when it is not known. */
  readonly baseType: string | null;
  readonly notNull: boolean;
  readonly default: CatalogText | null;
  readonly identity: "always" | "byDefault" | null;
  /** `expression` is the column's `default` in the catalog. */
  readonly generated: {
    readonly kind: "stored" | "virtual";
    readonly expression: CatalogText;
    /** The columns that it names. */
    readonly columns: readonly string[];
  } | null;
  /** As written, when it is not the type's own. */
  readonly collation: string | null;
  /** Key of the sequence that belongs to it (SERIAL, IDENTITY, OWNED BY). */
  readonly ownedSequence: string | null;
  /** It comes from a parent table (inheritance, partitions). */
  readonly inherited: boolean;
  /** What may have changed or removed the column. */
  readonly gaps: readonly Gap[];
}

export interface Constraint {
  readonly name: string;
  readonly type: "primaryKey" | "unique" | "check" | "foreignKey" | "exclude";
  /** For a CHECK: the columns that its expression names. */
  readonly columns: readonly string[];
  readonly references: {
    /** Key of the table. */
    readonly table: string;
    /** Empty when they are those of a primary key that is not known. */
    readonly columns: readonly string[];
    readonly onDelete: string | null;
    readonly onUpdate: string | null;
    readonly matchFull: boolean;
    readonly onDeleteColumns: readonly string[];
  } | null;
  /** INCLUDE of a key. */
  readonly include: readonly string[];
  /** CHECK and EXCLUDE. */
  readonly expression: CatalogText | null;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  /** False after NOT VALID. */
  readonly validated: boolean;
  readonly noInherit: boolean;
  readonly nullsNotDistinct: boolean;
  readonly gaps: readonly Gap[];
}

export interface IndexElement {
  /** Null for an expression. */
  readonly column: string | null;
  /** Nothing but the column: default collation, operator class and order. */
  readonly isPlain: boolean;
  /** The columns that it names. */
  readonly columns: readonly string[];
  /** As written: the expression, or the column with its operator class and order. */
  readonly text: CatalogText;
}

export interface Index {
  readonly name: string;
  readonly elements: readonly IndexElement[];
  readonly include: readonly string[];
  /** What its columns, those of INCLUDE too, are called since it was made: a renamed column keeps its name here. Names of copies are made of them. */
  readonly labels: readonly string[];
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  readonly method: string;
  readonly where: CatalogText | null;
  /** The columns that `where` names. */
  readonly whereColumns: readonly string[];
  /** Name of the constraint whose index it is. */
  readonly constraint: string | null;
  /** False for an index on a partitioned table that was made with ONLY. */
  readonly valid: boolean;
  readonly gaps: readonly Gap[];
}

export interface Sequence {
  readonly schema: string;
  readonly name: string;
  readonly ownedBy: { readonly table: string; readonly column: string } | null;
  readonly born: number;
  readonly gaps: readonly Gap[];
}

export type UserType = {
  readonly schema: string;
  readonly name: string;
  readonly born: number;
  readonly gaps: readonly Gap[];
} & (
  | {
      readonly kind: "enum";
      readonly values: readonly string[];
      /** Those that ALTER TYPE added. */
      readonly added?: readonly AddedValue[];
    }
  | { readonly kind: "domain"; readonly base: CatalogText; readonly notNull: boolean; readonly hasCheck: boolean }
  | { readonly kind: "composite" | "range" | "other" }
);

/** A value that ALTER TYPE … ADD VALUE added to an enum: until its transaction ends it cannot be used. */
export interface AddedValue {
  readonly value: string;
  readonly at: Origin;
  readonly clock: number;
  /** False where it may have been there before (IF NOT EXISTS, values that are not known), or may not be added at all. */
  readonly certain: boolean;
}

export interface NamedObject {
  readonly name: string;
  readonly born: number;
  readonly gaps: readonly Gap[];
}

/** The key of a relation or type in the maps. Names as the catalog has them. */
export function relationKey(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}

/** A key's parts. */
export function ofKey(key: string): { readonly schema: string; readonly name: string } {
  const [schema, name] = JSON.parse(key) as [string, string];
  return { schema, name };
}
