import type { Column, Constraint, Index, Table } from "../../server/src/schema/schema-state.ts";

/** What a mistake is planted on: a real table as it is before the revision, and a name that nothing there has. */
export interface Ground {
  readonly table: Table;
  /** Another table with a primary key of one column. */
  readonly other: Table;
  readonly fresh: string;
  /** A foreign key of a third table needs it. */
  readonly isReferenced: boolean;
  /** Nothing that could not be read can have changed the table. */
  readonly exact: boolean;
  /** Nothing at all was left unread. */
  readonly whole: boolean;
  /** Of the URLs that the project names. */
  readonly drivers: readonly string[];
  /** What is known of the naming convention of the project's metadata. */
  readonly names: string;
  readonly pick: <T>(items: readonly T[]) => T | undefined;
}

/** Lines for the beginning of `upgrade()`, or null where the table has not what the mistake needs. */
export type Planter = (ground: Ground) => readonly string[] | null;

const autocommit = (...lines: string[]): readonly string[] => [
  "with op.get_context().autocommit_block():",
  ...lines.map((it) => `    ${it}`),
];
const sql = (text: string): string => `op.execute(${JSON.stringify(text)})`;
const q = (name: string): string => JSON.stringify(name);

const typed = (column: Column, ...types: readonly string[]): boolean =>
  column.type.form === "catalog" && types.some((it) => column.type.form === "catalog" && column.type.text === it);
const keyColumns = ({ constraints }: Table): ReadonlySet<string> =>
  new Set(constraints.flatMap((it) => (it.type === "primaryKey" ? it.columns : [])));
const plain = (it: Table): readonly Column[] =>
  it.columns.filter(
    (column) => !keyColumns(it).has(column.name) && column.generated === null && column.gaps.length === 0,
  );

const column = (
  make: (name: string, ground: Ground) => readonly string[],
  accept: (it: Column) => boolean,
): Planter => {
  return (ground) => {
    const found = ground.pick(plain(ground.table).filter(accept));
    return found === undefined ? null : make(found.name, ground);
  };
};
const index = (make: (it: Index, ground: Ground) => readonly string[]): Planter => {
  return (ground) => {
    const found = ground.pick(ground.table.indexes.filter((it) => it.constraint === null && it.gaps.length === 0));
    return found === undefined ? null : make(found, ground);
  };
};
const constraint = (type: Constraint["type"], make: (it: Constraint, ground: Ground) => readonly string[]): Planter => {
  return (ground) => {
    const found = ground.pick(ground.table.constraints.filter((it) => it.type === type && it.gaps.length === 0));
    return found === undefined ? null : make(found, ground);
  };
};
/** Their pages say that these rules are silent where something that could not be read may have changed the table. */
const exactly =
  (planter: Planter): Planter =>
  (ground) =>
    ground.exact ? planter(ground) : null;
const add =
  (type: string, more = ""): Planter =>
  ({ table, fresh }) => [`op.add_column(${q(table.name)}, sa.Column(${q(fresh)}, ${type}${more}))`];
const keyOf = (it: Table): string => it.constraints.find(({ type }) => type === "primaryKey")?.columns[0] ?? "id";

const text = (it: Column): boolean => typed(it, "text", "character varying");
const integer = (it: Column): boolean => typed(it, "integer");
const nullable = (it: Column): boolean => !it.notNull;

/** One mistake for each rule that can be planted in `upgrade()` of any migration. */
export const planters: Readonly<Record<string, Planter>> = {
  "add-column-autoincrement": ({ table, fresh }) => [sql(`ALTER TABLE ${table.name} ADD COLUMN ${fresh} bigserial`)],
  "add-column-generated-stored": column(
    (name, { table, fresh }) => [
      `op.add_column(${q(table.name)}, sa.Column(${q(fresh)}, sa.Text(), sa.Computed(${q(`${name} || 'x'`)}, persisted=True)))`,
    ],
    text,
  ),
  "add-column-inline-check": add("sa.Integer()", `, sa.CheckConstraint("1 > 0", name="ck_planted")`),
  "add-column-inline-foreign-key": ({ table, other, fresh }) => [
    `op.add_column(${q(table.name)}, sa.Column(${q(fresh)}, sa.Integer(), sa.ForeignKey(${q(`${other.name}.${keyOf(other)}`)}, name="fk_planted")))`,
  ],
  "add-column-inline-index": add("sa.Integer()", ", index=True"),
  "add-column-inline-unique": add("sa.Integer()", ", unique=True"),
  "add-column-json": add("sa.JSON()"),
  "add-column-not-null-without-default": add("sa.Text()", ", nullable=False"),
  "add-column-primary-key-not-emitted": add("sa.Integer()", ", primary_key=True"),
  "add-column-python-default": add("sa.Integer()", ", default=0"),
  "add-column-sequence-ignored": add("sa.Integer()", `, sa.Sequence("planted_seq")`),
  "add-column-volatile-default": add("sa.Uuid()", `, server_default=sa.text("gen_random_uuid()")`),
  "alter-column-noop": column(
    (name, { table }) => [`op.alter_column(${q(table.name)}, ${q(name)}, existing_type=sa.Text())`],
    text,
  ),
  "alter-column-set-not-null": column(
    (name, { table }) => [`op.alter_column(${q(table.name)}, ${q(name)}, nullable=False)`],
    nullable,
  ),
  "alter-column-type-missing-using": column(
    (name, { table }) => [`op.alter_column(${q(table.name)}, ${q(name)}, type_=sa.Integer(), existing_type=sa.Text())`],
    text,
  ),
  "alter-column-type-narrowing": column(
    (name, { table }) => [`op.alter_column(${q(table.name)}, ${q(name)}, type_=sa.String(3), existing_type=sa.Text())`],
    text,
  ),
  "alter-column-type-rewrite": column(
    (name, { table }) => [
      `op.alter_column(${q(table.name)}, ${q(name)}, type_=sa.BigInteger(), existing_type=sa.Integer())`,
    ],
    integer,
  ),
  "using-without-type": column(
    (name, { table }) => [
      `op.alter_column(${q(table.name)}, ${q(name)}, nullable=True, postgresql_using=${q(`${name}::text`)})`,
    ],
    () => true,
  ),
  "drop-column": column(
    (name, { table }) => [`op.drop_column(${q(table.name)}, ${q(name)})`],
    () => true,
  ),
  "drop-not-null": column(
    (name, { table }) => [`op.alter_column(${q(table.name)}, ${q(name)}, nullable=True)`],
    (it) => it.notNull,
  ),
  // An index of this column alone, and one that is not unique, may go with it.
  "drop-column-drops-dependents": ({ table, pick }) => {
    const found = pick(table.indexes.filter((it) => it.unique && it.elements.length > 1 && it.gaps.length === 0));
    const name = found?.elements.at(-1)?.column;
    return name == null ? null : [`op.drop_column(${q(table.name)}, ${q(name)})`];
  },
  "rename-column": column(
    (name, { table, fresh }) => [`op.alter_column(${q(table.name)}, ${q(name)}, new_column_name=${q(fresh)})`],
    () => true,
  ),
  "create-index-not-concurrent": column(
    (name, { table }) => [`op.create_index("ix_planted", ${q(table.name)}, [${q(name)}])`],
    () => true,
  ),
  "drop-index-not-concurrent": index((it, { table }) => [`op.drop_index(${q(it.name)}, table_name=${q(table.name)})`]),
  "concurrently-in-transaction": column(
    (name, { table }) => [
      `op.create_index("ix_planted", ${q(table.name)}, [${q(name)}], postgresql_concurrently=True)`,
    ],
    () => true,
  ),
  "concurrently-without-drop-invalid": column(
    (name, { table }) =>
      autocommit(
        `op.create_index("ix_planted", ${q(table.name)}, [${q(name)}], postgresql_concurrently=True, if_not_exists=True)`,
      ),
    () => true,
  ),
  "create-unique-constraint-blocking": column(
    (name, { table }) => [`op.create_unique_constraint("uq_planted", ${q(table.name)}, [${q(name)}])`],
    () => true,
  ),
  "create-check-validates": ({ table }) => [`op.create_check_constraint("ck_planted", ${q(table.name)}, "1 > 0")`],
  "create-exclude-constraint": column(
    (name, { table }) => [sql(`ALTER TABLE ${table.name} ADD CONSTRAINT ex_planted EXCLUDE (${name} WITH =)`)],
    integer,
  ),
  "create-foreign-key-validates": ({ table, other }) => [
    `op.create_foreign_key("fk_planted", ${q(table.name)}, ${q(other.name)}, [${q(keyOf(table))}], [${q(keyOf(other))}])`,
  ],
  "foreign-key-target-not-unique": ({ table, other, pick }) => {
    const unique = new Set(other.indexes.filter((it) => it.unique).flatMap((it) => it.elements.map((e) => e.column)));
    const own = pick(plain(table).filter(integer));
    const found = pick(plain(other).filter((it) => integer(it) && !unique.has(it.name)));
    if (own === undefined || found === undefined) return null;
    return [
      `op.create_foreign_key("fk_planted", ${q(table.name)}, ${q(other.name)}, [${q(own.name)}], [${q(found.name)}])`,
    ];
  },
  "foreign-key-type-mismatch": ({ table, other, pick }) => {
    const key = other.columns.find((it) => it.name === keyOf(other));
    const own = pick(plain(table).filter(text));
    if (own === undefined || key === undefined || !typed(key, "integer", "bigint")) return null;
    return [
      `op.create_foreign_key("fk_planted", ${q(table.name)}, ${q(other.name)}, [${q(own.name)}], [${q(key.name)}])`,
    ];
  },
  "validate-in-same-transaction": ({ table }) => [
    sql(`ALTER TABLE ${table.name} ADD CONSTRAINT ck_planted CHECK (1 > 0) NOT VALID`),
    sql(`ALTER TABLE ${table.name} VALIDATE CONSTRAINT ck_planted`),
  ],
  "drop-constraint-foreign-key": constraint("foreignKey", (it, { table }) => [
    `op.drop_constraint(${q(it.name)}, ${q(table.name)}, type_="foreignkey")`,
  ]),
  // Where another key begins with the same column, the rule takes it for what replaces this one.
  "drop-unique-or-primary-key": constraint("unique", (it, { table }) => {
    const others = table.indexes.filter((index) => index.unique && index.elements[0]?.column === it.columns[0]);
    return others.length > 1 ? [] : [`op.drop_constraint(${q(it.name)}, ${q(table.name)}, type_="unique")`];
  }),
  "drop-constraint-backed-index": constraint("unique", (it, { table }) => [
    `op.drop_index(${q(it.name)}, table_name=${q(table.name)})`,
  ]),
  "drop-constraint-none": ({ table }) => [`op.drop_constraint(None, ${q(table.name)}, type_="foreignkey")`],
  "duplicate-index-name": exactly(
    index((it, { table }) => [
      `op.create_index(${q(it.name)}, ${q(table.name)}, [${q(table.columns[0]?.name ?? "id")}])`,
    ]),
  ),
  "duplicate-constraint-name": exactly(
    constraint("foreignKey", (it, { table }) => [
      sql(`ALTER TABLE ${table.name} ADD CONSTRAINT ${it.name} CHECK (1 > 0) NOT VALID`),
    ]),
  ),
  "identifier-too-long": column(
    (name, { table }) => [`op.create_index(${q(`ix_${"planted_".repeat(9)}`)}, ${q(table.name)}, [${q(name)}])`],
    () => true,
  ),
  "redundant-index": exactly(
    index((it, { table }) => {
      const columns = it.elements.map(({ column: name }) => name);
      const plainly = columns.every((name) => name !== null) && it.where === null && it.method === "btree";
      return plainly
        ? autocommit(
            `op.create_index("ix_planted", ${q(table.name)}, ${JSON.stringify(columns)}, postgresql_concurrently=True)`,
          )
        : [];
    }),
  ),
  "reindex-not-concurrent": ({ table }) => [sql(`REINDEX TABLE ${table.name}`)],
  // With a convention the name is made.
  "unnamed-constraint": ({ table, names }) =>
    names === "none"
      ? [`op.create_unique_constraint(None, ${q(table.name)}, [${q(table.columns[0]?.name ?? "")}])`]
      : null,
  "drop-table": ({ table }) => [`op.drop_table(${q(table.name)})`],
  "drop-cascade": ({ table, isReferenced }) => (isReferenced ? [sql(`DROP TABLE ${table.name} CASCADE`)] : null),
  truncate: ({ table }) => [sql(`TRUNCATE ${table.name}`)],
  "drop-table-referenced": ({ table, isReferenced }) => (isReferenced ? [`op.drop_table(${q(table.name)})`] : null),
  "rename-table": ({ table, fresh }) => [`op.rename_table(${q(table.name)}, ${q(fresh)})`],
  "create-table-no-primary-key": ({ fresh }) => [`op.create_table(${q(fresh)}, sa.Column("a", sa.Integer()))`],
  "create-table-forward-reference": ({ fresh }) => [
    `op.create_table(${q(fresh)}, sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b_id", sa.Integer(), sa.ForeignKey(${q(`${fresh}_b.id`)}, name="fk_planted")))`,
    `op.create_table(${q(`${fresh}_b`)}, sa.Column("id", sa.Integer(), primary_key=True))`,
  ],
  "table-already-exists": exactly(({ table }) => [
    `op.create_table(${q(table.name)}, sa.Column("id", sa.Integer(), primary_key=True))`,
  ]),
  "column-already-exists": exactly(
    column((name, { table }) => [`op.add_column(${q(table.name)}, sa.Column(${q(name)}, sa.Text()))`], text),
  ),
  "unknown-column": exactly(({ table, fresh }) => [`op.drop_column(${q(table.name)}, ${q(fresh)})`]),
  // A table that no revision makes may have been there before; one letter more is a slip.
  "unknown-table": exactly(({ table }) => [`op.add_column(${q(`${table.name}x`)}, sa.Column("a", sa.Integer()))`]),
  "index-not-found": exactly(({ table, fresh }) => [`op.drop_index(${q(`ix_${fresh}`)}, table_name=${q(table.name)})`]),
  "constraint-not-found": exactly(({ table, fresh }) => [
    `op.drop_constraint(${q(`uq_${fresh}`)}, ${q(table.name)}, type_="unique")`,
  ]),
  "rewrite-table-command": ({ table }) => autocommit(sql(`VACUUM FULL ${table.name}`)),
  "explicit-lock-table": ({ table }) => [sql(`LOCK TABLE ${table.name} IN ACCESS EXCLUSIVE MODE`)],
  "update-without-where": column((name, { table }) => [sql(`UPDATE ${table.name} SET ${name} = ''`)], text),
  "delete-without-where": ({ table }) => [sql(`DELETE FROM ${table.name}`)],
  "duplicate-assignment": column(
    (name, { table }) => [sql(`UPDATE ${table.name} SET ${name} = '', ${name} = 'x' WHERE ${name} IS NULL`)],
    text,
  ),
  "session-set-leaks": () => [sql("SET lock_timeout = '5s'")],
  "set-local-lost": () => autocommit(sql("SET LOCAL lock_timeout = '5s'")),
  "mixed-schema-and-data": column(
    (name, { table, fresh }) => [
      `op.add_column(${q(table.name)}, sa.Column(${q(fresh)}, sa.Text()))`,
      sql(`UPDATE ${table.name} SET ${fresh} = ${name} WHERE ${name} IS NOT NULL`),
    ],
    text,
  ),
  "commit-in-migration": () => ["op.get_bind().commit()"],
  "begin-in-migration": () => ["with op.get_bind().begin():", "    pass"],
  "execute-commit": () => [sql("COMMIT")],
  "text-colon-bind": column(
    (name, { table }) => [sql(`UPDATE ${table.name} SET ${name} = '{"a" :b}' WHERE ${name} = 'x'`)],
    text,
  ),
  "execute-params-argument": ({ table }) => [`op.execute("SELECT 1 FROM ${table.name} WHERE 1 = :a", {"a": 1})`],
  "execute-result-used": ({ table }) => [
    `planted = op.execute("SELECT 1 FROM ${table.name}")`,
    "print(planted.fetchall())",
  ],
  "raw-string-on-connection": ({ table }) => [`op.get_bind().execute("SELECT 1 FROM ${table.name}")`],
  "exec-driver-sql-percent": ({ table }) => [
    `op.get_bind().exec_driver_sql("SELECT 1 FROM ${table.name} WHERE 'a' LIKE '%a'")`,
  ],
  "fstring-sql": column(
    (name, { table }) => [
      `for row in op.get_bind().execute(sa.text("SELECT ${name} FROM ${table.name}")):`,
      `    op.execute(f"UPDATE ${table.name} SET ${name} = '{row[0]}' WHERE 1 = 0")`,
    ],
    text,
  ),
  "sql-parse-error": ({ table }) => [sql(`UPDATE ${table.name} SETT a = 1`)],
  "enum-rename-value": ({ fresh }) => [sql(`ALTER TYPE ${fresh} RENAME VALUE 'a' TO 'b'`)],
  "enum-not-created-by-add-column": (ground) =>
    ground.whole ? add(`sa.Enum("a", "b", name="planted_enum")`)(ground) : null,
  "server-default-quoted-function": add("sa.DateTime()", `, server_default="now()"`),
  "server-default-double-quoted-literal": add("sa.Text()", `, server_default="'x'"`),
  "server-default-json-colon": add("sa.Text()", `, server_default=sa.text("'{\\"a\\":b}'")`),
  "existing-type-mismatch": exactly(
    column(
      (name, { table }) => [`op.alter_column(${q(table.name)}, ${q(name)}, existing_type=sa.Boolean(), nullable=True)`],
      text,
    ),
  ),
};
