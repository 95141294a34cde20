import { describe, expect, test } from "vitest";
import { record, tell } from "../harness/recording-host.ts";

describe("unknown conditions", () => {
  test("both sides run, each under its condition", () => {
    expect(tell("if unread:", "    db.a()", "else:", "    db.b()", "db.c()")).toEqual([
      "db.a() [if unread]",
      "db.b() [else unread]",
      "db.c()",
    ]);
  });

  test("known conditions are followed", () => {
    expect(tell("if 1 > 2 or None:", "    db.a()", "elif 'x':", "    db.b()", "else:", "    db.c()")).toEqual([
      "db.b()",
    ]);
  });

  test("the rest after an early return is conditional", () => {
    expect(tell("if unread.has('t'):", "    return", "db.a()", "if unread.other:", "    db.b()", "db.c()")).toEqual([
      "db.a() [else unread.has('t')]",
      "db.b() [else unread.has('t'), if unread.other]",
      "db.c() [else unread.has('t')]",
    ]);
  });

  test("the rest after a return in the other branch has the first condition", () => {
    expect(tell("if unread:", "    pass", "else:", "    return", "db.a()")).toEqual(["db.a() [if unread]"]);
  });

  test("a return deep inside makes all that follows conditional", () => {
    expect(tell("if unread.a:", "    if unread.b:", "        return", "    db.a()", "db.b()")).toEqual([
      "db.a() [if unread.a, else unread.b]",
      "db.b() [else unread.b]",
    ]);
  });

  test("when both sides return, nothing follows", () => {
    expect(tell("if unread:", "    return 1", "else:", "    return 1", "db.a()")).toEqual(["result 1"]);
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
    expect(tell("if unread:", "    raise ValueError('stop')", "db.a()")).toEqual([
      'raised ValueError("stop") [if unread]',
      "db.a() [else unread]",
    ]);
  });

  test("and, or and not decide where they can", () => {
    expect(
      tell(
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
    expect(tell("unread and db.a()", "unread or db.b()", "x = db.c() if unread else db.d()")).toEqual([
      "db.a() [if unread]",
      "db.b() [else unread]",
      "db.c() [if unread]",
      "db.d() [else unread]",
    ]);
  });

  test("match runs each case", () => {
    expect(tell("match unread:", "    case 1:", "        db.a()", "    case x:", "        db.b(x)")).toEqual([
      "db.a() [case unread]",
      "db.b(?condition) [case unread]",
    ]);
  });

  test("one condition met again in a loop is listed once", () => {
    expect(tell("for t in 'a', 'b', 'c':", "    if unread(t):", "        break", "    db.a(t)")).toEqual([
      'db.a("a") [else unread(t)]',
      'db.a("b") [else unread(t)]',
      'db.a("c") [else unread(t)]',
    ]);
  });
});

describe("values after an unknown condition", () => {
  test("the same on both sides stays, the rest is unknown", () => {
    expect(
      tell(
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
    expect(tell("a = [1]", "if unread:", "    a.append(2)", "else:", "    db.x(a)", "db.y(a)")).toEqual([
      "db.x([1]) [else unread]",
      "db.y([1…])",
    ]);
  });

  test("lists keep what is common, dicts keep the keys, sets what is certain", () => {
    expect(
      tell(
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
    expect(tell("a = ['x']", "if unread: a.append('y')", "db.x('t', *a, k=1)")).toEqual(['db.x("t", "x", *?, k=1)']);
  });

  test("attributes of instances are joined too", () => {
    expect(tell("class C: pass", "c = C()", "c.n = 1", "c.m = 1", "if unread: c.n = 2", "db.x(c.n, c.m)")).toEqual([
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
      tell(
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
    expect(tell("for row in db.ask('q'):", "    db.x(row, row[0])", "db.y()")).toEqual([
      'db.ask("q")',
      "db.x(?query, ?query) [loop db.ask('q')]",
      "db.y()",
    ]);
  });

  test("what an earlier turn may have changed is unknown from the start", () => {
    expect(
      tell(
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
    expect(tell("n = 3", "while unread(n):", "    n -= 1", "    db.x(n)", "db.y()")).toEqual([
      "db.x(?condition) [loop unread(n)]",
      "db.y()",
    ]);
  });

  test("while True with an unknown way out runs once", () => {
    expect(
      tell("n = 0", "while True:", "    n += 1", "    db.x(n)", "    if unread: break", "    db.y(n)", "db.z(n)"),
    ).toEqual(["db.x(1)", "db.y(1) [else unread]", "db.z(?condition)"]);
  });

  test("while True that only an exception ends runs once", () => {
    expect(
      tell("while True:", "    try:", "        db.x()", "    except KeyError:", "        break", "db.y()"),
    ).toEqual(["db.x() [loop True]", "db.y()"]);
  });

  test("a return in an unknown loop makes the rest conditional", () => {
    expect(tell("for r in unread:", "    return 1", "db.x()")).toEqual(["db.x() [else unread]", "result ?condition"]);
  });

  test("comprehensions over unknown data", () => {
    expect(tell("a = [db.x(r) for r in unread]", "b = [i for i in (1, 2) if unread(i)]", "db.y(a, b)")).toEqual([
      "db.x(?import) [loop unread]",
      "db.y([…], […])",
    ]);
  });
});

describe("exceptions", () => {
  test("the body of a try runs, its handlers do not", () => {
    expect(
      tell("try:", "    db.a()", "except Exception:", "    db.b()", "else:", "    db.c()", "finally:", "    db.d()"),
    ).toEqual(["db.a()", "db.c()", "db.d()"]);
  });

  test("a raise that may happen lets the handler run under a condition", () => {
    expect(
      tell("try:", "    if unread: raise ValueError()", "    db.a()", "except ValueError:", "    db.b()", "db.c()"),
    ).toEqual(["db.a() [else unread]", "db.b() [except ValueError]", "db.c()"]);
  });

  test("a raise in a helper ends its callers", () => {
    const source = "import db\ndef f():\n    raise RuntimeError('no')\ndef main():\n    db.a()\n    f()\n    db.b()\n";
    expect(record(source).lines).toEqual(["db.a()", 'raised RuntimeError("no")', "result ?unsupported"]);
  });

  test("finally runs on the way out", () => {
    expect(tell("try:", "    return 1", "finally:", "    db.a()")).toEqual(["db.a()", "result 1"]);
  });
});
