import { beforeAll, describe, expect, test } from "vitest";
import { shortenedName } from "../../src/emit/shortened-name.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import { quoteIdentifier, reservedWords } from "../../src/postgres/quote-identifier.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { emitPython, plainConfig } from "../emit/emit-python.ts";
import { pythonOf, runPython } from "./run-python.ts";

interface Answer {
  readonly version: string;
  readonly quoted: readonly string[];
  readonly reserved: readonly string[];
  readonly types: readonly (string | null)[];
  readonly shortened: readonly string[];
}

const names = [
  ...reservedWords,
  ..."a A aB _x $x x$ 1a a1 a-b a.b é über users Users user order date name value type key role lateral collation concurrently".split(
    " ",
  ),
  "a b",
  'a"b',
  '"',
  "😀",
  "x\ny",
];

/** Every row of the table of types: class or instance, with and without arguments. */
const types = [
  ..."Integer INTEGER INT BigInteger BIGINT SmallInteger SMALLINT String Unicode VARCHAR Text UnicodeText TEXT NVARCHAR CLOB".split(
    " ",
  ),
  ..."Numeric NUMERIC DECIMAL Float FLOAT Double DOUBLE DOUBLE_PRECISION REAL Boolean BOOLEAN DateTime TIMESTAMP DATETIME".split(
    " ",
  ),
  ..."Date DATE Time TIME Interval LargeBinary PickleType BLOB JSON Uuid UUID".split(" "),
  ..."String() String(20) String(length=20) String(20,collation='C') Unicode(5) VARCHAR(7) Text(100) Text(collation='C') CHAR(3) NCHAR(4) NVARCHAR(5)".split(
    " ",
  ),
  ..."Numeric(10) Numeric(10,2) Numeric(precision=10,scale=2) Numeric(scale=2) NUMERIC(5,0) DECIMAL(4,1) Float(24) Float(precision=53) FLOAT(5)".split(
    " ",
  ),
  ..."Double(53) DateTime(timezone=True) DateTime(True) TIMESTAMP(timezone=True) Time(timezone=True) Time(True) DATETIME(timezone=True)".split(
    " ",
  ),
  ..."Interval(native=False) Interval(second_precision=3) LargeBinary(10) BINARY(4) VARBINARY(5) Uuid(native_uuid=False) Uuid(as_uuid=False) UUID(as_uuid=False)".split(
    " ",
  ),
  ..."ARRAY(sa.Integer) ARRAY(sa.String(5),dimensions=2) ARRAY(sa.Text(collation='C')) ARRAY(sa.DateTime(timezone=True))".split(
    " ",
  ),
  ..."Enum('a','bbb',name='e') Enum('a',name='Mixed',schema='s') Enum('a','bbb',native_enum=False) Enum('a','b',native_enum=False,length=9)".split(
    " ",
  ),
  ..."String(5).with_variant(postgresql.CITEXT(),'postgresql') Integer().with_variant(sa.Text(),'mysql') JSON().with_variant(postgresql.JSONB(),'sqlite','postgresql')".split(
    " ",
  ),
].map((it) => `sa.${it}`);
const postgresqlTypes = [
  ..."INTEGER BIGINT SMALLINT TEXT BYTEA JSON JSONB UUID INET CIDR MACADDR MACADDR8 MONEY OID REGCLASS TSVECTOR HSTORE".split(
    " ",
  ),
  ..."REGCONFIG TSQUERY CITEXT JSONPATH INT4RANGE INT8RANGE NUMRANGE DATERANGE TSRANGE TSTZRANGE INT4MULTIRANGE TSTZMULTIRANGE".split(
    " ",
  ),
  ..."TIMESTAMP TIMESTAMP(True) TIMESTAMP(precision=3) TIMESTAMP(timezone=True,precision=3) TIME TIME(True,0) TIME(precision=2)".split(
    " ",
  ),
  ..."INTERVAL INTERVAL(3) INTERVAL(fields='YEAR') INTERVAL(precision=2,fields='DAY_TO_SECOND') DOUBLE_PRECISION DOUBLE_PRECISION(53)".split(
    " ",
  ),
  ..."BIT BIT() BIT(3) BIT(5,varying=True) BIT(varying=True) UUID(as_uuid=True) JSONB(astext_type=sa.Text()) ARRAY(sa.Text) ARRAY(sa.Numeric(3,1),dimensions=3)".split(
    " ",
  ),
  ..."ENUM('a',name='e') ENUM('a',name='order',schema='s',create_type=False) ARRAY(postgresql.ENUM('a',name='e')) DOMAIN('d',sa.Text()) HSTORE()".split(
    " ",
  ),
].map((it) => `postgresql.${it}`);
const allTypes = [...types, ...postgresqlTypes];

const long = ["x".repeat(63), "x".repeat(64), "ix_".padEnd(200, "é"), "😀".repeat(64), `${"a".repeat(55)}bcdefghij`];

describe.for([
  ["LIMBECK_TEST_PYTHON_NEW", "2.1"],
  ["LIMBECK_TEST_PYTHON_OLD", "1.4"],
] as const)("%s", ([variable, sqlalchemy]) => {
  let parser: SqlParser;
  let answer: Answer;
  beforeAll(async () => {
    parser = await loadSqlParser();
    answer = runPython(pythonOf(variable), "sqlalchemy_driver.py", { names, types: allTypes, long }) as Answer;
    expect(answer.version.startsWith(sqlalchemy)).toBe(true);
  });

  test("names are quoted alike", () => {
    expect(names.map(quoteIdentifier)).toEqual(answer.quoted);
    expect([...reservedWords].sort()).toEqual(answer.reserved);
  });

  test("types are spelled alike", () => {
    const python = allTypes.map((it, index) => `op.add_column("t", sa.Column("c${index}", ${it}))`).join("\n");
    const { statements } = emitPython(python, parser, { ...plainConfig, sqlalchemy });
    const spelled = new Map<string, string>();
    for (const action of statements.flatMap((it) => it.actions)) {
      if (action.kind !== "addColumn" || !action.column.name.known) continue;
      const { type, collation } = action.column;
      const suffix = collation?.known ? ` COLLATE ${collation.value}` : "";
      spelled.set(action.column.name.value, type.known ? type.value + suffix : `not known: ${type.why.detail}`);
    }
    const ours = allTypes.map((it, index) => [it, spelled.get(`c${index}`)]);
    // Types that this version does not have are not compared; the newest has them all.
    const theirs = allTypes.map((it, index) => [
      it,
      answer.types[index] ?? (sqlalchemy === "1.4" ? spelled.get(`c${index}`) : null),
    ]);
    expect(ours).toEqual(theirs);
  });

  test("long names are shortened alike", () => {
    expect(long.map((it) => quoteIdentifier(shortenedName(it)))).toEqual(answer.shortened);
  });
});
