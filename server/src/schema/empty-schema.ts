import { persistentMap } from "./persistent-map.ts";
import { type Column, defaultSchema, relationKey, type SchemaState, type Table } from "./schema-state.ts";

export interface VersionTable {
  readonly schema: string | null;
  readonly name: string;
  readonly hasPrimaryKey: boolean;
}

/** An empty database with Alembic's version table, as Alembic makes it (runtime/migration.py: VARCHAR(32), primary key `<table>_pkc`). */
export function emptySchema(versionTable: VersionTable): SchemaState {
  const schema = versionTable.schema ?? defaultSchema;
  const { name, hasPrimaryKey } = versionTable;
  const key = relationKey(schema, name);
  const keyName = `${name}_pkc`;
  const column: Column = {
    name: "version_num",
    type: { form: "catalog", text: "character varying(32)" },
    baseType: "character varying",
    notNull: true,
    default: null,
    identity: null,
    generated: null,
    collation: null,
    ownedSequence: null,
    inherited: false,
    gaps: [],
  };
  const table: Table = {
    kind: "table",
    schema,
    name,
    temporary: false,
    columns: [column],
    constraints: hasPrimaryKey
      ? [
          {
            name: keyName,
            type: "primaryKey",
            columns: ["version_num"],
            references: null,
            include: [],
            expression: null,
            deferrable: false,
            initiallyDeferred: false,
            validated: true,
            noInherit: false,
            nullsNotDistinct: false,
            gaps: [],
          },
        ]
      : [],
    indexes: hasPrimaryKey
      ? [
          {
            name: keyName,
            elements: [
              {
                column: "version_num",
                isPlain: true,
                columns: ["version_num"],
                text: { form: "catalog", text: "version_num" },
              },
            ],
            include: [],
            labels: ["version_num"],
            unique: true,
            nullsNotDistinct: false,
            method: "btree",
            where: null,
            whereColumns: [],
            constraint: keyName,
            valid: true,
            gaps: [],
          },
        ]
      : [],
    partitionOf: null,
    isDefaultPartition: false,
    triggers: [],
    inherits: [],
    reads: [],
    born: 0,
    gaps: [],
  };
  return {
    tables: persistentMap([[key, table]]),
    sequences: persistentMap(),
    types: persistentMap(),
    schemas: persistentMap(),
    extensions: persistentMap(),
    functions: persistentMap(),
    indexNames: persistentMap(hasPrimaryKey ? [[relationKey(schema, keyName), key]] : []),
    constraintNames: persistentMap(hasPrimaryKey ? [[relationKey(schema, keyName), 1]] : []),
    users: persistentMap(),
    gone: persistentMap(),
    hasInheritance: false,
    hasTemporary: false,
    gaps: [],
    clock: 0,
    transactionBegan: 0,
    searchPath: [defaultSchema],
    sessionPath: null,
  };
}
