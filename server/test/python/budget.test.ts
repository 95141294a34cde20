import { describe, expect, test } from "vitest";
import { record } from "../harness/recording-host.ts";

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
    const { lines: told } = record(`def main():\n    ${body}\n`);
    expect(told.length).toBeLessThan(10);
  });
});
