import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogName } from "../../src/postgres/catalog-name.ts";
import { catalogType } from "../../src/postgres/catalog-type.ts";
import { harmlessFunctions } from "../../src/postgres/harmless-functions.ts";
import { defaultText } from "../../src/schema/default-text.ts";

let client: Client;
beforeAll(async () => {
  const url = process.env.LIMBECK_TEST_PG_URL;
  if (url === undefined) throw new Error("LIMBECK_TEST_PG_URL is not set: run these tests through npm test.");
  client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    "CREATE SCHEMA texts; SET search_path = texts, public; CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE SEQUENCE counter",
  );
});
afterAll(async () => {
  await client.query("DROP SCHEMA texts CASCADE");
  await client.end();
});

const types =
  "INTEGER|BIGINT|SMALLINT|TEXT|VARCHAR|VARCHAR(20)|CHAR(5)|CHAR|BPCHAR|BOOLEAN|NUMERIC|NUMERIC(10, 2)|NUMERIC(5)|REAL|DOUBLE PRECISION|FLOAT(10)|FLOAT|JSON|JSONB|UUID|" +
  "TIMESTAMP WITHOUT TIME ZONE|TIMESTAMP WITH TIME ZONE|TIMESTAMP(3) WITHOUT TIME ZONE|TIMESTAMP(0) WITH TIME ZONE|DATE|TIME WITHOUT TIME ZONE|TIME(3) WITH TIME ZONE|INTERVAL|" +
  'INTERVAL(3)|INTERVAL YEAR TO MONTH|BYTEA|mood|INTEGER[]|TEXT[]|VARCHAR(5)[]|mood[]|INET|"char"|NAME|OID|MONEY|XML|TSVECTOR|BIT(3)|BIT|BIT VARYING(4)';

const defaults = [
  ..."0 1 -1 1.5 -1.5 10000000000 -10000000000 1e3 00 -0 0.0 0.00 1.50 true false FALSE NULL (0) ((1)) 0::int 0::bigint false::boolean null::text".split(
    " ",
  ),
  ..."'0' '-1' '1' '01' '' 'x' 'it''s' 'true' 'f' 'YES' 'on' 'of' ' t ' '{}' '[]' '{1,2}' 'sad' 'now()' '0.00' '1.5' '-2.5' 'NaN' 'null'".split(
    /(?<=') (?=')/,
  ),
  ..."'2020-01-01' '2020-02-30' '127.0.0.1' '00000000-0000-0000-0000-00000000000A' '00000000-0000-0000-0000-00000000000a' '1 day' 'a\\b'".split(
    /(?<=') (?=')/,
  ),
  ...`E'a\\\\b'|now()|NOW()|current_timestamp|CURRENT_TIMESTAMP(3)|current_date|localtimestamp|current_time|current_user|session_user|clock_timestamp()|statement_timestamp()`.split(
    "|",
  ),
  ...`timezone('utc', now())|timezone('utc'::text, CURRENT_TIMESTAMP)|(now() at time zone 'utc')|now() AT TIME ZONE 'UTC'|CURRENT_TIMESTAMP AT TIME ZONE 'utc'::text`.split(
    "|",
  ),
  ...`'sad'::mood|'sad'::texts.mood|'x'::text|'x'::varchar|'x'::varchar(3)|CAST('x' AS text)|'x'::bpchar|'{}'::jsonb|'{"b":1}'::jsonb|'{}'::json|'{}'::text[]|'{}'::varchar[]|ARRAY[]::text[]`.split(
    "|",
  ),
  ...`nextval('counter')|nextval('texts.counter'::regclass)|gen_random_uuid()|random()|md5('a')|1 + 1|'a' || 'b'|upper('x')|interval '1 day'|date '2020-01-01'|B'101'|row(1)|coalesce(1)`.split(
    "|",
  ),
];

test("a default that is said to be as the catalog has it, is", async () => {
  const wrong: string[] = [];
  let exact = 0;
  let written = 0;
  const ownType = (schema: string | null, name: string) =>
    (schema ?? "texts") === "texts" && name === "mood" ? "mood" : null;
  for (const type of types.split("|")) {
    const catalog = catalogType(type, ownType);
    for (const text of defaults) {
      const made = await client.query(`CREATE TABLE made (c ${type} DEFAULT ${text})`).then(
        () => true,
        () => false,
      );
      if (!made) continue;
      const { rows } = await client.query<{ type: string; text: string | null }>(
        `SELECT format_type(atttypid, atttypmod) AS type, pg_get_expr(adbin, adrelid) AS text FROM pg_attribute
         LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = 'made'::regclass AND attnum = 1`,
      );
      await client.query("DROP TABLE made");
      const told = defaultText(text, catalog, {
        sequence: (schema, name) => (name === "counter" && (schema ?? "texts") === "texts" ? "counter" : null),
        type: ownType,
        isEnum: (it) => it === "mood",
      });
      if (catalog !== null && catalog.text !== rows[0]?.type)
        wrong.push(`${type}: ${catalog.text}, catalog ${rows[0]?.type}`);
      if (told !== "none" && told.form !== "catalog") written++;
      else {
        exact++;
        const ours = told === "none" ? null : told.text;
        if (ours !== rows[0]?.text) wrong.push(`${type} DEFAULT ${text}: ${ours}, catalog ${rows[0]?.text}`);
      }
    }
  }
  console.log(`${exact} defaults told exactly, ${written} as written`);
  expect(wrong).toEqual([]);
  expect(exact).toBeGreaterThan(written);
});

test("names are quoted as the server quotes them", async () => {
  const { rows: keywords } = await client.query<{ word: string }>("SELECT word FROM pg_get_keywords()");
  const names = [...keywords.map((it) => it.word), "plain", "with space", "Mixed", "_a1", "1a", "a$b", "é", 'a"b', ""];
  const { rows } = await client.query<{ name: string; quoted: string }>(
    "SELECT name, quote_ident(name) AS quoted FROM unnest($1::text[]) AS name",
    [names],
  );
  expect(rows.filter((it) => catalogName(it.name) !== it.quoted)).toEqual([]);
});

test("the functions that are taken as harmless are PostgreSQL's own", async () => {
  const { builtin } = harmlessFunctions();
  const { rows } = await client.query<{ name: string }>(
    "SELECT name FROM unnest($1::text[]) AS name WHERE NOT EXISTS (SELECT 1 FROM pg_proc WHERE proname = name AND pronamespace = 'pg_catalog'::regnamespace)",
    [[...builtin]],
  );
  expect(rows.map((it) => it.name)).toEqual([]);
});
