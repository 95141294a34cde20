import { describe, expect, test } from "vitest";
import { record } from "../harness/recording-host.ts";

/** Lines of a program under `def main():`, after the imports. */
function main(...body: readonly string[]): string {
  return ["import db, lib", "from app import unread", "def main():", ...body.map((it) => `    ${it}`), ""].join("\n");
}

function lines(...body: readonly string[]): readonly string[] {
  return record(main(...body)).lines;
}

describe("unknown conditions", () => {
  test("both sides run, each under its condition", () => {
    expect(lines("if unread:", "    db.a()", "else:", "    db.b()", "db.c()")).toEqual([
      "db.a() [if unread]",
      "db.b() [else unread]",
      "db.c()",
    ]);
  });

  test("known conditions are followed", () => {
    expect(lines("if 1 > 2 or None:", "    db.a()", "elif 'x':", "    db.b()", "else:", "    db.c()")).toEqual([
      "db.b()",
    ]);
  });

  test("the rest after an early return is conditional", () => {
    expect(lines("if unread.has('t'):", "    return", "db.a()", "if unread.other:", "    db.b()", "db.c()")).toEqual([
      "db.a() [else unread.has('t')]",
      "db.b() [else unread.has('t'), if unread.other]",
      "db.c() [else unread.has('t')]",
    ]);
  });

  test("the rest after a return in the other branch has the first condition", () => {
    expect(lines("if unread:", "    pass", "else:", "    return", "db.a()")).toEqual(["db.a() [if unread]"]);
  });

  test("a return deep inside makes all that follows conditional", () => {
    expect(lines("if unread.a:", "    if unread.b:", "        return", "    db.a()", "db.b()")).toEqual([
      "db.a() [if unread.a, else unread.b]",
      "db.b() [else unread.b]",
    ]);
  });

  test("when both sides return, nothing follows", () => {
    expect(lines("if unread:", "    return 1", "else:", "    return 1", "db.a()")).toEqual(["result 1"]);
  });

  test("a helper that returns early does not make its caller's rest conditional", () => {
    const source = [
      "import db",
      "from app import unread",
      "def helper(t):",
      "    if unread(t): return False",
      "    db.a(t)",
      "    return True",
      "def main():",
      "    x = helper('t')",
      "    db.b(x)",
    ].join("\n");
    expect(record(source).lines).toEqual(['db.a("t") [else unread(t)]', "db.b(?condition)"]);
  });

  test("a raise under a condition tells the host, and the rest runs otherwise", () => {
    expect(lines("if unread:", "    raise ValueError('stop')", "db.a()")).toEqual([
      'raised ValueError("stop") [if unread]',
      "db.a() [else unread]",
    ]);
  });

  test("and, or and not decide where they can", () => {
    expect(
      lines(
        "if unread and False:",
        "    db.a()",
        "if unread or True:",
        "    db.b()",
        "if not (unread or 1):",
        "    db.c()",
      ),
    ).toEqual(["db.b()"]);
  });

  test("calls behind `and` and in conditional expressions carry the condition", () => {
    expect(lines("unread and db.a()", "unread or db.b()", "x = db.c() if unread else db.d()")).toEqual([
      "db.a() [if unread]",
      "db.b() [else unread]",
      "db.c() [if unread]",
      "db.d() [else unread]",
    ]);
  });

  test("match runs each case", () => {
    expect(lines("match unread:", "    case 1:", "        db.a()", "    case x:", "        db.b(x)")).toEqual([
      "db.a() [case unread]",
      "db.b(?condition) [case unread]",
    ]);
  });

  test("one condition met again in a loop is listed once", () => {
    expect(lines("for t in 'a', 'b', 'c':", "    if unread(t):", "        break", "    db.a(t)")).toEqual([
      'db.a("a") [else unread(t)]',
      'db.a("b") [else unread(t)]',
      'db.a("c") [else unread(t)]',
    ]);
  });
});

describe("values after an unknown condition", () => {
  test("the same on both sides stays, the rest is unknown", () => {
    expect(
      lines(
        "a = b = c = 1",
        "if unread:",
        "    a = 2",
        "    b = 3",
        "    d = 4",
        "else:",
        "    b = 3",
        "db.x(a, b, c, d)",
      ),
    ).toEqual(["db.x(?condition, 3, 1, ?condition)"]);
  });

  test("each side starts from the state before", () => {
    expect(lines("a = [1]", "if unread:", "    a.append(2)", "else:", "    db.x(a)", "db.y(a)")).toEqual([
      "db.x([1]) [else unread]",
      "db.y([1…])",
    ]);
  });

  test("lists keep what is common, dicts keep the keys, sets what is certain", () => {
    expect(
      lines(
        "a, d, s = [1, 2], {'x': 1, 'y': 2}, {1}",
        "if unread:",
        "    a.pop()",
        "    d['x'] = 5",
        "    d['z'] = 6",
        "    s.add(2)",
        "db.x(a, d, s, d.get('y'), d.get('x'), d.get('q'), len(a))",
      ),
    ).toEqual(['db.x([1…], {"x": ?condition, "y": 2…}, {1…}, 2, ?condition, ?condition, ?condition)']);
  });

  test("an unknown rest of arguments is handed over as such", () => {
    expect(lines("a = ['x']", "if unread: a.append('y')", "db.x('t', *a, k=1)")).toEqual(['db.x("t", "x", *?, k=1)']);
  });

  test("attributes of instances are joined too", () => {
    expect(lines("class C: pass", "c = C()", "c.n = 1", "c.m = 1", "if unread: c.n = 2", "db.x(c.n, c.m)")).toEqual([
      "db.x(?condition, 1)",
    ]);
  });

  test("a side that returned does not matter for what follows, but for the caller", () => {
    const source = [
      "import db",
      "from app import unread",
      "seen = []",
      "def helper():",
      "    if unread:",
      "        seen.append(1)",
      "        return",
      "    db.a(seen)",
      "    seen.append(2)",
      "def main():",
      "    helper()",
      "    db.b(seen)",
    ].join("\n");
    expect(record(source).lines).toEqual(["db.a([]) [else unread]", "db.b([…])"]);
  });

  test("continue joins at the next turn, break behind the loop", () => {
    expect(
      lines(
        "n = 0",
        "for t in 'a', 'b':",
        "    if unread.skip:",
        "        continue",
        "    n = 1",
        "    db.a(t)",
        "db.b(n)",
        "m = 0",
        "for t in 'a', 'b':",
        "    if unread.stop:",
        "        break",
        "    m = m + 1",
        "db.c(m)",
      ),
    ).toEqual(['db.a("a") [else unread.skip]', 'db.a("b") [else unread.skip]', "db.b(?condition)", "db.c(?condition)"]);
  });
});

describe("unknown loops", () => {
  test("the body runs once with the target unknown", () => {
    expect(lines("for row in db.ask('q'):", "    db.x(row, row[0])", "db.y()")).toEqual([
      'db.ask("q")',
      "db.x(?query, ?query) [loop db.ask('q')]",
      "db.y()",
    ]);
  });

  test("what an earlier turn may have changed is unknown from the start", () => {
    expect(
      lines(
        "n = 0",
        "names = []",
        "for row in unread:",
        "    db.x(n, names)",
        "    n += 1",
        "    names.append(n)",
        "db.y(n, names)",
      ),
    ).toEqual(["db.x(?condition, […]) [loop unread]", "db.y(?condition, […])"]);
  });

  test("while with an unknown test", () => {
    expect(lines("n = 3", "while unread(n):", "    n -= 1", "    db.x(n)", "db.y()")).toEqual([
      "db.x(?condition) [loop unread(n)]",
      "db.y()",
    ]);
  });

  test("while True with an unknown way out runs once", () => {
    expect(
      lines("n = 0", "while True:", "    n += 1", "    db.x(n)", "    if unread: break", "    db.y(n)", "db.z(n)"),
    ).toEqual(["db.x(1)", "db.y(1) [else unread]", "db.z(?condition)"]);
  });

  test("while True that only an exception ends runs once", () => {
    expect(
      lines("while True:", "    try:", "        db.x()", "    except KeyError:", "        break", "db.y()"),
    ).toEqual(["db.x() [loop True]", "db.y()"]);
  });

  test("a return in an unknown loop makes the rest conditional", () => {
    expect(lines("for r in unread:", "    return 1", "db.x()")).toEqual(["db.x() [else unread]", "result ?condition"]);
  });

  test("comprehensions over unknown data", () => {
    expect(lines("a = [db.x(r) for r in unread]", "b = [i for i in (1, 2) if unread(i)]", "db.y(a, b)")).toEqual([
      "db.x(?import) [loop unread]",
      "db.y([…], […])",
    ]);
  });
});

describe("what is not read", () => {
  test("imports are unknown with their name", () => {
    const { run, lines: told } = record("from app.models import User as U\nimport numpy.linalg\nx = U.name\n");
    const why = (name: string): unknown => {
      const value = run.globals.get(name);
      return value?.type === "unknown" ? value.why : null;
    };
    expect(why("x")).toEqual({ reason: "import", detail: "import of app.models.User" });
    expect(why("numpy")).toEqual({ reason: "import", detail: "import of numpy" });
    expect(told).toEqual([]);
  });

  test("an unknown function that gets an acting object is a gap", () => {
    expect(lines("x = unread(db.conn)", "y = unread(1)", "z = unread([1, {'a': db}])", "w = unread(lib.Type)")).toEqual(
      ["gap call: unread(), whose effects are not known", "gap call: unread(), whose effects are not known"],
    );
  });

  test("an unknown function called for its effects is a gap, a logger is none", () => {
    expect(
      lines(
        "unread()",
        "unread.log.info('x')",
        "import logging",
        "logging.getLogger(__name__).info('x')",
        "print(unread)",
      ),
    ).toEqual(["gap call: unread(), whose effects are not known"]);
  });

  test("what the host does not answer may act", () => {
    expect(lines("db.missing_thing.go(1)", "x = db.nothing()", "y = x.go()", "lib.missing.go()")).toEqual([
      "gap call: db.missing_thing.go(), whose effects are not known",
      "db.nothing()",
      "gap call: x.go(), whose effects are not known",
    ]);
  });

  test("a function chosen by an unknown condition or key may act", () => {
    expect(
      lines("def f(): db.x()", "g = f if unread else print", "g()", "{'a': f}[unread]()", "[db.x][unread]()"),
    ).toEqual([
      "gap call: g(), whose effects are not known",
      "gap call: {'a': f}[unread](), whose effects are not known",
      "gap call: [db.x][unread](), whose effects are not known",
    ]);
  });

  test("clock, environment, files and random numbers are input", () => {
    const { run } = record(
      "import os, datetime, uuid, random, pathlib\na = os.environ['X']\nb = datetime.datetime.now()\nc = uuid.uuid4()\nd = random.random()\ne = open('x').read()\nf = pathlib.Path(__file__).parent / 'x.sql'\ng = f.read_text()\nh = os.path.join('a', 'b')\n",
    );
    for (const name of "abcdefgh") {
      const value = run.globals.get(name);
      expect([name, value?.type === "unknown" ? value.why.reason : value?.type]).toEqual([name, "input"]);
    }
  });

  test("wrong arguments are a gap", () => {
    expect(record("def f(a): pass\ndef main(): f()\n").lines).toEqual(["gap unsupported: f() needs a"]);
  });

  test("unfinished statements are a gap of syntax", () => {
    expect(lines("db.a()", "print 'x'", "db.b()")).toEqual(["db.a()", "gap syntax: unfinished code", "db.b()"]);
  });

  test("if __name__ == '__main__' does not run", () => {
    expect(record("import db\nif __name__ == '__main__':\n    db.x()\n").lines).toEqual([]);
  });
});

describe("the budget", () => {
  test("steps", () => {
    const { lines: told, run } = record(
      "import db\ndef main():\n    n = 0\n    while n >= 0:\n        n += 1\n    db.x()\n",
      {
        budget: 5000,
      },
    );
    expect(told).toEqual(["gap budget: more steps than are followed", "result ?budget"]);
    expect(run.exhausted).toBe(true);
  });

  test("each function called has its own", () => {
    const { run } = record("def slow():\n    while 1:\n        if 0: break\ndef quick(): return 1\n", { budget: 1000 });
    const slow = run.globals.get("slow");
    const quick = run.globals.get("quick");
    if (slow === undefined || quick === undefined) throw new Error("no functions");
    const at = { start: 0, end: 0 };
    expect(run.callFunction(slow, [], at).type).toBe("unknown");
    expect(run.callFunction(quick, [], at)).toMatchObject({ type: "int", value: 1 });
    expect(run.exhausted).toBe(true);
  });

  test("recursion", () => {
    expect(record("def f(n): return f(n + 1)\ndef main(): return f(0)\n").lines).toEqual([
      "gap budget: more than 100 calls inside each other",
      "result ?budget",
    ]);
  });

  test.each([
    ["text", "x = 'a' * 10\n    while 1:\n        x = x + x\n        if 0: break"],
    ["lists", "x = [1]\n    while 1:\n        x += x\n        if 0: break"],
    ["numbers", "x = 3\n    for i in range(60):\n        x = x * x\n    return 1"],
    ["product", "import itertools\n    x = range(1000)\n    return len(list(itertools.product(x, x, x, x)))"],
    ["padding", "return 'x'.ljust(10 ** 12)"],
    ["repeats", "return 'x' * 10 ** 12"],
    ["power", "return 10 ** 10 ** 10"],
    ["shift", "return 1 << 10 ** 10"],
    ["format", "return '%1000000000d' % 5"],
    ["spec", "return f'{5:1000000000}'"],
    ["range", "return list(range(10 ** 12))"],
    [
      "nesting",
      "x = []\n    for i in range(5000):\n        x = [x]\n    y = [x == x[0], str(x)[:3], {(1,): x}]\n    return 1",
    ],
    ["tuples", "x = ()\n    for i in range(5000):\n        x = (x,)\n        if undefined: x = (x,)\n    return 1"],
    [
      "partials",
      "import functools\n    f = len\n    for i in range(3000):\n        f = functools.partial(f)\n    return f('a')",
    ],
    ["branches", "n = []\n    for i in range(3000):\n        if undefined(i): n.append(i)\n    return len(n)"],
    [
      "exits",
      "n = []\n    for i in range(3000):\n        if undefined(i): return n\n        n.append(i)\n    return n",
    ],
  ])("growth of %s ends quickly", (_, body) => {
    const started = performance.now();
    const { lines: told } = record(`def main():\n    ${body}\n`);
    expect(told.length).toBeLessThan(10);
    expect(performance.now() - started).toBeLessThan(8000);
  });
});

describe("objects of the host", () => {
  test("attributes, calls, operators, subscripts, iteration, truth", () => {
    const { value } = record(
      "import lib\nfrom lib.sub import Thing as T\nimport lib.other as o\na = lib.f(1, k='x')\nb = T + 1\nc = 1 + T\nd = T == 2\ne = 2 < T\nf = -T\ng = T[0]\nh, i = lib.pair\nj = 1 if lib.true else 2\nk = 1 if lib.false else 2\nl = o.x\nm = not lib.false\nn = ~lib.q & lib.r\n",
    );
    expect("abcdefghijklmn".split("").map(value)).toEqual([
      'lib.f(1, k="x")',
      "(lib.sub.Thing + 1)",
      "(1 + lib.sub.Thing)",
      "(lib.sub.Thing == 2)",
      "(2 < lib.sub.Thing)",
      "(-lib.sub.Thing)",
      "lib.sub.Thing[0]",
      "lib.pair.0",
      "lib.pair.1",
      "1",
      "2",
      "lib.other.x",
      "True",
      "((~lib.q) & lib.r)",
    ]);
  });

  test("with enters and exits around the block", () => {
    expect(lines("with db.batch('t') as b, db.other():", "    b.x()", "db.y()")).toEqual([
      'db.batch("t")',
      "enter db.batch()",
      "db.other()",
      "enter db.other()",
      "db.batch() entered.x()",
      "exit db.other()",
      "exit db.batch()",
      "db.y()",
    ]);
  });

  test("attributes are set", () => {
    expect(lines("db.conn.flag = 1", "setattr(db.conn, 'other', 2)")).toEqual([
      "db.conn.flag = 1",
      "db.conn.other = 2",
    ]);
  });

  test("star imports ask the module for each name", () => {
    expect(record("from db import *\nfrom lib import *\ndef main():\n    execute(len('abc'))\n").lines).toEqual([
      "db.execute(3)",
    ]);
  });

  test("aliases and helpers", () => {
    const { lines: told, sites } = record(
      "import db\nop = db\nadd = op.add\ndef helper(t, *cols, **kw):\n    for c in cols:\n        add(t, c, **kw)\ndef main():\n    helper('t', 'a', 'b', nullable=True)\n",
    );
    expect(told).toEqual(['db.add("t", "a", nullable=True)', 'db.add("t", "b", nullable=True)']);
    expect(sites[0]?.frames.map((it) => [it.name, it.file])).toEqual([["helper", null]]);
  });

  test("a call site knows its places", () => {
    const source = "import db\ndef main():\n    x = [db.add('t',\n        c=1)]\n";
    const [site] = record(source).sites;
    const text = (span: { start: number; end: number } | undefined): string => source.slice(span?.start, span?.end);
    expect([text(site?.callee), text(site?.call), text(site?.argumentsSpan), text(site?.statement)]).toEqual([
      "db.add",
      "db.add('t',\n        c=1)",
      "('t',\n        c=1)",
      "x = [db.add('t',\n        c=1)]",
    ]);
  });
});

describe("exceptions", () => {
  test("the body of a try runs, its handlers do not", () => {
    expect(
      lines("try:", "    db.a()", "except Exception:", "    db.b()", "else:", "    db.c()", "finally:", "    db.d()"),
    ).toEqual(["db.a()", "db.c()", "db.d()"]);
  });

  test("a raise that may happen lets the handler run under a condition", () => {
    expect(
      lines("try:", "    if unread: raise ValueError()", "    db.a()", "except ValueError:", "    db.b()", "db.c()"),
    ).toEqual(["db.a() [else unread]", "db.b() [except ValueError]", "db.c()"]);
  });

  test("a raise in a helper ends its callers", () => {
    const source = "import db\ndef f():\n    raise RuntimeError('no')\ndef main():\n    db.a()\n    f()\n    db.b()\n";
    expect(record(source).lines).toEqual(["db.a()", 'raised RuntimeError("no")', "result ?unsupported"]);
  });

  test("finally runs on the way out", () => {
    expect(lines("try:", "    return 1", "finally:", "    db.a()")).toEqual(["db.a()", "result 1"]);
  });
});

describe("modules of the project", () => {
  test("are read once, in their own scope, with the host's modules", () => {
    const { lines: told, sites } = record(
      "from helpers import add, TABLES\nimport helpers as h\nfrom . import near\ndef main():\n    for t in TABLES:\n        add(t)\n    h.add('z')\n    near.go()\n",
      {
        sources: {
          helpers: "import db\nTABLES = ('a', 'b')\ndef add(t):\n    db.add(t)\n",
          ".near": "from .far import go\n",
          ".far": "import db\ndef go():\n    db.gone()\n",
        },
      },
    );
    expect(told.filter((it) => it.startsWith("db"))).toEqual([
      'db.add("a")',
      'db.add("b")',
      'db.add("z")',
      "db.gone()",
    ]);
    expect(sites.map((it) => it.file)).toEqual(["helpers", "helpers", "helpers", ".far"]);
    expect(told).toContain("read .far from .near");
  });

  test("a circle of imports ends", () => {
    const sources = { a: "from b import y\nx = 1\n", b: "from a import x\ny = 2\n" };
    expect(record("from a import x\nfrom b import y\n", { sources }).value("y")).toBe("2");
  });

  test("values made there have a place in this file, and strings no pieces", () => {
    const source = "from helpers import NAME, make\nx = make('q')\ny = 'own'\n";
    const { run } = record(source, {
      sources: { helpers: `${"#".repeat(500)}\nNAME = 'n'\ndef make(a):\n    return 'made'\n` },
    });
    const name = run.globals.get("NAME");
    const made = run.globals.get("x");
    if (name?.type !== "str" || made?.type !== "str") throw new Error("no texts");
    expect([name.pieces, made.pieces]).toEqual([[], []]);
    expect(source.slice(name.span.start, name.span.end)).toBe("NAME");
    expect(source.slice(made.span.start, made.span.end)).toBe("make('q')");
  });
});

describe("pieces lead from a built string back to the file", () => {
  /** Each part of `x` that stands in the file as it is, with the text there. */
  function verbatim(source: string): readonly string[] {
    const value = record(source).run.globals.get("x");
    if (value?.type !== "str") throw new Error("no text");
    let position = 0;
    for (const piece of value.pieces) {
      expect(piece.at).toBeGreaterThanOrEqual(position);
      position = piece.at + piece.length;
      expect(position).toBeLessThanOrEqual(value.value.length);
      if (piece.verbatim)
        expect(source.slice(piece.span.start, piece.span.end)).toBe(value.value.slice(piece.at, position));
    }
    return value.pieces.filter((it) => it.verbatim).map((it) => value.value.slice(it.at, it.at + it.length));
  }

  test.each<readonly [string, readonly string[]]>([
    ["x = 'a b' + 'c'", ["a b", "c"]],
    ["t = 'users'\nx = f'DROP TABLE {t};'", ["DROP TABLE ", "users", ";"]],
    ["x = 'a {} b {k}'.format('X', k='Y')", ["a ", "X", " b ", "Y"]],
    ["x = 'a %s b %(q)s' % {'q': 1} if 0 else 'a %s b%%' % 'X'", ["a ", "X", " b", "%"]],
    ["x = ', '.join(['a', 'b'])", ["a", ", ", "b"]],
    [
      "import textwrap\nx = textwrap.dedent('''\n    SELECT 1\n      FROM t\n    ''')",
      ["\n", "SELECT 1\n", "  FROM t\n"],
    ],
    ["x = '  a b  '.strip()", ["a b"]],
    ["x = 'abcdef'[2:4]", ["cd"]],
    ["x = 'a-b'.replace('-', '+')", ["a", "+", "b"]],
    ["x = 'a;b;c'.split(';')[1]", ["b"]],
    ["x = 'q' * 2", ["q", "q"]],
    ["x = 'a\\nb'", ["a", "b"]],
    ["x = 'abc'.upper()", []],
    ["x = str(5) + 'a'", ["a"]],
    ["x = f'{\"a\":>3}'", ["a"]],
    ["x = ''.join(c for c in 'ab')", ["a", "b"]],
    ["x = 'a\\n  b\\n'.splitlines()[1].strip()", ["b"]],
    ["x = 'k=v'.partition('=')[2]", ["v"]],
  ])("%j", (source, expected) => {
    expect(verbatim(source)).toEqual(expected);
  });
});

describe("assignments of the module", () => {
  test("the last one of each name, with its places", () => {
    const source = "a = 'x'\nb, c = 1, 'y'\na: str = 'z'\nif True:\n    d = None\ne = f = 5\n";
    const { assignments } = record(source).run;
    const shown = [...assignments].map(([name, it]) => [
      name,
      source.slice(it.nameSpan.start, it.nameSpan.end),
      source.slice(it.valueSpan.start, it.valueSpan.end),
      it.value.type,
    ]);
    expect(shown).toEqual([
      ["b", "b", "1", "int"],
      ["c", "c", "'y'", "str"],
      ["a", "a", "'z'", "str"],
      ["d", "d", "None", "none"],
      ["e", "e", "5", "int"],
      ["f", "f", "5", "int"],
    ]);
  });
});
