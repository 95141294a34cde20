import { describe, expect, test } from "vitest";
import { branchLines } from "../../src/service/features/branch-lines.ts";

type Chain = readonly (readonly [id: string, ...parents: readonly string[]])[];

/** Newest first, as `alembic history` lists them. */
const graphOf = (chain: Chain) => ({
  history: chain.map(([id]) => id),
  revisions: new Map(chain.map(([id, ...parents]) => [id, { parents }])),
});

/** The lines, newest revision first, the main one in front. */
function lines(chain: Chain): string {
  const { first, main } = branchLines(graphOf(chain));
  const byFirst = new Map<string, string[]>();
  for (const [id] of chain) {
    const name = first.get(id) ?? "none";
    byFirst.set(name, [...(byFirst.get(name) ?? []), id]);
  }
  for (const [name, ids] of byFirst) expect(ids.at(-1)).toBe(name);
  const texts = [...byFirst.values()].map((ids) => ({ isMain: main.has(ids[0] ?? ""), text: ids.join(" ") }));
  return [...texts.filter((it) => it.isMain), ...texts.filter((it) => !it.isMain)].map((it) => it.text).join(" | ");
}

describe("branchLines", () => {
  test("a linear chain is one line, and nothing is none", () => {
    expect(lines([["c", "b"], ["b", "a"], ["a"]])).toBe("c b a");
    expect(lines([])).toBe("");
  });

  test("between a branch point and a merge the shorter side is beside the main line", () => {
    expect(lines([["m", "s", "l2"], ["s", "p"], ["l2", "l1"], ["l1", "p"], ["p"]])).toBe("m l2 l1 p | s");
  });

  test("of several heads the longest way is the main line, whatever comes first; of two as long, the first", () => {
    expect(lines([["x", "a"], ["c", "b"], ["b", "a"], ["a"]])).toBe("c b a | x");
    expect(lines([["c", "a"], ["b", "a"], ["a"]])).toBe("c a | b");
  });

  test("a branch of a branch is a line of its own; histories with bases of their own are lines", () => {
    expect(lines([["e", "d"], ["d", "c"], ["c", "a"], ["y", "x"], ["z", "x"], ["x", "a"], ["a"]])).toBe(
      "e d c a | y x | z",
    );
    expect(lines([["b2", "b1"], ["b1"], ["a3", "a2"], ["a2", "a1"], ["a1"]])).toBe("a3 a2 a1 | b2 b1");
  });

  test("every revision is on one line, also when the chain is broken", () => {
    const broken: Chain = [
      ["b", "a"],
      ["a", "b"],
      ["d", "gone"],
      ["self", "self"],
    ];
    expect([...branchLines(graphOf(broken)).first.keys()].sort()).toEqual(["a", "b", "d", "self"]);
  });

  test("a ladder of ten thousand revisions has a line at every rung", () => {
    const ladder: (readonly [string, ...string[]])[] = [];
    for (let it = 9_999; it > 0; it -= 3) {
      ladder.push([`m${it}`, `x${it}`, `y${it}`], [`x${it}`, `m${it - 3}`], [`y${it}`, `m${it - 3}`]);
    }
    expect(new Set(branchLines(graphOf(ladder)).first.values()).size).toBe(3_334);
  });
});
