import { expect, test } from "vitest";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import { type SqlConstant, sqlConstants } from "../../src/postgres/sql-constants.ts";

const parser = await loadSqlParser();

function shown({ text, type, column }: SqlConstant): string {
  if (type !== null) return `${text} is ${type.join(".")}`;
  const table = column?.table?.name;
  const owner = table?.known === true ? table.value : "?";
  return `${text} like ${owner}.${column?.name}`;
}

test.each([
  [
    "UPDATE orders SET state = 'paid', note = 'x' WHERE state = 'new'",
    ["paid like orders.state", "x like orders.note", "new like ?.state"],
  ],
  ["DELETE FROM orders o WHERE o.state IN ('a', 'b')", ["a like orders.state", "b like orders.state"]],
  ["DELETE FROM orders WHERE 'a' = state", ["a like ?.state"]],
  ["DELETE FROM orders WHERE state::text = 'a'", ["a is text"]],
  ["DELETE FROM orders WHERE lower('a') = 'b'", []],
  [
    "UPDATE orders SET state = CASE kind WHEN 'k' THEN 'a'::shop.state ELSE 'b' END",
    ["k like ?.kind", "a is shop.state", "b like orders.state"],
  ],
  ["INSERT INTO orders (id, state) VALUES (1, 'a'), (2, 'b')", ["a like orders.state", "b like orders.state"]],
  ["INSERT INTO orders VALUES (1, 'a')", ["a like orders.1"]],
  [
    "INSERT INTO orders (state) SELECT 'a' UNION SELECT 'b' ON CONFLICT (id) DO UPDATE SET state = 'c'",
    ["a like orders.state", "b like orders.state", "c like orders.state"],
  ],
  ["SELECT coalesce(state, 'a') FROM orders", ["a like ?.state"]],
  ["CREATE TABLE t (m state DEFAULT 'a' CHECK (m <> 'b'))", ["a is state", "b is state"]],
  ["ALTER TABLE t ALTER COLUMN m SET DEFAULT 'a', ADD CHECK (m = 'b')", ["a like t.m", "b like ?.m"]],
  ["ALTER TABLE t ADD COLUMN m state DEFAULT 'a'", ["a is state"]],
  ["ALTER TABLE t ALTER m TYPE state USING (CASE WHEN m = 'x' THEN 'y' END)::state", ["x like ?.m", "y is state"]],
  ["CREATE INDEX ON t (id) WHERE m = 'a'", ["a like ?.m"]],
  ["CREATE VIEW v AS SELECT * FROM t WHERE m = ANY (ARRAY['a', 'b'])", ["a like ?.m", "b like ?.m"]],
  ["SELECT $$a$$", []],
])("%s", (sql, expected) => {
  expect(sqlConstants(sql, parser)?.map(shown)).toEqual(expected);
});

test("places are UTF-16", () => {
  const sql = "UPDATE t SET a = '😀é', b = 'x'";
  const found = sqlConstants(sql, parser);
  expect(found?.map((it) => it.at)).toEqual([sql.indexOf("'"), sql.indexOf("'x'")]);
});

test("what cannot be read has no constants", () => {
  expect(sqlConstants("UPDATE", parser)).toBe(null);
});
