import { describe, expect, test } from "vitest";
import { constructedOf } from "../../src/python/constructed.ts";
import { record, showValue, tell } from "../harness/recording-host.ts";

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
    expect(tell("x = unread(db.conn)", "y = unread(1)", "z = unread([1, {'a': db}])", "w = unread(lib.Type)")).toEqual([
      "gap call: unread(), whose effects are not known",
      "gap call: unread(), whose effects are not known",
    ]);
  });

  test("an unknown function called for its effects is a gap, a logger is none", () => {
    expect(
      tell(
        "unread()",
        "unread.log.info('x')",
        "import logging",
        "logging.getLogger(__name__).info('x')",
        "print(unread)",
      ),
    ).toEqual(["gap call: unread(), whose effects are not known"]);
  });

  test("what the host does not answer may act", () => {
    expect(tell("db.missing_thing.go(1)", "x = db.nothing()", "y = x.go()", "lib.missing.go()")).toEqual([
      "gap call: db.missing_thing.go(), whose effects are not known",
      "db.nothing()",
      "gap call: x.go(), whose effects are not known",
    ]);
  });

  test("a function chosen by an unknown condition or key may act", () => {
    expect(
      tell("def f(): db.x()", "g = f if unread else print", "g()", "{'a': f}[unread]()", "[db.x][unread]()"),
    ).toEqual([
      "gap call: g(), whose effects are not known",
      "gap call: {'a': f}[unread](), whose effects are not known",
      "gap call: [db.x][unread](), whose effects are not known",
    ]);
  });

  test("clock, environment, files and random numbers are input", () => {
    const { run } = record(
      "import os, datetime, uuid, random, pathlib\na = os.environ['X']\nb = datetime.datetime.now()\nc = uuid.uuid4()\nd = random.random()\ne = open('x').read()\nf = pathlib.Path(__file__).parent / 'x.sql'\ng = f.read_text()\nh = os.path.abspath('b')\n",
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
    expect(tell("db.a()", "print 'x'", "db.b()")).toEqual(["db.a()", "gap syntax: unfinished code", "db.b()"]);
  });

  test("if __name__ == '__main__' does not run", () => {
    expect(record("import db\nif __name__ == '__main__':\n    db.x()\n").lines).toEqual([]);
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
    expect(tell("with db.batch('t') as b, db.other():", "    b.x()", "db.y()")).toEqual([
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
    expect(tell("db.conn.flag = 1", "setattr(db.conn, 'other', 2)")).toEqual(["db.conn.flag = 1", "db.conn.other = 2"]);
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

describe("a text with unknown parts keeps what is known", () => {
  test.each<readonly [string, readonly string[]]>([
    ["f'INSERT INTO t VALUES ({u}, 1)'", ["INSERT INTO t VALUES (", "?", ", 1)"]],
    ["'a ' + u + ' b' + 'c'", ["a ", "?", " bc"]],
    ["u + 'a'", ["?", "a"]],
    ["'a {} {k}'.format(u, k='b')", ["a ", "?", " b"]],
    ["'a %s b' % u", ["a ", "?", " b"]],
    ["'%(x)s/%(y)s' % {'x': u, 'y': 2}", ["?", "/2"]],
    ["'%s/%s' % u", ["?", "/", "?"]],
    ["', '.join(['a', u, 'b'])", ["a, ", "?", ", b"]],
    ["f'x{f\"a{u}b\"}y'", ["xa", "?", "by"]],
    ["textwrap.dedent(f'\\n  a {u}\\n  b\\n').strip()", ["a ", "?", "\nb"]],
    ["f' {u} '.strip().upper()", ["?"]],
    ["f'a {{}} {u}'.format('b')", ["a b ", "?"]],
    ["', '.join(u)", []],
    ["f'{u}'[0]", []],
  ])("%s", (expression, expected) => {
    const value = record(`import textwrap\nfrom app import u\nx = ${expression}\n`).run.globals.get("x");
    if (value?.type !== "unknown") throw new Error("it is known");
    expect((value.parts ?? []).map((it) => (it.type === "str" ? it.value : "?"))).toEqual(expected);
    expect(value.why.reason).toBe("import");
  });

  test("and the places of the known parts", () => {
    const source = "from app import u\nx = f'DROP TABLE {u};'\n";
    const value = record(source).run.globals.get("x");
    const [first] = (value?.type === "unknown" ? value.parts : undefined) ?? [];
    const piece = first?.type === "str" ? first.pieces[0] : undefined;
    expect(source.slice(piece?.span.start, piece?.span.end)).toBe("DROP TABLE ");
  });
});

test("what is wholly unknown has no parts", () => {
  const { run } = record("from app import u\nx = u.strip()\ny = u + u\n");
  expect([run.globals.get("x"), run.globals.get("y")].map((it) => it?.type === "unknown" && it.parts)).toEqual([
    undefined,
    undefined,
  ]);
});

test("values of the standard library keep the call that made them", () => {
  const { run } = record(
    "import decimal, datetime as dt\nfrom app import u\nb = decimal.Decimal('1.50')\nc = dt.datetime(2020, 1, 2, tzinfo=dt.timezone.utc)\nd = dt.date(2020, 1, u)\ne = dt.date(2023, 2, 30)\nf = dt.datetime.now()\n",
  );
  const made = [..."bcdef"].map((name) => {
    const it = constructedOf(run.globals.get(name));
    return it === undefined ? null : `${it.path}(${it.args.map((arg) => arg.name ?? showValue(arg.value)).join(", ")})`;
  });
  expect(made).toEqual(['decimal.Decimal("1.50")', "datetime.datetime(2020, 1, 2, tzinfo)", null, null, null]);
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
