import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { TextPiece } from "../../src/postgres/map-position.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { type SqlStatementActions, sqlToActions } from "../../src/postgres/sql-to-actions.ts";
import { describeAction } from "./describe-action.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

/** Reads text that stands in a file from offset 0 on. */
function read(text: string, pieces: readonly TextPiece[] = wholeFile(text)): readonly SqlStatementActions[] {
  return sqlToActions({ text, pieces, span: { start: 0, end: text.length } }, parser);
}

function wholeFile(text: string): readonly TextPiece[] {
  return [{ at: 0, length: text.length, span: { start: 0, end: text.length }, verbatim: true }];
}

/*
 * statements.txt: a statement on a line of its own, then its actions, indented. `LIMBECK_UPDATE=1` writes the file anew: read the diff.
 */
const fixture = fileURLToPath(new URL("statements.txt", import.meta.url));

interface Case {
  readonly sql: string;
  readonly actions: readonly string[];
}

function readCases(text: string): readonly Case[] {
  const cases: { sql: string; actions: string[] }[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("  ")) cases.at(-1)?.actions.push(line.slice(2));
    else if (line !== "" && !line.startsWith("#")) cases.push({ sql: line, actions: [] });
  }
  return cases;
}

describe("statements", () => {
  const source = readFileSync(fixture, "utf8");
  const cases = readCases(source);
  test("are many", () => expect(cases.length).toBeGreaterThan(150));
  test.for(cases.map((it) => [it.sql, it] as const))("%s", ([, it]) => {
    const actions = read(it.sql).flatMap((statement) => statement.actions.map(describeAction));
    if (process.env.LIMBECK_UPDATE !== undefined) update(it, actions);
    else expect(actions).toEqual(it.actions);
  });

  function update(it: Case, actions: readonly string[]): void {
    const text = readFileSync(fixture, "utf8");
    const block = (lines: readonly string[]): string => [it.sql, ...lines.map((line) => `  ${line}`)].join("\n");
    writeFileSync(fixture, `\n${text}`.replace(`\n${block(it.actions)}\n`, () => `\n${block(actions)}\n`).slice(1));
  }
});

describe("places", () => {
  const at = (text: string, span: { readonly start: number; readonly end: number }): string =>
    text.slice(span.start, span.end);

  test("offsets behind characters of several bytes are UTF-16", () => {
    const text = "/* é😀 */ SELECT '😀é'; DROP TABLE ünsinn, \"😀 t\" CASCADE; DROP TABLE b";
    const [, second, third] = read(text);
    expect(second?.actions.map((it) => at(text, it.span))).toEqual(["ünsinn", '"😀 t"']);
    expect(third?.actions.map((it) => at(text, it.span))).toEqual(["DROP TABLE b"]);
  });

  test("each command of ALTER TABLE has its own place, and its names too", () => {
    const text = "ALTER TABLE a.b ADD COLUMN a numeric(10, 2) DEFAULT 1, DROP COLUMN b -- last\n;";
    const actions = read(text).flatMap((it) => it.actions);
    expect(actions.map((it) => at(text, it.span))).toEqual(["ADD COLUMN a numeric(10, 2) DEFAULT 1", "DROP COLUMN b"]);
    const [add, drop] = actions;
    if (add?.kind !== "addColumn" || drop?.kind !== "dropColumn") throw new Error("other actions");
    expect(at(text, add.column.span)).toBe("a numeric(10, 2) DEFAULT 1");
    expect(at(text, add.column.type.span)).toBe("numeric(10, 2)");
    expect(at(text, add.column.default?.span ?? add.span)).toBe("1");
    expect(add.column.name.span.start).toBe(text.indexOf("a numeric"));
    expect(drop.column.span.start).toBe(text.indexOf("b -- last"));
    expect(add.table.name.span).toEqual({ start: 14, end: 15 });
    expect(add.table.schema?.span).toEqual({ start: 12, end: 13 });
  });

  test("a single command has the place of the statement", () => {
    const text = "  ALTER TABLE t DROP COLUMN b ;";
    expect(read(text).flatMap((it) => it.actions.map((action) => at(text, action.span)))).toEqual([
      "ALTER TABLE t DROP COLUMN b",
    ]);
  });

  test("places go through the pieces of a string that is put together in the source", () => {
    // File: f"DROP TABLE {name}; DROP TABLE \x62"
    const text = "DROP TABLE users; DROP TABLE b";
    const pieces: readonly TextPiece[] = [
      { at: 0, length: 11, span: { start: 100, end: 111 }, verbatim: true },
      { at: 11, length: 5, span: { start: 111, end: 117 }, verbatim: false },
      { at: 16, length: 13, span: { start: 117, end: 130 }, verbatim: true },
      { at: 29, length: 1, span: { start: 130, end: 134 }, verbatim: false },
    ];
    const [first, second] = read(text, pieces);
    expect(first?.span).toEqual({ start: 100, end: 117 });
    expect(second?.span).toEqual({ start: 119, end: 134 });
    const [action] = second?.actions ?? [];
    expect(action?.kind === "dropTable" && action.table.name.span).toEqual({ start: 130, end: 134 });
  });

  test("text without pieces has the place of its expression", () => {
    const [only] = sqlToActions({ text: "DROP TABLE a", pieces: [], span: { start: 7, end: 9 } }, parser);
    expect(only?.span).toEqual({ start: 7, end: 9 });
  });
});

describe("text that is not right", () => {
  const texts = (text: string): readonly string[] => read(text).map((it) => it.text);

  test("a syntax error does not lose the statements around it", () => {
    const text = "DROP TABLE a; SLECT 'é; ' FROM x; DROP TABLE b";
    const found = read(text);
    expect(found.map((it) => it.actions.map(describeAction))).toEqual([
      ["dropTable table=a"],
      ['unknown why={reason=syntax detail=syntax error at or near "SLECT"}'],
      ["dropTable table=b"],
    ]);
    expect(found[1]?.syntaxError?.message).toBe('syntax error at or near "SLECT"');
    expect(found[1]?.syntaxError?.span).toEqual({ start: 14, end: 19 });
    expect(found.map((it) => it.syntaxError === null)).toEqual([true, false, true]);
  });

  test("an error at the end of a statement has the place of the statement", () => {
    const [only] = read("ALTER TABLE");
    expect(only?.syntaxError).toEqual({ message: "syntax error at end of input", span: { start: 0, end: 11 } });
  });

  test("an open quote ends the reading, not what stands before it", () => {
    expect(texts("DROP TABLE a; INSERT INTO b VALUES ('x; DROP TABLE c")).toEqual([
      "DROP TABLE a",
      "INSERT INTO b VALUES ('x; DROP TABLE c",
    ]);
  });

  test("semicolons in quotes, comments, bodies and rules do not end a statement, beside a wrong one too", () => {
    const parts = [
      "WRONG",
      "SELECT $f$ a; b $f$, ';', \";\", E'\\';', $1",
      "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END",
      "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b)",
      "DROP TABLE z",
    ];
    const found = read(`/* ; /* ; */ ; */ ${parts.join("; -- ;\n")}`);
    expect(found.map((it) => it.text)).toEqual(parts);
    expect(found.map((it) => it.syntaxError !== null)).toEqual([true, false, false, false, false]);
  });

  test.for(["", "  \n", ";", ";;  ; -- x", "/* only a comment */"])("%j has no statement", (text) => {
    expect(read(text)).toEqual([]);
  });

  test("very deep nesting is not read, and the parser goes on working", () => {
    for (const deep of [
      `SELECT ${"(".repeat(20_000)}1${")".repeat(20_000)}`,
      `SELECT ${"1+".repeat(20_000)}1`,
      `SELECT ${"NOT ".repeat(20_000)}true`,
      `SELECT ${"- ".repeat(20_000)}1`,
      `SELECT 1${" UNION SELECT 1".repeat(20_000)}`,
      `SELECT ${"CASE WHEN true THEN ".repeat(20_000)}1${" END".repeat(20_000)}`,
      `SELECT 1${"::int".repeat(20_000)}`,
      `SELECT ${"f(".repeat(20_000)}1${")".repeat(20_000)}`,
      `SELECT * FROM a${" JOIN b ON true".repeat(20_000)}`,
      `SELECT ${"ARRAY[".repeat(20_000)}1${"]".repeat(20_000)}`,
    ]) {
      const [first, second] = read(`${deep}; DROP TABLE a`);
      expect(first?.actions.map((it) => it.kind)).toEqual(["unknown"]);
      expect(first?.syntaxError).toBeNull();
      expect(second?.actions.map(describeAction)).toEqual(["dropTable table=a"]);
    }
  });

  test("long lists are not deep", () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => `(${i}, 'x', now() + interval '1 day' * ${i})`).join(", ");
    const conditions = Array.from({ length: 2_000 }, (_, i) => `(a = ${i} AND b <> ${i})`).join(" OR ");
    expect(
      read(`INSERT INTO t VALUES ${rows}; DELETE FROM t WHERE ${conditions}`).map((it) => it.actions[0]?.kind),
    ).toEqual(["insert", "delete"]);
  });

  test("a NUL character and half a surrogate pair are no reason to break", () => {
    expect(read("DROP TABLE a; SELECT '\0'; DROP TABLE b").map((it) => it.actions[0]?.kind)).toEqual([
      "dropTable",
      "unknown",
      "dropTable",
    ]);
    const text = "SELECT '\ud800'; DROP TABLE b";
    expect(read(text).map((it) => it.text)).toEqual(["SELECT '\ud800'", "DROP TABLE b"]);
  });
});
