import { describe, expect, test } from "vitest";
import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import { branchRows } from "../../src/views/branch-rows.ts";
import { revision, withLines } from "../support/revisions.ts";

/** Main line as ids, a branch as `[ids]`. */
const shape = (revisions: readonly RevisionInfo[]): string =>
  branchRows(revisions)
    .map((it) =>
      it.kind === "revision" ? it.revision.revision : `[${it.branch.revisions.map((at) => at.revision).join(" ")}]`,
    )
    .join(" ");
const branches = (revisions: readonly RevisionInfo[]) =>
  branchRows(revisions).flatMap((it) => (it.kind === "branch" ? [it.branch] : []));

describe("branchRows", () => {
  test("a linear chain is flat, and so is nothing", () => {
    expect(shape(withLines([revision("c", "b"), revision("b", "a"), revision("a", null)]))).toBe("c b a");
    expect(shape([])).toBe("");
  });

  test("a side between a branch point and a merge is a group at the place of its topmost revision", () => {
    const chain = withLines([
      revision("m", ["s", "l2"]),
      revision("s", "p"),
      revision("l2", "l1"),
      revision("l1", "p"),
      revision("p", null),
    ]);
    expect(shape(chain)).toBe("m [s] l2 l1 p");
    expect(branches(chain)).toMatchObject([{ id: "s", from: ["p"], mergedIn: ["m"] }]);
  });

  test("branches of branches, and histories with bases of their own; labels are those that the main line has not", () => {
    const tree = withLines([
      revision("e", "d"),
      revision("d", "c"),
      revision("c", "a"),
      revision("y", "x"),
      revision("z", "x"),
      revision("x", "a"),
      revision("a", null),
    ]);
    expect(shape(tree)).toBe("e d c [y x] [z] a");
    expect(branches(tree).map((it) => it.from)).toEqual([["a"], ["x"]]);
    const bases = withLines([
      revision("b2", "b1", { labels: ["all", "billing"] }),
      revision("b1", null, { labels: ["all", "billing"] }),
      revision("a3", "a2", { labels: ["all"] }),
      revision("a2", "a1"),
      revision("a1", null),
    ]);
    expect(shape(bases)).toBe("[b2 b1] a3 a2 a1");
    expect(branches(bases)).toMatchObject([{ labels: ["billing"], from: [] }]);
  });

  test("what is the main line and what a branch stays so, however much of the chain is loaded", () => {
    // The right side is the longer one, which only its older part shows.
    const chain = withLines([
      revision("m", ["l1", "r4"]),
      revision("l3", "l2"),
      revision("l2", "l1"),
      revision("l1", "p"),
      revision("r4", "r3"),
      revision("r3", "r2"),
      revision("r2", "r1"),
      revision("r1", "p"),
      revision("p", null),
    ]);
    expect(shape(chain)).toBe("m [l3 l2 l1] r4 r3 r2 r1 p");
    for (let count = 1; count <= chain.length; count++) {
      const shown = branchRows(chain.slice(0, count)).map((it) =>
        it.kind === "branch" ? it.branch.id : it.revision.revision,
      );
      const whole = ["m", "l1", "r4", "r3", "r2", "r1", "p"];
      expect(shown).toEqual(whole.slice(0, shown.length));
    }
    expect(branches(chain.slice(0, 3))).toMatchObject([{ id: "l1", from: null }]);
  });
});
