import { describe, expect, test } from "vitest";
import { parseModule } from "../../src/python/parse.ts";
import { dumpModule } from "../harness/dump-python.ts";

/** One source a row, and its dump; operators are always in parentheses there. */
const valid: readonly (readonly [string, string])[] = [
  ["x = 1", "x = 1"],
  ["a = b = 1, 2", "a = b = tuple(1, 2)"],
  ["x: int = 3\ny: str", "x: int = 3\ny: str"],
  ["a, *b = c", "tuple(a, *b) = c"],
  ["a[1:2, ::3] = b[*c]", "a[tuple(1:2, ::3)] = b[tuple(*c)]"],
  ["a += 1, 2", "a += tuple(1, 2)"],
  ["not a and not b or c", "(((not a) and (not b)) or c)"],
  ["a and b and (c and d)", "(a and b and (c and d))"],
  ["not a == b", "(not (a == b))"],
  ["a < b <= c is not d not in e", "(a < b <= c is not d not in e)"],
  ["(a < b) < c", "((a < b) < c)"],
  ["-a ** -b", "(- (a ** (- b)))"],
  ["a + b * c - d // e", "((a + (b * c)) - (d // e))"],
  ["a if b else c if d else e", "(a if b else (c if d else e))"],
  ["f(a, *b, k=1, w:=2, **z)", "f(a, *b, (w := 2), k=1, **z)"],
  ["f(x + y for x, y in z if x if y)", "f(generator((x + y) for tuple(x, y) in z if x if y))"],
  ["f(x for x in y)(1)", "f(generator(x for x in y))(1)"],
  ["[a for b in c for d in e]", "list(a for b in c for d in e)"],
  ["{a: b for c in d}", "dict(a: b for c in d)"],
  ["{**a, 'b': c}", '{**a, "b": c}'],
  ["{a, *b}", "{a, *b}"],
  ["lambda a, b=1, *c, d, **e: a", "lambda(a, b=1, *c, kw:d, **e: a)"],
  ["lambda: (yield)", "lambda(: yield)"],
  ["(a := 1)", "(a := 1)"],
  ["await a.b(c)", "await a.b(c)"],
  ["x = ...", "x = ..."],
  ["0xff, 1_000, 1.5, 1e3, 9007199254740993", "tuple(255, 1000, 1.5f, 1000f, 9007199254740993)"],
  ["def f(a, /, b: int=1, *args, c, **kw) -> int:\n    return 1", "def f(/a, b=1, *args, kw:c, **kw)\n  return 1"],
  ["def f(a, *, b): pass", "def f(a, kw:b)\n  pass"],
  ["async def f():\n    async with a as b:\n        await c", "async def f()\n  async with a as b\n    await c"],
  [
    "def f():\n    yield\n    yield a, b\n    yield from c",
    "generator def f()\n  yield\n  yield tuple(a, b)\n  yield c",
  ],
  ["@a.b(1)\n@c\nclass D(E, metaclass=F):\n    x = 1", "@a.b(1)\n@c\nclass D(E, metaclass=F)\n  x = 1"],
  ["@a[0](x)\ndef f(): pass", "@?\ndef f()\n  pass"],
  ["with (a as b, c as d,):\n    e", "with a as b, c as d\n  e"],
  ["with (\n    a() as b,  # why\n    c,\n):\n    e", "with a() as b, c\n  e"],
  ["with (a, b): c", "with a, b\n  c"],
  ["with (yield): pass", "with yield\n  pass"],
  ["x = t'a{b}'", 'x = t"a{b}"'],
  ["f'a{b!r:>{w}}{{x}}{y=}' 'q'", 'f"a{b!r:f">{w}"}{x}{y=y!r}q"'],
  ["x = 'a' f'{b}' \"c\"", 'x = f"a{b}c"'],
  ["x = ('a'\n  # why\n  'b')", 'x = "ab"'],
  ["if a: b\nelif c: d\nelse: e", "if a\n  b\nelse\n  if c\n    d\n  else\n    e"],
  ["for a, b in c, d:\n    e\nelse:\n    f", "for tuple(a, b) in tuple(c, d)\n  e\nelse\n  f"],
  ["while a:\n    break\nelse:\n    pass", "while a\n  break\nelse\n  pass"],
  [
    "try:\n    a\nexcept (B, C) as d:\n    e\nexcept:\n    f\nelse:\n    g\nfinally:\n    h",
    "try\n  a\nexcept tuple(B, C) as d\n  e\nexcept\n  f\nelse\n  g\nfinally\n  h",
  ],
  ["try:\n    a\nexcept* B:\n    c", "try\n  a\nexcept B\n  c"],
  [
    "match x:\n    case [a, *b]:\n        c\n    case {'k': v} if v:\n        d\n    case _ as e: pass",
    "match x\n  case\n    c\n  case\n    d\n  case\n    pass\n  captures b, a, v, e, _",
  ],
  ["match = 1\ncase = match", "match = 1\ncase = match"],
  ["import a.b as c, d", "import a.b as c, d"],
  ["from . import a", "from . import a"],
  ["from ...b.c import (d as e, f,)", "from ...b.c import d as e, f"],
  ["from x import *", "from x import *"],
  ["type X = int\nx = 1", "pass\nx = 1"],
  ["del a, b[0]\nassert a, 'm'\nraise A from b\nraise", "del a, b[0]\nassert a\nraise A from b\nraise"],
  ["global a, b\nnonlocal c", "global a, b\nnonlocal c"],
  ["a; b\nc;", "a\nb\nc"],
  ["\ufeffx = 1", "x = 1"],
  ["def f():\r\n    x = \\\r\n      1\r\n    return x\r\n", "def f()\n  x = 1\n  return x"],
  ["if a:\n\tb\n\tif c:\n\t\td", "if a\n  b\n  if c\n    d"],
  ["return_ = printer = 1\nprint(x)", "return_ = printer = 1\nprint(x)"],
  [
    "match a:\n    case {'x': str() as y}:\n        f(y)\n    case B(c=int()):\n        pass",
    "match a\n  case\n    f(y)\n  case\n    pass\n  captures y",
  ],
];

describe("valid Python", () => {
  test.each(valid)("%j", (source, dump) => {
    expect(dumpModule(parseModule(source))).toBe(dump);
  });
});

/** Half-typed and old code: what is still read, and where the errors are (`error from..to`). */
const unfinished: readonly (readonly [string, string])[] = [
  ["from a import b.c\nd()\n", 'from a import b.c\nd()\nerror 15..16 "."'],
  [
    'def upgrade():\n    op.add_column("users", sa.Column("x"\n\ndef downgrade():\n    op.drop_column("users", "x")\n',
    'def upgrade()\n  op.add_column("users", sa.Column("x"……\ndef downgrade()\n  op.drop_column("users", "x")\nerror 55..55 ""',
  ],
  [
    'def upgrade():\n    op.a("x", [1, {\n    op.b("y")\n    op.c()\n',
    'def upgrade()\n  op.a("x", [1, {}]…\n  op.b("y")\n  op.c()\nerror 34..34 ""',
  ],
  ["def upgrade():\n    op.\n    op.b()\n", 'def upgrade()\n  op.\n  op.b()\nerror 22..22 ""'],
  [
    'def upgrade():\n    op.execute("abc\n    op.b()\n\ndef downgrade():\n    pass\n',
    'def upgrade()\n  op.execute("abc"…\n  op.b()\ndef downgrade()\n  pass\nerror 34..34 ""',
  ],
  ['x = "a\ny = 1\n', 'x = "a"\ny = 1\nerror 6..6 ""'],
  [
    'def upgrade():\n    op.execute("""\n    DROP TABLE a\n\n\ndef downgrade():\n    op.execute("""DROP""")\n',
    'def upgrade()\n  op.execute("\\n    DROP TABLE a"…\ndef downgrade()\n  op.execute("DROP")\nerror 50..50 ""',
  ],
  ["def upgrade(", 'def upgrade()\nerror 12..12 ""\nerror 12..12 ""'],
  ["def upgrade(\n    op.a()\n", 'def upgrade()\n  op.a()\nerror 12..12 ""'],
  ["def upgrade():\n\ndef downgrade():\n    op.b()\n", 'def upgrade()\ndef downgrade()\n  op.b()\nerror 16..16 ""'],
  ["def upgrade()\n    op.b()\n", 'def upgrade()\n  op.b()\nerror 13..13 ""'],
  ["if x\n    op.a()\nop.b()\n", 'if x\n  op.a()\nop.b()\nerror 4..4 ""'],
  ['op.a("users" sa.Column("x"))', 'op.a("users", sa.Column("x"))\nerror 12..12 ""'],
  [
    'op.create_table(\n    "a",\n    sa.Column("b")\n    sa.Column("c"),\n)\nop.d()\n',
    'op.create_table("a", sa.Column("b"), sa.Column("c"))\nop.d()\nerror 44..44 ""',
  ],
  ["op.a(x))\nop.b()\n", 'op.a(x)\nop.b()\nerror 7..7 ""'],
  ["op.a(k=, b=1)\n", 'op.a(k=?, b=1)\nerror 7..7 ""'],
  ["x = {'a': 1, 'b'}\n", 'x = {"a": 1, "b": ?}\nerror 16..16 ""'],
  ["revision = \ndown_revision = 'a'\n", 'revision = ?\ndown_revision = "a"\nerror 11..11 ""'],
  ['print "x"\nx = 1\n', 'ERROR\nx = 1\nerror 0..9 "print \\"x\\""'],
  ['exec "x"\ny = 1\n', 'exec\n"x"\ny = 1\nerror 5..5 ""'],
  ["try:\n    a\nexcept E, e:\n    b\n", "try\n  a\nexcept E as e\n  b"],
  ["with a as self.b:\n    c\nd\n", 'with a as ?\n  c\nd\nerror 14..16 ".b"'],
  ["x = [1, 2\ny = 3\n", 'x = [1, 2]\ny = 3\nerror 9..9 ""'],
  ["x = (\n", 'x = tuple()\nerror 5..5 ""'],
  ["@\ndef f(): pass\n", '@?\ndef f()\n  pass\nerror 1..1 ""'],
  ["from a import\nx = 1\n", 'from a import\nx = 1\nerror 13..13 ""'],
  [
    "def upgrade():\n    op.a()\n        op.b(\n            c,\n        )\n        op.d()\n    op.e()\n\ndef downgrade():\n    op.f()\n",
    'def upgrade()\n  op.a()\n  op.b(c)\n  op.d()\n  op.e()\ndef downgrade()\n  op.f()\nerror 34..34 ""',
  ],
  [
    "if x:\n    if y:\n        a()\n      b()\n    c()\nd()\n",
    'if x\n  if y\n    a()\n  b()\n  c()\nd()\nerror 34..34 ""',
  ],
  ["def f():\n\ta()\n\t  b()\n\tc()\n", 'def f()\n  a()\n  b()\n  c()\nerror 17..17 ""'],
  ["import\nx = 1\n", 'ERROR\nx = 1\nerror 6..6 ""'],
];

describe("unfinished code keeps the rest", () => {
  test.each(unfinished)("%j", (source, dump) => {
    expect(dumpModule(parseModule(source))).toBe(dump);
  });
});

test("an open call is marked, and its arguments reach to the end of what is written", () => {
  const source = 'op.add_column("a", sa.Column("x"\n\ndef f(): pass\n';
  const [first] = parseModule(source).body;
  if (first?.type !== "ExpressionStatement" || first.value.type !== "Call") throw new Error("no call");
  expect(first.value.closed).toBe(false);
  expect(source.slice(first.value.argumentsSpan.start, first.value.argumentsSpan.end)).toBe('("a", sa.Column("x"');
});

test("spans are those of the file, also behind a repair", () => {
  const source = "op.a(\n\ndef downgrade():\n    op.drop_column('t', 'c')\n";
  const downgrade = parseModule(source).body.find((it) => it.type === "FunctionDef");
  if (downgrade?.type !== "FunctionDef") throw new Error("no function");
  expect(source.slice(downgrade.nameSpan.start, downgrade.nameSpan.end)).toBe("downgrade");
  expect(source.slice(downgrade.span.start, downgrade.span.end)).toBe("def downgrade():\n    op.drop_column('t', 'c')");
});

test("spans of statements end with their text, not with the empty lines behind it", () => {
  const source = "if a:\n    b()\n\n\nelse:\n    c()\n\n\ndef f():\n    pass\n\n# end\n";
  const texts = parseModule(source).body.map((it) => source.slice(it.span.start, it.span.end));
  expect(texts).toEqual(["if a:\n    b()\n\n\nelse:\n    c()", "def f():\n    pass"]);
});

test("comments keep their places, also those inside the parentheses of a with", () => {
  const source = "# one\nwith (a as b,  # two\n      c as d):  # three\n    pass\n";
  const { comments } = parseModule(source);
  expect(comments.map((it) => source.slice(it.start, it.end))).toEqual(["# one", "# two", "# three"]);
});

test("the docstring is a plain string only", () => {
  expect(parseModule('"""a\nb"""\nx = 1').docstring?.value).toBe("a\nb");
  expect(parseModule('"a" "b"').docstring?.value).toBe("ab");
  expect(parseModule('f"a"').docstring).toBeNull();
  expect(parseModule('b"a"').docstring).toBeNull();
  expect(parseModule("x = 1").docstring).toBeNull();
});

describe("any text is read", () => {
  const cases: Readonly<Record<string, string>> = {
    empty: "",
    zero: "\0\0x = 1\0",
    parentheses: "(".repeat(3000),
    pairs: `x = ${"(".repeat(3000)}1${")".repeat(3000)}`,
    brackets: "[{".repeat(2000),
    signs: `x = ${"-".repeat(5000)}1`,
    nots: `x = ${"not ".repeat(5000)}1`,
    sums: `x = ${"1+".repeat(5000)}1`,
    ands: `x = ${"a and ".repeat(5000)}a`,
    attributes: `x = a${".b".repeat(5000)}`,
    calls: `x = a${"()".repeat(5000)}`,
    lambdas: `x = ${"lambda: ".repeat(5000)}1`,
    conditions: `x = ${"1 if a else ".repeat(3000)}2`,
    elifs: `if a: pass\n${"elif b: pass\n".repeat(3000)}`,
    blocks: Array.from({ length: 300 }, (_, i) => `${" ".repeat(i)}if x:\n`).join(""),
    replacements: `x = ${"f'{".repeat(2000)}`,
    quotes: "'\n".repeat(3000),
    definitions: "def f(\n".repeat(2000),
    decorators: `${"@a\n".repeat(3000)}def f(): pass\n`,
    backslashes: "\\".repeat(5000),
    long: `x = (${'"a",\n'.repeat(20_000)}`,
  };
  test.each(Object.entries(cases))("%s", (_, source) => {
    const module = parseModule(source);
    for (const error of module.errors) {
      expect(error.start).toBeGreaterThanOrEqual(0);
      expect(error.end).toBeLessThanOrEqual(source.length);
    }
    dumpModule(module);
  });
});
