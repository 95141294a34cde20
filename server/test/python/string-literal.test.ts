import { describe, expect, test } from "vitest";
import { parseModule } from "../../src/python/parse.ts";
import type { Expression, StringLiteral } from "../../src/python/syntax.ts";
import { askPython } from "../harness/python-oracle.ts";

const literals: readonly string[] = [
  "''",
  '""',
  "''''''",
  "'a'",
  '"a\'b"',
  "'a\\'b'",
  "'\\\\'",
  "'\\n\\t\\r\\a\\b\\f\\v\\0'",
  "'\\x41\\xe9\\u20ac\\U0001F600'",
  "'\\101\\12\\1234\\7'",
  "'\\d\\w\\ \\-'",
  "r'\\n\\x41'",
  "R'\\''",
  'r"a\\"b"',
  "u'\\u00e9'",
  "U'x'",
  "'a\\\nb'",
  "'''a\nb'''",
  '"""a\n"b"\n\'\'\'c"""',
  "'''a\\\nb\\n'''",
  "r'''a\\\nb'''",
  "'a' 'b'",
  "'a'\"b\" '''c''' r'\\d'",
  "('a'\n 'b' # c\n 'd')",
  "'a{b}c{{d}}'",
  "'%s %%'",
  "'é€😀'",
  "'\\\\n'",
  "'\\\\\\n'",
  "'tab\tinside'",
  "'''a\r\nb\rc'''",
  "'a\\\r\nb'",
  "'# no comment'",
  "'''quote at the end\"'''",
  '"""\'"""',
  "'\\377'",
  "''\n'x'".replace("\n", " "),
];

function stringOf(source: string): StringLiteral {
  const module = parseModule(`x = ${source}\n`);
  expect(module.errors).toEqual([]);
  const [statement] = module.body;
  if (statement?.type !== "Assign" || statement.value.type !== "StringLiteral") throw new Error(`no string: ${source}`);
  return statement.value;
}

// Python reads a file with line ends of any kind as if they were \n; `literal_eval` of a string does so too.
const theirs = askPython({ programs: [], literals }).literals;

describe("the value is that of the real Python", () => {
  test.each(literals.map((source, index) => ({ source, index })))("$source", ({ source, index }) => {
    expect(stringOf(source).value).toBe(theirs[index]);
  });
});

describe("each piece stands in the file", () => {
  test.each(literals)("%j", (source) => {
    const { value, pieces } = stringOf(source);
    const file = `x = ${source}\n`;
    let at = 0;
    for (const piece of pieces) {
      expect(piece.at).toBe(at);
      at += piece.length;
      const written = file.slice(piece.span.start, piece.span.end);
      expect(piece.verbatim).toBe(written === value.slice(piece.at, at));
    }
    expect(at).toBe(value.length);
  });
});

test("escapes, line ends and braces are pieces of their own", () => {
  expect(stringOf("'ab\\nc'").pieces).toEqual([
    { at: 0, length: 2, span: { start: 5, end: 7 }, verbatim: true },
    { at: 2, length: 1, span: { start: 7, end: 9 }, verbatim: false },
    { at: 3, length: 1, span: { start: 9, end: 10 }, verbatim: true },
  ]);
  expect(stringOf("'a' r'\\n'").pieces).toEqual([
    { at: 0, length: 1, span: { start: 5, end: 6 }, verbatim: true },
    { at: 1, length: 2, span: { start: 10, end: 12 }, verbatim: true },
  ]);
});

test("a character by its name stays as it is written", () => {
  const literal = stringOf("'a\\N{EURO SIGN}b'");
  expect(literal.value).toBe("a\\N{EURO SIGN}b");
  expect(literal.pieces[1]?.verbatim).toBe(false);
});

test("bytes are no text", () => {
  for (const source of ["b'a'", "rb'a'", "BR'a'", "b'a' b'b'"]) {
    const [statement] = parseModule(`x = ${source}`).body;
    expect(statement?.type === "Assign" ? statement.value.type : null).toBe("BytesLiteral");
  }
});

function partsOf(source: string): readonly string[] {
  const file = `x = ${source}\n`;
  const [statement] = parseModule(file).body;
  const value: Expression | null = statement?.type === "Assign" ? statement.value : null;
  if (value?.type !== "FormattedString") throw new Error(`no f-string: ${source}`);
  return value.parts.map((it) => {
    const text = file.slice(it.span.start, it.span.end);
    return it.type === "StringLiteral" ? `${JSON.stringify(it.value)} of ${text}` : text;
  });
}

test("an f-string is cut where its replacements stand", () => {
  expect(partsOf("f'a{b}c{d!r:>3}'")).toEqual(['"a" of a', "{b}", '"c" of c', "{d!r:>3}"]);
  expect(partsOf("f'{{a}}\\n{b}'")).toEqual(['"{a}\\n" of {{a}}\\n', "{b}"]);
  expect(partsOf("rf'\\n{b}'")).toEqual(['"\\\\n" of \\n', "{b}"]);
  expect(partsOf("'x' f'{a}' 'y'")).toEqual(["\"x\" of 'x'", "{a}", "\"y\" of 'y'"]);
});
