import type { random } from "../random.ts";

type Random = ReturnType<typeof random>;

/** What the generator believes to exist: enough to make statements that mostly succeed. */
interface World {
  readonly tables: Map<string, string[]>;
  readonly enums: Set<string>;
  counter: number;
}

const types = [
  "INTEGER",
  "BIGINT",
  "SMALLINT",
  "TEXT",
  "VARCHAR(20)",
  "VARCHAR",
  "CHAR(3)",
  "BOOLEAN",
  "NUMERIC(10, 2)",
  "NUMERIC",
  "DOUBLE PRECISION",
  "REAL",
  "TIMESTAMP WITH TIME ZONE",
  "TIMESTAMP(3) WITHOUT TIME ZONE",
  "DATE",
  "JSONB",
  "JSON",
  "UUID",
  "INTEGER[]",
  "TEXT[]",
  "BYTEA",
  "INTERVAL",
];

const defaults: Readonly<Record<string, readonly string[]>> = {
  INTEGER: ["0", "'5'", "-1", "1 + 1"],
  BIGINT: ["0", "'5'", "10000000000"],
  SMALLINT: ["1", "'1'"],
  TEXT: ["'x'", "'it''s'", "NULL", "''", "'a' || 'b'", "current_user"],
  "VARCHAR(20)": ["'x'", "NULL", "'x'::text", "'y'::character varying"],
  VARCHAR: ["'x'", "NULL"],
  "CHAR(3)": ["'a'"],
  BOOLEAN: ["true", "'f'", "FALSE", "'yes'"],
  "NUMERIC(10, 2)": ["0", "'0'", "1.50", "'1.50'", "-2.5"],
  NUMERIC: ["0", "'3'"],
  "DOUBLE PRECISION": ["0", "1.5", "'2'"],
  REAL: ["0"],
  "TIMESTAMP WITH TIME ZONE": ["now()", "CURRENT_TIMESTAMP", "clock_timestamp()"],
  "TIMESTAMP(3) WITHOUT TIME ZONE": ["now()", "(now() at time zone 'utc')", "timezone('utc', now())", "'2020-01-01'"],
  DATE: ["CURRENT_DATE", "'2020-01-01'", "now()"],
  JSONB: ["'{}'", "'[]'::jsonb", "'{\"b\": 1}'"],
  JSON: ["'{}'"],
  UUID: ["gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'"],
  "INTEGER[]": ["'{}'", "ARRAY[1]"],
  "TEXT[]": ["'{}'::text[]"],
};

const names = [
  "a",
  "b",
  "c",
  "Mixed",
  "select",
  "long_column_name_that_goes_on_and_on_until_it_is_too_long_for_a_name",
  "é",
];

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** One random statement of data definition after another. The server may refuse some: those are left out of both sides. */
export function ddlGenerator({ below, pick }: Random): { next(): string; succeeded(sql: string): void } {
  const world: World = { tables: new Map(), enums: new Set(), counter: 0 };
  let pending: (() => void) | null = null;
  const chance = (share: number): boolean => below(100) < share;
  const anyTable = (): string => pick([...world.tables.keys()]);
  const columnsOf = (table: string): string[] => world.tables.get(table) ?? [];
  const someColumn = (table: string): string => (columnsOf(table).length === 0 ? "a" : pick(columnsOf(table)));
  const fresh = (prefix: string): string =>
    `${chance(10) ? "Odd " : ""}${prefix}_${world.counter++}${chance(5) ? "_with_a_name_that_is_quite_long_indeed_yes" : ""}`;
  const type = (): string => (world.enums.size > 0 && chance(10) ? quoted(pick([...world.enums])) : pick(types));
  const columnSql = (name: string, options: { readonly keys: boolean }): string => {
    if (chance(8)) return `${quoted(name)} ${pick(["SERIAL", "BIGSERIAL", "SMALLSERIAL"])}`;
    if (chance(5)) return `${quoted(name)} INTEGER GENERATED ${pick(["ALWAYS", "BY DEFAULT"])} AS IDENTITY`;
    const of = type();
    const text = defaults[of];
    const parts = [`${quoted(name)} ${of}`];
    if (text !== undefined && chance(40)) parts.push(`DEFAULT ${pick(text)}`);
    if (chance(30)) parts.push("NOT NULL");
    if (options.keys && chance(12)) parts.push(pick(["UNIQUE", "CHECK (true)", "PRIMARY KEY"]));
    if (chance(6)) parts.push(`CHECK (${quoted(name)} IS NOT NULL)`);
    return parts.join(" ");
  };
  const constraintSql = (table: string): string => {
    const columns = columnsOf(table);
    if (columns.length === 0) return "CHECK (true)";
    const some = [...new Set([pick(columns), pick(columns)])].map(quoted).join(", ");
    const name = chance(50) ? `CONSTRAINT ${quoted(fresh("con"))} ` : "";
    const kind = below(6);
    if (kind === 0) return `${name}UNIQUE (${some})${chance(20) ? " DEFERRABLE INITIALLY DEFERRED" : ""}`;
    if (kind === 1)
      return `${name}CHECK (${some
        .split(", ")
        .map((it) => `${it} IS NOT NULL`)
        .join(" OR ")})${chance(20) ? " NOT VALID" : ""}`;
    if (kind === 2) return `${name}PRIMARY KEY (${some})`;
    if (kind === 3) return `${name}UNIQUE (${some}) INCLUDE (${quoted(pick(columns))})`;
    const target = anyTable();
    return `${name}FOREIGN KEY (${quoted(pick(columns))}) REFERENCES ${quoted(target)}${chance(50) ? ` (${quoted(someColumn(target))})` : ""}${pick(["", " ON DELETE CASCADE", " ON UPDATE SET NULL", " ON DELETE SET NULL DEFERRABLE"])}`;
  };

  const createTable = (): string => {
    const name = fresh("t");
    const columns = [...new Set(Array.from({ length: 1 + below(5) }, () => pick(names)))];
    pending = () => world.tables.set(name, [...columns]);
    world.tables.set(name, [...columns]);
    const parts = columns.map((it) => columnSql(it, { keys: true }));
    for (let i = below(3); i > 0; i--) parts.push(constraintSql(name));
    world.tables.delete(name);
    return `CREATE TABLE ${quoted(name)} (${parts.join(", ")})`;
  };
  const alter = (): string => {
    const table = anyTable();
    const column = someColumn(table);
    const to = quoted(table);
    const it = quoted(column);
    switch (below(18)) {
      case 0:
      case 1:
      case 2: {
        const name = pick([...names, fresh("col")]);
        pending = () => columnsOf(table).push(name);
        return `ALTER TABLE ${to} ADD COLUMN ${columnSql(name, { keys: true })}`;
      }
      case 3:
        pending = () =>
          world.tables.set(
            table,
            columnsOf(table).filter((other) => other !== column),
          );
        return `ALTER TABLE ${to} DROP COLUMN ${it}${chance(40) ? " CASCADE" : ""}`;
      case 4: {
        const name = fresh("ren");
        pending = () =>
          world.tables.set(
            table,
            columnsOf(table).map((other) => (other === column ? name : other)),
          );
        return `ALTER TABLE ${to} RENAME COLUMN ${it} TO ${quoted(name)}`;
      }
      case 5: {
        const of = pick(types);
        return `ALTER TABLE ${to} ALTER COLUMN ${it} TYPE ${of} USING NULL`;
      }
      case 6: {
        const of = pick(["TEXT", "VARCHAR(50)", "BIGINT", "NUMERIC(12, 3)"]);
        return `ALTER TABLE ${to} ALTER COLUMN ${it} TYPE ${of}`;
      }
      case 7:
        return `ALTER TABLE ${to} ALTER COLUMN ${it} ${pick(["SET NOT NULL", "DROP NOT NULL", "DROP DEFAULT"])}`;
      case 8:
        return `ALTER TABLE ${to} ALTER COLUMN ${it} SET DEFAULT ${pick(["0", "'x'", "NULL", "now()", "'5'", "true", "'{}'"])}`;
      case 9:
      case 10:
      case 11:
        return `ALTER TABLE ${to} ADD ${constraintSql(table)}`;
      case 12: {
        const name = fresh("t");
        pending = () => {
          world.tables.set(name, columnsOf(table));
          world.tables.delete(table);
        };
        return `ALTER TABLE ${to} RENAME TO ${quoted(name)}`;
      }
      case 13:
        return `ALTER TABLE ${to} ADD ${constraintSql(table)}, ALTER COLUMN ${it} DROP DEFAULT`;
      case 14:
        return `ALTER TABLE ${to} ALTER COLUMN ${it} ${pick(["ADD GENERATED ALWAYS AS IDENTITY", "DROP IDENTITY IF EXISTS", "SET GENERATED BY DEFAULT"])}`;
      case 15: {
        const name = fresh("t");
        pending = () => world.tables.set(name, [...columnsOf(table)]);
        return `CREATE TABLE ${quoted(name)} (LIKE ${to}${pick(["", " INCLUDING ALL", " INCLUDING DEFAULTS", " INCLUDING INDEXES INCLUDING CONSTRAINTS"])})`;
      }
      case 16: {
        const name = fresh("t");
        pending = () => world.tables.set(name, [...columnsOf(table), "extra"]);
        return `CREATE TABLE ${quoted(name)} (extra INTEGER) INHERITS (${to})`;
      }
      default:
        pending = () => world.tables.delete(table);
        return `DROP TABLE ${to}${chance(70) ? " CASCADE" : ""}`;
    }
  };
  const index = (): string => {
    const table = anyTable();
    const elements = Array.from({ length: 1 + below(2) }, () => {
      const column = quoted(someColumn(table));
      return pick([
        column,
        column,
        column,
        `${column} DESC`,
        `(${column} IS NULL)`,
        `coalesce(${column}::text, '')`,
        `lower(${column}::text)`,
      ]);
    });
    const name = chance(60) ? quoted(fresh("ix")) : "";
    const where = chance(20) ? ` WHERE ${quoted(someColumn(table))} IS NOT NULL` : "";
    const include = chance(10) ? ` INCLUDE (${quoted(someColumn(table))})` : "";
    return `CREATE ${chance(25) ? "UNIQUE " : ""}INDEX ${name} ON ${quoted(table)} (${elements.join(", ")})${include}${where}`;
  };
  const enumStatement = (): string => {
    if (world.enums.size === 0 || chance(30)) {
      const name = fresh("e");
      pending = () => world.enums.add(name);
      return `CREATE TYPE ${quoted(name)} AS ENUM ('one', 'two')`;
    }
    const name = pick([...world.enums]);
    switch (below(5)) {
      case 0:
        return `ALTER TYPE ${quoted(name)} ADD VALUE ${`'v${world.counter++}'`}${pick(["", " BEFORE 'one'", " AFTER 'one'"])}`;
      case 1:
        return `ALTER TYPE ${quoted(name)} RENAME VALUE 'two' TO 'v${world.counter++}'`;
      case 2: {
        const to = fresh("e");
        pending = () => {
          world.enums.delete(name);
          world.enums.add(to);
        };
        return `ALTER TYPE ${quoted(name)} RENAME TO ${quoted(to)}`;
      }
      case 3:
        return world.tables.size === 0
          ? "SELECT 1"
          : `ALTER TABLE ${quoted(anyTable())} ADD COLUMN ${quoted(fresh("col"))} ${quoted(name)} DEFAULT 'one'`;
      default:
        pending = () => world.enums.delete(name);
        return `DROP TYPE ${quoted(name)}${chance(60) ? " CASCADE" : ""}`;
    }
  };
  return {
    next() {
      pending = null;
      if (world.tables.size < 2 || chance(15)) return createTable();
      if (chance(10)) return enumStatement();
      return chance(25) ? index() : alter();
    },
    succeeded: () => pending?.(),
  };
}
