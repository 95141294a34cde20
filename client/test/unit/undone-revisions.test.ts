import { describe, expect, test } from "vitest";
import { oneStepDown } from "../../src/alembic/downgrade-one-revision.ts";
import { undoneRevisions } from "../../src/alembic/undone-revisions.ts";
import { nextRevisions } from "../../src/alembic/upgrade-one-revision.ts";
import { revision } from "../support/revisions.ts";

/* a1 -> b2, c3 (branches) -> d4 (merge) -> e5; x9 is a chain of its own whose only revision depends on c3. */
const chain = [
  revision("x9", null, { dependsOn: ["c3"] }),
  revision("e5", "d4"),
  revision("d4", ["b2", "c3"]),
  revision("c3", "a1"),
  revision("b2", "a1"),
  revision("a1", null),
];
const ids = (revisions: readonly { readonly revision: string }[]): readonly string[] =>
  revisions.map((it) => it.revision);
const all = new Set(ids(chain));

describe("undoneRevisions", () => {
  test("everything that descends from the target, newest first", () => {
    expect(ids(undoneRevisions(chain, all, "a1"))).toEqual(["x9", "e5", "d4", "c3", "b2"]);
    expect(ids(undoneRevisions(chain, all, "b2"))).toEqual(["e5", "d4"]);
  });

  test("a dependency is followed, but not from the target itself", () => {
    expect(ids(undoneRevisions(chain, all, "c3"))).toEqual(["e5", "d4"]);
  });

  test("only what is applied, and everything for the base", () => {
    const applied = new Set(["a1", "b2"]);
    expect(ids(undoneRevisions(chain, applied, "a1"))).toEqual(["b2"]);
    expect(ids(undoneRevisions(chain, applied, null))).toEqual(["b2", "a1"]);
  });
});

describe("oneStepDown", () => {
  const step = (id: string, applied: ReadonlySet<string>, rows: number) => {
    const one = chain.find((it) => it.revision === id);
    if (one === undefined) throw new Error(id);
    const { expression, title, undone } = oneStepDown(one, chain, applied, rows);
    return { expression, title, undone: ids(undone) };
  };

  test("one row takes -1, several rows name the branch, a merge names a parent", () => {
    expect(step("e5", all, 1)).toEqual({ expression: "-1", title: "d4", undone: ["e5"] });
    expect(step("b2", new Set(["a1", "b2", "c3"]), 2)).toEqual({ expression: "b2@-1", title: "a1", undone: ["b2"] });
    expect(step("d4", new Set(["a1", "b2", "c3", "d4"]), 1)).toEqual({
      expression: "b2",
      title: "b2 and c3",
      undone: ["d4"],
    });
    expect(step("a1", new Set(["a1"]), 1)).toEqual({ expression: "-1", title: "the base", undone: ["a1"] });
  });
});

describe("nextRevisions", () => {
  test("pending revisions with everything below them applied", () => {
    expect(ids(nextRevisions(chain, new Set(["a1"])))).toEqual(["c3", "b2"]);
    expect(ids(nextRevisions(chain, new Set(["a1", "b2", "c3"])))).toEqual(["x9", "d4"]);
    expect(ids(nextRevisions(chain, all))).toEqual([]);
  });
});
