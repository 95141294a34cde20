import { expect, test, vi } from "vitest";
import { loadSqlParser } from "../../src/node/sql-parser.ts";

test("an instance that broke is replaced", async () => {
  const parser = await loadSqlParser({ maximumNesting: Number.POSITIVE_INFINITY });
  const deep = parser.parse(`SELECT ${"1+".repeat(200_000)}1`);
  expect(deep).toMatchObject({ ok: false, reason: "limit" });
  expect(parser.parse("SELECT 1")).toMatchObject({ ok: false, reason: "limit" });
  await vi.waitFor(() => expect(parser.parse("SELECT 1")).toMatchObject({ ok: true }));
  expect(parser.parse("SLECT")).toEqual({
    ok: false,
    reason: "syntax",
    message: 'syntax error at or near "SLECT"',
    at: 0,
  });
});

test("places are UTF-16", async () => {
  const parser = await loadSqlParser();
  expect(parser.parse("SELECT '😀é'; SLECT")).toMatchObject({ ok: false, at: 14 });
  const result = parser.parse("SELECT '😀é'; /* é */ SELECT '😀' ; ");
  if (!result.ok) throw new Error(result.message);
  expect(result.statements.map((it) => it.span)).toEqual([
    { start: 0, end: 12 },
    { start: 22, end: 33 },
  ]);
  expect(result.statements.map((it) => it.type)).toEqual(["SelectStmt", "SelectStmt"]);
});

test("a text that is too long is not read", async () => {
  const parser = await loadSqlParser();
  expect(parser.parse(`SELECT '${"x".repeat(1_000_000)}'`)).toMatchObject({ ok: false, reason: "limit" });
});
