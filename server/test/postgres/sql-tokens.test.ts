import { readFileSync } from "node:fs";
import * as libpg from "libpg-query";
import { beforeAll, describe, expect, test } from "vitest";
import { splitStatements, trimStatement } from "../../src/postgres/split-statements.ts";
import { sqlTokens } from "../../src/postgres/sql-tokens.ts";

beforeAll(() => libpg.loadModule());

const operators = new Set([..."+-*/<>=~!@#%^&|`?:."]);

/** Tokens as [start, end], operators left out: PostgreSQL joins and splits those by rules that nothing here needs. */
function ours(sql: string): readonly (readonly [number, number])[] {
  return sqlTokens(sql)
    .filter((it) => !operators.has(it.text.charAt(0)) || it.kind === "comment" || it.kind === "number")
    .map((it) => [it.start, it.end]);
}

/** The same of PostgreSQL's own scanner; its offsets are UTF-8 bytes. */
function theirs(sql: string): readonly (readonly [number, number])[] {
  const bytes = new TextEncoder().encode(sql);
  const at = (offset: number): number => new TextDecoder().decode(bytes.slice(0, offset)).length;
  return libpg
    .scanSync(sql)
    .tokens.filter((it) => {
      const text = sql.slice(at(it.start), at(it.end));
      return !operators.has(text.charAt(0)) || text.startsWith("--") || text.startsWith("/*") || /^\.\d/.test(text);
    })
    .map((it) => [at(it.start), at(it.end)]);
}

describe("tokens are PostgreSQL's", () => {
  const statements = readFileSync(new URL("statements.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((it) => it !== "" && !it.startsWith(" ") && !it.startsWith("#"));
  const special = [
    "SELECT 'it''s', E'it\\'s; \\\\', N'x', B'01', X'1f', U&'d\\0061', U&\"d\\0061\", e'', ''",
    'SELECT $$a;b$$, $é$ $$ $x$ $é$, $1, $12, a$b, "a""b", """"',
    "SELECT é, _x, ünï$c, Été /* /* nested ; */ ' */, 1 -- end '\n, 2 -- last",
    "SELECT 1.5, .5, 1., 1e10, 1.5e-3, 0xFF, 0b01, 0o17, 1_000, 1..2",
    "SELECT a::int, b:=1, c=>2, d-1, e--1\n+3, f*/* x */2, g->>'k', h @> i, j#>>'{a}'",
    "SELECT\t'a\nb'\r\n,\f1\v;;\n;",
    "   ",
  ];
  test.for([...statements, ...special])("%s", (sql) => expect(ours(sql)).toEqual(theirs(sql)));
});

describe("text that is not finished", () => {
  test.for([
    ["'open", "string"],
    ["E'open\\'", "string"],
    ['"open', "quotedName"],
    ["$$open $", "string"],
    ["$t$open $$", "string"],
    ["/* open /* */", "comment"],
  ] as const)("%s", ([text, kind]) => {
    expect(sqlTokens(`a ${text}`).slice(1)).toMatchObject([{ kind, start: 2, end: text.length + 2, closed: false }]);
  });

  test("every text is covered by its tokens, in order, with only white space between", () => {
    const alphabet = [
      "'",
      '"',
      "$",
      "$$",
      "$a$",
      "--",
      "/*",
      "*/",
      "\\",
      ";",
      "(",
      " ",
      "\n",
      "E",
      "a",
      "é",
      "😀",
      "1",
      ".",
      ":",
      "U&",
      "\0",
    ];
    let seed = 7;
    const next = (n: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % n;
    };
    for (let round = 0; round < 3_000; round++) {
      const text = Array.from({ length: next(14) }, () => alphabet[next(alphabet.length)]).join("");
      let at = 0;
      for (const token of sqlTokens(text)) {
        expect(text.slice(at, token.start)).toMatch(/^\s*$/);
        expect(token.end).toBeGreaterThan(token.start);
        at = token.end;
      }
      expect(text.slice(at)).toMatch(/^\s*$/);
      for (const part of splitStatements(text)) {
        expect(trimStatement(text, part)).toEqual(part);
      }
    }
  });
});
