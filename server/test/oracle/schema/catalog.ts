import type { Client } from "pg";

/** What the catalog of a database says, in the words of the comparison. Objects of extensions and of the system are left out. */
export interface Catalog {
  readonly relations: ReadonlyMap<string, CatalogRelation>;
  readonly types: ReadonlyMap<string, { readonly kind: string; readonly values: readonly string[] }>;
  /** With the table and column that it belongs to. */
  readonly sequences: ReadonlyMap<string, string | null>;
}

export interface CatalogRelation {
  readonly kind: string;
  readonly columns: readonly CatalogColumn[];
  readonly constraints: ReadonlyMap<string, CatalogConstraint>;
  readonly indexes: ReadonlyMap<string, CatalogIndex>;
}

export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | null;
  readonly identity: string;
  readonly generated: string;
}

export interface CatalogConstraint {
  readonly type: string;
  readonly columns: readonly string[];
  readonly definition: string;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly validated: boolean;
  readonly references: { readonly table: string; readonly columns: readonly string[]; readonly actions: string } | null;
}

export interface CatalogIndex {
  readonly unique: boolean;
  readonly method: string;
  /** Null for an expression. */
  readonly columns: readonly (string | null)[];
  readonly include: readonly (string | null)[];
  readonly isPartial: boolean;
  readonly valid: boolean;
  readonly nullsNotDistinct: boolean;
  readonly definition: string;
}

const own = `n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg_temp%' AND n.nspname NOT LIKE 'pg_toast%'`;
const notOfExtension = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;

/** Reads the catalog with the default search path. */
export async function readCatalog(client: Client): Promise<Catalog> {
  const key = (schema: string, name: string): string => JSON.stringify([schema, name]);
  const relations = new Map<string, CatalogRelation & { columns: CatalogColumn[] }>();
  const rows = async (text: string): Promise<readonly (readonly unknown[])[]> =>
    (await client.query({ text, rowMode: "array" })).rows as readonly (readonly unknown[])[];
  for (const [schema, name, kind] of await rows(
    `SELECT n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${own} AND ${notOfExtension("pg_class", "c.oid")}`,
  )) {
    relations.set(key(String(schema), String(name)), {
      kind: String(kind),
      columns: [],
      constraints: new Map(),
      indexes: new Map(),
    });
  }
  for (const [schema, table, name, type, notNull, text, identity, generated] of await rows(
    `SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f') AND ${own} ORDER BY a.attrelid, a.attnum`,
  )) {
    relations.get(key(String(schema), String(table)))?.columns.push({
      name: String(name),
      type: String(type),
      notNull: notNull === true,
      default: text === null ? null : String(text),
      identity: String(identity),
      generated: String(generated),
    });
  }
  for (const row of await rows(
    `SELECT n.nspname, c.relname, k.conname, k.contype,
       COALESCE((SELECT json_agg(a.attname ORDER BY o) FROM unnest(k.conkey) WITH ORDINALITY u(num, o) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num), '[]'),
       pg_get_constraintdef(k.oid), k.condeferrable, k.condeferred, k.convalidated, rn.nspname, rc.relname,
       COALESCE((SELECT json_agg(a.attname ORDER BY o) FROM unnest(k.confkey) WITH ORDINALITY u(num, o) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num), '[]'),
       k.confupdtype::text || k.confdeltype::text || k.confmatchtype::text
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_class rc ON rc.oid = k.confrelid LEFT JOIN pg_namespace rn ON rn.oid = rc.relnamespace
     WHERE k.contype IN ('p', 'u', 'c', 'f', 'x') AND ${own}`,
  )) {
    const [
      schema,
      table,
      name,
      type,
      columns,
      definition,
      deferrable,
      deferred,
      validated,
      refSchema,
      refTable,
      refColumns,
      actions,
    ] = row;
    const constraints = relations.get(key(String(schema), String(table)))?.constraints as Map<
      string,
      CatalogConstraint
    >;
    constraints?.set(String(name), {
      type: String(type),
      columns: columns as readonly string[],
      definition: String(definition),
      deferrable: deferrable === true,
      deferred: deferred === true,
      validated: validated === true,
      references:
        refTable === null
          ? null
          : {
              table: key(String(refSchema), String(refTable)),
              columns: refColumns as readonly string[],
              actions: String(actions),
            },
    });
  }
  for (const row of await rows(
    `SELECT n.nspname, c.relname, i.relname, x.indisunique, m.amname, x.indnkeyatts, x.indpred IS NOT NULL, x.indisvalid, x.indnullsnotdistinct, pg_get_indexdef(x.indexrelid),
       (SELECT json_agg(a.attname ORDER BY o) FROM unnest(x.indkey) WITH ORDINALITY u(num, o) LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = u.num AND u.num > 0)
     FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${own}`,
  )) {
    const [schema, table, name, unique, method, keys, isPartial, valid, nullsNotDistinct, definition, columns] = row;
    const all = columns as readonly (string | null)[];
    const indexes = relations.get(key(String(schema), String(table)))?.indexes as Map<string, CatalogIndex>;
    indexes?.set(String(name), {
      unique: unique === true,
      method: String(method),
      columns: all.slice(0, Number(keys)),
      include: all.slice(Number(keys)),
      isPartial: isPartial === true,
      valid: valid === true,
      nullsNotDistinct: nullsNotDistinct === true,
      definition: String(definition),
    });
  }
  const types = new Map<string, { kind: string; values: readonly string[] }>();
  for (const [schema, name, kind, values] of await rows(
    `SELECT n.nspname, t.typname, t.typtype, COALESCE((SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), '[]')
     FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype IN ('e', 'd') AND ${own} AND ${notOfExtension("pg_type", "t.oid")}`,
  )) {
    types.set(key(String(schema), String(name)), { kind: String(kind), values: values as readonly string[] });
  }
  const sequences = new Map<string, string | null>();
  for (const [schema, name, tableSchema, table, column] of await rows(
    `SELECT n.nspname, c.relname, tn.nspname, t.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
     LEFT JOIN pg_class t ON t.oid = d.refobjid LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
     LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
     WHERE c.relkind = 'S' AND ${own} AND ${notOfExtension("pg_class", "c.oid")}`,
  )) {
    sequences.set(
      key(String(schema), String(name)),
      table === null ? null : `${key(String(tableSchema), String(table))}.${String(column)}`,
    );
  }
  return { relations, types, sequences };
}

/** Takes away everything that a run made. */
export async function emptyDatabase(client: Client): Promise<void> {
  const { rows } = await client.query<{ nspname: string }>(`SELECT n.nspname FROM pg_namespace n WHERE ${own}`);
  for (const { nspname } of rows) await client.query(`DROP SCHEMA "${nspname.replaceAll('"', '""')}" CASCADE`);
  await client.query("CREATE SCHEMA public");
  await client.query("RESET ALL");
}
