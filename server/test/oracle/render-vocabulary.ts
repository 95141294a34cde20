import type { Random } from "./random.ts";

/** What directives are made of, as Python text: names, types, values, defaults, columns and conditions. */
export function renderVocabulary(random: Random) {
  const { pick, chance, below } = random;
  const maybe = (probability: number, text: () => string): string => (chance(probability) ? text() : "");
  const name = (): string =>
    pick(["a", "b", "user", "Mixed", "order_id", "n2", "group", "x y", "é", "$a", "a$b", "per%cent", 'q"q', "1a"]);
  const column = (): string => pick(["a", "b", "user", "n2", "order_id"]);
  const text = (): string =>
    pick(["x", "it's", "a\\\\b", "50%", "%(x)s", "a:b", ":x", "", "tab\\tx", "line\\nx", "ünï", 'q"q', "a; b", "{}"]);
  const str = (value: string): string => JSON.stringify(value).replaceAll("\\\\", "\\");
  const quoted = (): string => str(text());
  const schema = (probability = 0.15): string =>
    maybe(probability, () => `, schema=${pick(["'s'", "'S'", "'a.b'", "None", "op.f('z')"])}`);

  const type = (depth = 1): string =>
    pick([
      () => pick(["sa.Integer", "sa.BigInteger()", "sa.SmallInteger", "sa.INTEGER()", "sa.BIGINT"]),
      () =>
        pick([
          "sa.String",
          "sa.String(5)",
          "sa.String(length=7)",
          "sa.Unicode(3)",
          "sa.VARCHAR(9)",
          "sa.String(5, collation='de_x')",
          "sa.Text(collation='C')",
        ]),
      () =>
        pick([
          "sa.Text()",
          "sa.Text(100)",
          "sa.UnicodeText",
          "sa.CHAR(3)",
          "sa.NCHAR(2)",
          "sa.CLOB",
          "postgresql.CITEXT()",
        ]),
      () =>
        pick([
          "sa.Numeric(10, 2)",
          "sa.Numeric",
          "sa.Numeric(5)",
          "sa.DECIMAL(8, 3)",
          "sa.Numeric(precision=4, scale=0, asdecimal=False)",
          "sa.Numeric(scale=2)",
        ]),
      () =>
        pick([
          "sa.Float()",
          "sa.Float(53)",
          "sa.REAL()",
          "sa.Double()",
          "postgresql.DOUBLE_PRECISION()",
          "sa.FLOAT(precision=10)",
        ]),
      () =>
        pick(["sa.Boolean()", "sa.Boolean(name='bb')", "sa.Boolean(create_constraint=True, name='cc')", "sa.BOOLEAN"]),
      () =>
        pick([
          "sa.DateTime()",
          "sa.DateTime(timezone=True)",
          "sa.DateTime(True)",
          "sa.TIMESTAMP(timezone=True)",
          "postgresql.TIMESTAMP(True, 3)",
          "sa.Date",
          "sa.Time()",
          "postgresql.TIME(timezone=True, precision=2)",
          "sa.DATETIME",
        ]),
      () =>
        pick([
          "sa.Interval()",
          "sa.Interval(second_precision=3)",
          "postgresql.INTERVAL(fields='DAY')",
          "postgresql.INTERVAL(precision=2)",
          "sa.Interval(native=False)",
        ]),
      () => pick(["sa.LargeBinary()", "sa.LargeBinary(10)", "postgresql.BYTEA()", "sa.PickleType()", "sa.BLOB"]),
      () =>
        pick([
          "sa.JSON()",
          "postgresql.JSON()",
          "postgresql.JSONB(astext_type=sa.Text())",
          "postgresql.HSTORE()",
          "postgresql.TSVECTOR()",
        ]),
      () =>
        pick([
          "postgresql.UUID()",
          "postgresql.UUID(as_uuid=True)",
          "sa.Uuid()",
          "sa.Uuid(native_uuid=False)",
          "sa.UUID(as_uuid=False)",
        ]),
      () =>
        pick([
          "postgresql.INET",
          "postgresql.CIDR()",
          "postgresql.MACADDR",
          "postgresql.MONEY",
          "postgresql.OID",
          "postgresql.BIT(3)",
          "postgresql.BIT(varying=True)",
          "postgresql.INT4RANGE()",
          "postgresql.TSTZRANGE",
          "postgresql.INT8MULTIRANGE",
          "postgresql.REGCONFIG",
        ]),
      () =>
        pick([
          "sa.Enum('x', 'y', name='e1')",
          "sa.Enum('x', 'it\\'s', name='E 2')",
          "sa.Enum('p', name='e3', schema='s')",
          "sa.Enum('q', name='e4', create_type=False)",
          "postgresql.ENUM('m', 'n', name='e5')",
          "postgresql.ENUM('m', name='e6', create_type=False)",
          "sa.Enum('x', 'yy', name='e7', native_enum=False, create_constraint=True)",
          "sa.Enum('x', 'yy', native_enum=False)",
          "sa.Enum('x', name='e8', inherit_schema=True)",
          "postgresql.ENUM('x', name='e11', inherit_schema=True)",
          "sa.Enum('x', 'y', native_enum=False, length=20, name='e9')",
          "sa.Enum('x', name='name')",
          "sa.Enum('100%', name='e10')",
          "sa.Enum('x', name='text', native_enum=False)",
        ]),
      () =>
        depth > 0
          ? `${pick(["sa", "postgresql"])}.ARRAY(${type(depth - 1)}${maybe(0.2, () => ", dimensions=2")})`
          : "sa.Integer",
      () =>
        depth > 0 ? `${instance(type(0))}.with_variant(${type(0)}, ${pick(["'postgresql'", "'mysql'"])})` : "sa.Text",
      () => "sa.Integer",
      () => "sa.String(10)",
    ])();

  const instance = (written: string): string => (written.includes("(") ? written : `${written}()`);

  const value = (): string =>
    pick([
      () => String(below(50)),
      () => "0",
      () => "-3",
      () => "2.5",
      () => "1e-7",
      () => "1e20",
      () => "12345678901234567890",
      () => quoted(),
      () => quoted(),
      () => "None",
      () => "True",
      () => "False",
      () => "decimal.Decimal('1.50')",
      () => "datetime.date(2024, 1, 31)",
      () => "datetime.datetime(2024, 1, 31, 5, 6, 7)",
      () => "datetime.datetime(2024, 1, 31, 5, 6, 7, 89)",
      () => "datetime.datetime(2024, 1, 31, tzinfo=datetime.timezone.utc)",
      () => "datetime.time(3, 4)",
      () => "datetime.timedelta(days=1)",
      () => "uuid.UUID('12345678-1234-5678-1234-567812345678')",
      () => "[1, 2]",
      () => "['a', 'b%']",
      () => "{'k': 1}",
      () => "b'x'",
    ])();

  const serverDefault = (): string =>
    pick([
      quoted,
      () => `sa.text(${str(pick(["now()", "'a:b'", "':x'", "0", "'50%'", "\\\\:a", "x::int", "E'\\\\\\\\n'"]))})`,
      () =>
        pick([
          "sa.func.now()",
          "sa.func.NOW()",
          "sa.func.current_timestamp()",
          "sa.func.MyFn('x', 5)",
          "sa.func.timezone('utc', sa.func.now())",
          "sa.func.coalesce(sa.null(), 5)",
          "sa.func.f(1.5)",
          "sa.func.a.b()",
          "sa.func.array_agg(1)",
          "sa.func.concat('a%', 'b')",
          "sa.func.gen_random_uuid()",
        ]),
      () =>
        pick([
          "sa.true()",
          "sa.false()",
          "sa.null()",
          "sa.literal(5)",
          "sa.literal('x%')",
          "sa.literal_column('x')",
          "sa.literal_column(\"'50%'\")",
        ]),
      () =>
        pick([
          "sa.cast('5', sa.Integer)",
          "sa.cast('{}', postgresql.JSONB)",
          "sa.cast(5, sa.String(3))",
          "sa.cast('x', sa.Enum('x', name='e1'))",
          "sa.func.now() + sa.text(\"interval '1 day'\")",
          "sa.func.now() - sa.func.now()",
        ]),
      () =>
        pick([
          "sa.Identity()",
          "sa.Identity(always=True, start=3, increment=2)",
          "sa.Identity(minvalue=-9223372036854775808, maxvalue=9223372036854775807)",
          "sa.Computed('a + 1')",
          "sa.Computed('a', persisted=True)",
          "sa.Computed(sa.text('b'), persisted=False)",
        ]),
      () =>
        pick([
          "sa.Sequence('s').next_value()",
          "sa.FetchedValue()",
          "sa.DefaultClause('x')",
          "sa.text('')",
          "''",
          "0",
          "True",
          "None",
        ]),
    ])();

  const phrases = (): string =>
    [
      maybe(
        0.25,
        () => `, ondelete=${str(pick(["CASCADE", "SET NULL", "cascade", "NO ACTION", "SET NULL (a)", "DROP", ""]))}`,
      ),
      maybe(0.15, () => `, onupdate=${str(pick(["CASCADE", "RESTRICT", "SET DEFAULT"]))}`),
      maybe(0.15, () => `, deferrable=${pick(["True", "False", "None"])}`),
      maybe(0.15, () => `, initially=${str(pick(["DEFERRED", "IMMEDIATE", "deferred", "LATER"]))}`),
    ].join("");
  const constraintName = (): string =>
    pick([
      "'ck_x'",
      "'Named'",
      "op.f('uq_final')",
      "None",
      `'${"n".repeat(70)}'`,
      `op.f('${"m".repeat(70)}')`,
      "'a%b'",
      "sa.schema.conv('k')",
    ]);
  const named = (probability = 0.6): string => maybe(probability, () => `, name=${constraintName()}`);

  const foreignKey = (): string =>
    `sa.ForeignKey(${pick(['"o.id"', '"s.o.id"', '"a.b.o.id"', '"User.Id"', '"o"'])}${phrases()}${named(0.3)}${maybe(0.08, () => ", match='FULL'")}${maybe(0.08, () => ", use_alter=True")}${maybe(0.05, () => ", postgresql_not_valid=True")})`;

  const makeColumn = (given = name()): string =>
    `${pick(["sa.Column", "sa.Column", "sa.Column", "sa.schema.Column"])}(${str(given)}, ${type()}${[
      maybe(0.2, () => `, ${foreignKey()}`),
      maybe(0.08, () => `, sa.CheckConstraint(${condition()}${named(0.4)})`),
      maybe(
        0.06,
        () =>
          `, ${pick(["sa.Identity()", "sa.Identity(always=True, minvalue=1, maxvalue=9, cycle=True, cache=3)", "sa.Identity(start=1, nominvalue=True, order=True)", "sa.Computed('a')", "sa.Sequence('sq')"])}`,
      ),
      maybe(0.35, () => `, server_default=${serverDefault()}`),
      maybe(0.4, () => `, nullable=${pick(["True", "False"])}`),
      maybe(0.15, () => ", unique=True"),
      maybe(0.12, () => ", index=True"),
      maybe(0.2, () => `, primary_key=${pick(["True", "False"])}`),
      maybe(0.1, () => `, autoincrement=${pick(["True", "False", "'auto'", "'ignore_fk'"])}`),
      maybe(0.12, () => `, comment=${pick([quoted, () => "None"])()}`),
      maybe(0.06, () => `, default=${pick(["5", "'x'", "sa.func.now()", "None"])}`),
      maybe(0.03, () => ", quote=True"),
      maybe(0.03, () => ", key='kk'"),
      maybe(0.03, () => ", system=True"),
      maybe(0.03, () => ", info={'a': 1}, doc='d'"),
    ].join("")})`;

  const col = (): string =>
    `sa.column(${str(column())}${maybe(0.7, () => `, ${pick(["sa.Integer", "sa.String", "sa.Boolean", "sa.Numeric", "sa.DateTime", "sa.Text()", "postgresql.JSONB", "postgresql.UUID(as_uuid=True)", "sa.Float", "postgresql.ARRAY(sa.Integer)", "sa.Enum('x', 'y', name='e1')"])}`)})`;
  const plain = (): string =>
    pick([
      "1",
      "'x'",
      "2.5",
      "None",
      "True",
      "-3",
      "'50%'",
      "'it\\'s'",
      "decimal.Decimal('2')",
      "datetime.date(2024, 1, 1)",
    ]);
  const atomCondition = (c: () => string): string =>
    pick([
      () => `(${c()} ${pick(["==", "!=", "<", ">=", ">", "<="])} ${plain()})`,
      () => `(${c()} ${pick(["==", "!=", "<"])} ${c()})`,
      () =>
        `${c()}.${pick(["in_", "notin_", "not_in"])}(${pick(["[1, 2]", "['x']", "['x', 'y%']", "(1,)", "[]", "[True]", "[1.5]"])})`,
      () => `${c()}.${pick(["is_", "isnot", "is_not"])}(${pick(["None", "True", "False", "sa.null()", "sa.true()"])})`,
      () => `${c()}.${pick(["like", "ilike", "notlike", "startswith", "endswith", "contains", "not_like"])}('x%')`,
      () => `${c()}.between(1, 5)`,
      () => `(${c()} ${pick(["+", "-", "*", "/", "%"])} ${pick([c, () => "2", () => "'x'"])()} ${pick([">", "=="])} 3)`,
      () => `(sa.func.${pick(["lower", "length", "coalesce", "count", "LOWER"])}(${c()}) == ${plain()})`,
      () => `sa.text(${pick(["'a > 1'", "'a = :x'", "\"b LIKE 'x%'\"", "'a OR b'"])})`,
      () => `(${c()} - (${c()} - 1) == 2)`,
      () => `${c()}.op(${pick(["'@>'", "'->>'", "'%'", "'~'"])})('x')`,
      () => `${c()}.${pick(["is_distinct_from", "isnot_distinct_from"])}(${pick(["3", "None", c()])})`,
      () => `(sa.cast(${c()}, ${pick(["sa.Integer", "sa.String(3)", "sa.Date"])}) == ${plain()})`,
      () => c(),
      () => `(${c()}['k'].astext == 'x')`,
      () => `(sa.extract('year', ${c()}) > 5)`,
      () => `(sa.case((${c()} == 1, 'x'), else_='y') == 'x')`,
      () => pick(["sa.true()", "sa.false()"]),
      () => `(${c()}.collate('C') == 'x')`,
      () => `(-${c()} > 1)`,
    ])();
  const expression = (depth: number, c: () => string = col): string =>
    depth <= 0
      ? atomCondition(c)
      : pick([
          () => `sa.and_(${expression(depth - 1, c)}, ${expression(depth - 1, c)})`,
          () => `sa.or_(${expression(depth - 1, c)}, ${expression(depth - 1, c)})`,
          () => `sa.not_(${expression(depth - 1, c)})`,
          () => `(${expression(depth - 1, c)} & ${expression(depth - 1, c)})`,
          () => `(${expression(depth - 1, c)} | ${expression(depth - 1, c)})`,
          () => `~(${expression(depth - 1, c)})`,
          () => expression(depth - 1, c),
        ])();
  const condition = (): string =>
    pick([
      () => str(pick(["a > 1", "a IN ('x')", "a % 2 = 0", "a = ':x'", "b::int > 0"])),
      () => expression(below(3)),
    ])();

  return {
    maybe,
    name,
    column,
    str,
    quoted,
    schema,
    type,
    value,
    plain,
    serverDefault,
    phrases,
    constraintName,
    named,
    makeColumn,
    col,
    expression,
    condition,
  };
}
