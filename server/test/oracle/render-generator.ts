import type { Random } from "./random.ts";
import { renderVocabulary } from "./render-vocabulary.ts";

/** What the offline `context.configure()` of a made-up project says. */
export interface RenderConfig {
  readonly literalBinds: boolean;
  readonly paramstyle: "named" | "pyformat" | null;
  readonly convention: Readonly<Record<string, string>> | null;
  readonly driver: string;
}

export interface RenderCase {
  /** The statements of `upgrade()`. */
  readonly body: string;
  readonly config: RenderConfig;
}

const conventions: readonly (Readonly<Record<string, string>> | null)[] = [
  null,
  null,
  {
    ix: "ix_%(column_0_label)s",
    uq: "uq_%(table_name)s_%(column_0_name)s",
    ck: "ck_%(table_name)s_%(constraint_name)s",
    fk: "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    pk: "pk_%(table_name)s",
  },
  {
    uq: "%(table_name)s_%(column_0_N_name)s_key",
    fk: "%(column_0N_name)s_%(referred_column_0_name)s_%(constraint_name)s",
  },
  {
    ix: "%(table_name)s_%(constraint_name)s_idx",
    uq: "u_%(constraint_name)s",
    pk: "p_%(column_0_key)s",
  },
];

/** A migration of some random statements under a random configuration: everything that a directive, a type, a default or an expression can hold. */
export function renderCase(random: Random): RenderCase {
  const make = generator(random);
  const count = random.chance(0.7) ? 1 : 2 + random.below(4);
  const body = Array.from({ length: count }, () => make.statement()).join("\n");
  return {
    body,
    config: {
      literalBinds: random.chance(0.8),
      paramstyle: random.pick(["named", "named", "pyformat", null]),
      convention: random.pick(conventions),
      driver: random.pick(["default", "default", "default", "psycopg2", "psycopg", "asyncpg", "pg8000"]),
    },
  };
}

/** The file around a body. */
export function renderFile(body: string): string {
  const lines = body.split("\n").map((it) => `    ${it}`);
  return `${renderImports}\n\ndef upgrade():\n${lines.join("\n")}\n`;
}

export const renderImports = [
  "import datetime, decimal, enum, uuid",
  "import sqlalchemy as sa",
  "from sqlalchemy.dialects import postgresql",
  "from alembic import op",
].join("\n");

function generator(random: Random) {
  const { pick, chance, below } = random;
  const words = renderVocabulary(random);
  const { maybe, name, column, str, quoted, schema, type, value, plain, serverDefault } = words;
  const { phrases, constraintName, named, makeColumn, col, expression, condition } = words;
  const columns = (): string => pick(["['a']", "['a', 'b']", "('user', 'a')", "['Mixed']", "['a', 'a']"]);
  const tableConstraint = (): string =>
    pick([
      () => `sa.PrimaryKeyConstraint(${pick(["'a'", "'a', 'b'", "'b', 'a'", "'a', 'a'", "*[]"])}${named()})`,
      () =>
        `sa.UniqueConstraint(${pick(["'a'", "'b', 'a'", "'a', 'b', 'a'", "'zz'"])}${named()}${maybe(0.15, () => ", deferrable=True, initially='DEFERRED'")}${maybe(0.1, () => ", postgresql_nulls_not_distinct=True")})`,
      () => `sa.CheckConstraint(${condition()}${named()})`,
      () =>
        `sa.ForeignKeyConstraint(${pick(["['a'], ['o.id']", "['a', 'b'], ['s.o.x', 's.o.y']", "['b'], ['o.id']", "['zz'], ['o.id']", "['a', 'a'], ['o.x', 'o.y']", "['a'], ['o.x', 'o.y']"])}${phrases()}${named()}${maybe(0.08, () => ", use_alter=True")})`,
      () =>
        `sa.Index(${constraintName()}, 'a'${maybe(0.3, () => ", unique=True")}${maybe(0.2, () => ", postgresql_where=sa.text('a > 1')")})`,
      () =>
        `postgresql.ExcludeConstraint((sa.column('a'), '='), ('b', '&&')${named(0.8)}${maybe(0.5, () => ", using='gist'")})`,
    ])();

  const tableOptions = (): string =>
    [
      schema(),
      maybe(0.1, () => `, comment=${quoted()}`),
      maybe(0.06, () => ", prefixes=['TEMPORARY']"),
      maybe(
        0.06,
        () =>
          `, ${pick(["if_not_exists=True", "postgresql_partition_by='RANGE (a)'", "postgresql_inherits='p'", "postgresql_inherits=('p', 'Q')", "postgresql_with_oids=False", "postgresql_on_commit='DELETE_ROWS'", "postgresql_tablespace='Ts'", "mysql_engine='InnoDB'", "sqlite_autoincrement=True", "postgresql_using='heap'", "postgresql_with={'fillfactor': 70}", "info={}", "postgresql_ignore_search_path=True", "implicit_returning=False"])}`,
      ),
    ].join("");

  const createTable = (): string => {
    const items = [
      ...["a", "b", "user"].slice(0, below(4)).map((it) => makeColumn(chance(0.9) ? it : name())),
      ...Array.from({ length: chance(0.5) ? 0 : 1 + below(2) }, tableConstraint),
    ];
    return `op.create_table(${["'t'", ...items].join(", ")}${tableOptions()})`;
  };

  const indexElement = (): string =>
    pick([
      () => str(column()),
      () => str(name()),
      () => pick(["sa.text('lower(a)')", "sa.text('a DESC')", "sa.literal_column('x')"]),
      () => `sa.func.lower(${col()})`,
      () => `${col()}.${pick(["desc()", "asc()", "desc().nulls_last()", "asc().nullsfirst()", "label('l')"])}`,
      () => `${col()} + ${col()}`,
      () =>
        pick([
          "sa.desc('a')",
          "sa.column('a').op('->>')('x')",
          "sa.cast(sa.column('a'), sa.Date)",
          "sa.func.coalesce(sa.column('a'), 0)",
        ]),
    ])();
  const indexOptions = (): string =>
    [
      maybe(0.2, () => `, unique=${pick(["True", "False"])}`),
      schema(0.1),
      maybe(0.15, () => `, postgresql_using=${str(pick(["gin", "GIST", "btree"]))}`),
      maybe(0.2, () => `, postgresql_where=${condition()}`),
      maybe(0.1, () => `, postgresql_ops={${pick(["'a': 'text_pattern_ops'", "'zz': 'x'", "'a': 'x', 'b': 'y'"])}}`),
      maybe(0.1, () => `, postgresql_with={${pick(["'fillfactor': 50", "'fastupdate': 'off', 'a': 1", ""])}}`),
      maybe(0.1, () => `, postgresql_include=${pick(["['b']", "['b', 'User']", "[]"])}`),
      maybe(0.1, () => `, postgresql_concurrently=${pick(["True", "False"])}`),
      maybe(0.06, () => ", postgresql_tablespace='Ts'"),
      maybe(0.06, () => `, if_not_exists=${pick(["True", "False"])}`),
      maybe(0.06, () => `, postgresql_nulls_not_distinct=${pick(["True", "False"])}`),
      maybe(0.03, () => ", mysql_length=5"),
    ].join("");

  const dmlTable = (): string =>
    pick([
      `sa.table("t", sa.column("id", sa.Integer), sa.column("n", sa.String), sa.column("f", sa.Boolean), sa.column("q", sa.Numeric))`,
      `sa.table("t", sa.column("id", sa.Integer), sa.column("n", sa.String), sa.column("f", sa.Boolean), sa.column("q", sa.Numeric), schema="S")`,
      `sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.String(5)), sa.Column("f", sa.Boolean), sa.Column("q", sa.Numeric))`,
      `sa.table("t", sa.column("id"), sa.column("n"), sa.column("f"), sa.column("q"))`,
    ]);
  const member = (): string => `t.c.${pick(["id", "n", "f", "q"])}`;
  const setValue = (): string =>
    pick([
      plain,
      value,
      () => "sa.func.now()",
      () => `${member()} + 'x'`,
      () => `${member()} + 1`,
      () => "sa.null()",
      () => `sa.case((${member()} == 1, 'a'), else_='b')`,
      () => `op.inline_literal('x')`,
      () => "sa.text('x')",
      () => `sa.func.lower(${member()})`,
    ])();
  const dml = (): string =>
    pick([
      () =>
        `op.execute(t.update()${maybe(0.8, () => `.where(${expression(below(2), member)})`)}.values(${pick([() => `n=${setValue()}`, () => `f=${setValue()}, n=${setValue()}`, () => `{t.c.q: ${setValue()}}`, () => `{'q': ${setValue()}, 'id': 1}`])()}))`,
      () => `op.execute(t.delete()${maybe(0.8, () => `.where(${expression(below(2), member)})`)})`,
      () => `op.execute(sa.delete(t).where(${expression(0, member)}, ${expression(0, member)}))`,
      () =>
        `op.execute(t.insert().values(${pick([() => `id=1, n=${setValue()}`, () => `{'n': ${value()}}`, () => `[{'id': 1, 'n': ${plain()}}, {'id': 2, 'n': ${plain()}}]`, () => `n=${value()}, f=${value()}, q=${value()}`])()}))`,
      () => `op.execute(sa.update(t).where(t.c.id == 1).values(n=sa.bindparam('z', 'x')))`,
      () =>
        `op.bulk_insert(t, [${Array.from({ length: 1 + below(2) }, () => `{"id": ${pick([value, () => "1"])()}, "n": ${pick([value, quoted])()}${maybe(0.4, () => `, "f": ${value()}`)}${maybe(0.4, () => `, "q": ${value()}`)}}`).join(", ")}])`,
      () =>
        `op.execute(postgresql.insert(t).values(id=1, n=${plain()}).${pick(["on_conflict_do_nothing()", "on_conflict_do_nothing(index_elements=['id'])", "on_conflict_do_update(index_elements=['id'], set_={'n': 'x'})", "on_conflict_do_nothing(constraint='uq')", "on_conflict_do_update(index_elements=[t.c.id], set_=dict(n='y', f=True))"])})`,
      () => `op.execute(sa.insert(t).from_select(['id', 'n'], sa.select(t.c.id, t.c.n).where(t.c.id > 1)))`,
      () => `op.execute(sa.select(t.c.id))`,
    ])();
  const typedInsert = (): string => {
    const kind = type();
    return `op.bulk_insert(sa.table("t", sa.column("a", ${kind})), [{"a": ${value()}}, {"a": ${value()}}])`;
  };

  const sqlText = (): string =>
    pick([
      "SELECT ':x', a::int, :y, '12:30'",
      "SELECT \\\\:a;",
      "  x  ",
      "UPDATE t SET a = '50%'",
      "-- a comment",
      "INSERT INTO t VALUES ('{\\\"k\\\":true}')",
      "\\tSELECT 1\\n",
      "SELECT 'a\\\\\\\\b'",
      "SELECT %(x)s, %s, %%",
      "SELECT :a:b, ::c, a[1:2], :é",
      "",
      "SELECT E'\\\\n' || :x_1",
    ]);
  const execute = (): string =>
    pick([
      () => `op.execute("${sqlText()}")`,
      () => `op.execute(sa.text("${sqlText()}"))`,
      () => `op.execute(sa.text("SELECT :x, :y").bindparams(x=${value()}, y=${value()}))`,
      () =>
        `op.execute(sa.text("SELECT :x").bindparams(sa.bindparam('x', ${value()}${maybe(0.4, () => `, ${type()}`)})))`,
      () =>
        `op.execute(sa.text("SELECT IN :x").bindparams(sa.bindparam('x', ${pick(["[1, 2]", "['a']", "[]", "(1,)"])}, expanding=True)))`,
      () => `op.get_bind().execute(sa.text("${sqlText()}"))`,
      () => `op.get_bind().execute(sa.text("SELECT :x"), {"x": 1})`,
      () => `op.execute(sa.DDL("${pick(["x", "a %% b", "a % b", "c:d :e"])}"))`,
      () =>
        `op.execute(sa.schema.${pick(["CreateSchema('s')", "CreateSchema('S', if_not_exists=True)", "DropSchema('s', cascade=True)", "CreateSequence(sa.Sequence('sq', start=5))", "DropSequence(sa.Sequence('sq', schema='s'))", "CreateSequence(sa.Sequence('sq'))"])})`,
      () => `op.get_context().impl.static_output("${pick(["x", "a%", "-- c\\n"])}")`,
    ])();

  const alterColumn = (target = "op", table = "'t', "): string =>
    `${target}.alter_column(${table}${str(name())}${[
      maybe(0.5, () => `, type_=${type()}`),
      maybe(0.4, () => `, existing_type=${type()}`),
      maybe(0.4, () => `, nullable=${pick(["True", "False", "None"])}`),
      maybe(0.4, () => `, server_default=${pick([serverDefault, () => "None", () => "False"])()}`),
      maybe(
        0.2,
        () =>
          `, existing_server_default=${pick(["None", "sa.Identity()", "sa.text('x')", "False", "sa.Computed('a')"])}`,
      ),
      maybe(0.15, () => `, comment=${pick([quoted, () => "None", () => "False"])()}`),
      maybe(0.15, () => `, new_column_name=${str(name())}`),
      maybe(0.15, () => ", existing_nullable=True"),
      maybe(0.15, () => `, postgresql_using=${str(pick(["a::int", "x % 2", ""]))}`),
      maybe(0.04, () => ", autoincrement=True"),
      target === "op" ? schema(0.1) : "",
    ].join("")})`;

  const dropConstraint = (target = "op", table = ", 't'"): string =>
    `${target}.drop_constraint(${constraintName()}${table}${maybe(0.7, () => `, type_=${pick(["'check'", "'unique'", "'foreignkey'", "'primary'", "None", "'bad'"])}`)}${target === "op" ? maybe(0.1, () => ", if_exists=True") : ""}${target === "op" ? schema(0.1) : ""})`;

  const inBatch = (): string =>
    pick([
      () => `b.add_column(${makeColumn()})`,
      () => `b.drop_column(${str(name())})`,
      () => alterColumn("b", ""),
      () => `b.create_index(${constraintName()}, [${str(column())}]${maybe(0.2, () => ", unique=True")})`,
      () => `b.drop_index(${constraintName()})`,
      () => `b.create_unique_constraint(${constraintName()}, ${columns()})`,
      () => `b.create_foreign_key(${constraintName()}, 'o', ['a'], ['id']${maybe(0.2, () => ", ondelete='CASCADE'")})`,
      () => `b.create_check_constraint(${constraintName()}, ${condition()})`,
      () => dropConstraint("b", ""),
      () => `b.execute("SELECT 1")`,
      () => `op.execute("SELECT 2")`,
      () => `b.create_primary_key(${constraintName()}, ['a'])`,
      () => `b.create_table_comment(${quoted()})`,
    ])();

  const directive = (): string =>
    pick([
      createTable,
      createTable,
      createTable,
      () =>
        `op.add_column("t", ${makeColumn()}${schema()}${maybe(0.06, () => `, ${pick(["if_not_exists=True", "inline_references=True", "inline_primary_key=True"])}`)})`,
      () => `op.add_column("t", ${makeColumn()})`,
      () => `op.drop_column("t", ${str(name())}${schema()}${maybe(0.1, () => ", if_exists=True")})`,
      () => `op.drop_table(${str(name())}${schema()}${maybe(0.1, () => ", if_exists=True")})`,
      () => `op.rename_table(${str(name())}, ${str(name())}${schema()})`,
      () =>
        `op.create_check_constraint(${constraintName()}, "t", ${condition()}${schema(0.1)}${maybe(0.1, () => ", postgresql_not_valid=True")})`,
      () =>
        `op.create_unique_constraint(${constraintName()}, "t", ${columns()}${schema(0.1)}${maybe(0.1, () => ", deferrable=True")}${maybe(0.1, () => ", postgresql_nulls_not_distinct=True")}${maybe(0.05, () => ", postgresql_include=['b']")})`,
      () => `op.create_primary_key(${constraintName()}, "t", ${columns()}${schema(0.1)})`,
      () =>
        `op.create_foreign_key(${constraintName()}, "t", ${str(name())}, ${pick(["['a'], ['id']", "['a', 'b'], ['x', 'y']", "['a'], ['x', 'y']"])}${phrases()}${maybe(0.1, () => ", source_schema='s'")}${maybe(0.1, () => ", referent_schema='S'")}${maybe(0.08, () => `, ${pick(["use_alter=True", "match='FULL'", "postgresql_not_valid=True"])}`)})`,
      () =>
        `op.create_exclude_constraint(${constraintName()}, "t", (${pick(["sa.column('a')", "'a'", "sa.func.lower(sa.column('b'))", "sa.literal_column('int8range(a, b)')"])}, '&&')${maybe(0.3, () => ", ('b', '=')")}${maybe(0.4, () => ", using='gist'")}${maybe(0.3, () => `, where=${condition()}`)}${maybe(0.1, () => ", ops={'a': 'x'}")})`,
      () => dropConstraint(),
      () =>
        `op.create_index(${constraintName()}, "t", [${Array.from({ length: 1 + below(2) }, indexElement).join(", ")}]${indexOptions()})`,
      () => `op.create_index(${constraintName()}, "t", [${indexElement()}]${indexOptions()})`,
      () =>
        `op.drop_index(${constraintName()}${maybe(0.6, () => `, ${pick(["table_name='t'", "'t'"])}`)}${schema(0.1)}${maybe(0.1, () => ", if_exists=True")}${maybe(0.1, () => ", postgresql_concurrently=True")}${maybe(0.1, () => `, ${pick(["postgresql_nulls_not_distinct=True", "postgresql_where=sa.text('a')", "mysql_length=5"])}`)})`,
      () => alterColumn(),
      () => alterColumn(),
      () => `t = ${dmlTable()}\n${dml()}`,
      () => `t = ${dmlTable()}\n${dml()}`,
      typedInsert,
      execute,
      execute,
      () => `op.create_table_comment("t", ${pick([quoted, () => "None"])()}${schema()})`,
      () => `op.drop_table_comment("t"${schema()})`,
      () =>
        `${pick(["sa.Enum('x', 'y', name='e1')", "postgresql.ENUM('m', 'n%', name='e5', schema='s')", "postgresql.ENUM('m', name='e6', create_type=False)", "sa.Enum('x', name='date')", "sa.Sequence('sq')", "sa.Enum('x', native_enum=False)"])}.${pick(["create", "drop"])}(op.get_bind()${maybe(0.5, () => `, checkfirst=${pick(["True", "False"])}`)})`,
      () =>
        `with op.batch_alter_table("t"${schema()}${maybe(0.2, () => `, recreate=${pick(["'auto'", "'never'"])}`)}) as b:\n${Array.from({ length: 1 + below(3) }, () => `    ${inBatch()}`).join("\n")}`,
      () =>
        `t = sa.Table("t", sa.MetaData(), sa.Column("id", ${type()}, primary_key=True), sa.Column("n", ${type()}, server_default=${serverDefault()}))\nwith op.batch_alter_table("t", recreate="always"${maybe(0.9, () => ", copy_from=t")}) as b:\n    ${pick(["b.drop_column('n')", "b.drop_column('zz')", "b.add_column(sa.Column('z', sa.Integer))", "b.alter_column('n', nullable=False)", "b.drop_column('n')\n    b.add_column(sa.Column('n', sa.Text, nullable=False))"])}`,
      () =>
        `with op.get_context().autocommit_block():\n    ${pick([execute, () => `op.create_index("ix", "t", ["a"], postgresql_concurrently=True)`, () => "pass"])()}`,
      () => `c = ${makeColumn("a")}\nop.create_table("t1", c)\nop.create_table("t2", c)`,
    ])();
  return { statement: directive };
}
