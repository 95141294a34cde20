import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import { quoteIdentifier } from "../../src/postgres/quote-identifier.ts";
import { quoteLiteral } from "../../src/postgres/quote-literal.ts";
import { splitStatements } from "../../src/postgres/split-statements.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { sqlToActions } from "../../src/postgres/sql-to-actions.ts";
import { random } from "./random.ts";

let client: Client;
let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
  const url = process.env.LIMBECK_TEST_PG_URL;
  if (url === undefined) throw new Error("LIMBECK_TEST_PG_URL is not set: run these tests through npm test.");
  client = new Client({ connectionString: url });
  await client.connect();
});
afterAll(() => client.end());

const { below, pick } = random(11);
const alphabet = [
  "a",
  "B",
  "_",
  "$",
  "1",
  "é",
  "😀",
  '"',
  "'",
  "\\",
  " ",
  ";",
  "-",
  "/*",
  "--",
  "$$",
  "%",
  "\n",
  ":",
  ".",
];
const words = Array.from({ length: 300 }, () => Array.from({ length: 1 + below(8) }, () => pick(alphabet)).join(""));

test("a quoted name is read back as it was", async () => {
  const list = words.map((it) => `1 AS ${quoteIdentifier(it)}`);
  const { fields } = await client.query({ text: `SELECT ${list.join(", ")}`, rowMode: "array" });
  expect(fields.map((it) => it.name)).toEqual(words);
});

test("a literal is read back as it was", async () => {
  const { rows } = await client.query({ text: `SELECT ${words.map(quoteLiteral).join(", ")}`, rowMode: "array" });
  expect(rows[0]).toEqual(words);
});

test("a script is split where the server splits it", async () => {
  const statement = (): string => {
    const word = pick(words);
    const forms = [
      `SELECT ${quoteLiteral(word)}`,
      `SELECT 1 AS ${quoteIdentifier(word)}`,
      `SELECT E'${word.replaceAll("\\", "\\\\").replaceAll("'", "\\'")};'`,
      `SELECT $q$${word};$q$ /* ; /* ' */ $$ */`,
      "SELECT 1 -- ; '\n + 2",
      "SELECT (1) ; ",
    ];
    return pick(forms);
  };
  for (let round = 0; round < 100; round++) {
    const script = Array.from({ length: 1 + below(5) }, statement).join("\n;");
    const results = (await client.query({ text: script, rowMode: "array" })) as unknown;
    const parts = splitStatements(script);
    expect(Array.isArray(results) ? results.length : 1).toBe(parts.length);
    // Each part on its own is a statement too.
    for (const part of parts) await client.query(script.slice(part.start, part.end));
  }
});

describe("types", () => {
  const types =
    "int int2 int4 int8 bigint smallint integer float float4 float8 float(10) float(40) real double precision|bool|boolean|text|" +
    "varchar|varchar(5)|character varying(5)|char|char(5)|character(5)|bpchar|bpchar(4)|national character varying(3)|name|" +
    "numeric|numeric(10)|numeric(10,2)|decimal(5,1)|dec(4)|date|time|time(3)|time with time zone|timetz(2)|timestamp|timestamp(0)|" +
    "timestamptz|timestamp(3) with time zone|timestamp without time zone|interval|interval(3)|interval year|interval year to month|" +
    "interval day to second(2)|interval hour to minute|bit|bit(3)|bit varying|bit varying(4)|varbit(5)|bytea|json|jsonb|uuid|xml|" +
    'inet|cidr|macaddr|money|oid|regclass|tsvector|int4range|int[]|int[3]|int[][]|text array|text array[4]|"char"|pg_catalog.int4|' +
    'pg_catalog.varchar(3)|pg_catalog."char"|"varchar"(4)|"timestamp"';
  const list = types
    .split("|")
    .flatMap((it) => (it.startsWith("int int2") ? [...it.split(" ").slice(0, -2), "double precision"] : [it]));

  test.for(list)("%s means the same as we spell it", async (type) => {
    const sql = `ALTER TABLE t ALTER c TYPE ${type}`;
    const source = { text: sql, pieces: [], span: { start: 0, end: sql.length } };
    const [action] = sqlToActions(source, parser).flatMap((it) => it.actions);
    if (action?.kind !== "alterColumnType" || !action.type.known) throw new Error("The type was not read.");
    const text = `CREATE TEMP TABLE spelled (written ${type}, ours ${action.type.value})`;
    try {
      await client.query(text);
      const { rows } = await client.query<{ type: string }>(
        "SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = 'spelled'::regclass AND attnum > 0 ORDER BY attnum",
      );
      expect(rows[1]?.type).toBe(rows[0]?.type);
    } finally {
      await client.query("DROP TABLE IF EXISTS spelled");
    }
  });
});
