import { describe, expect, test } from "vitest";
import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import { branchRows } from "../../src/views/branch-rows.ts";
import { revision } from "../support/revisions.ts";

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
    expect(shape([revision("c", "b"), revision("b", "a"), revision("a", null)])).toBe("c b a");
    expect(shape([])).toBe("");
  });

  test("between a branch point and a merge the shorter side is a branch", () => {
    const chain = [
      revision("m", ["s", "l2"]),
      revision("s", "p"),
      revision("l2", "l1"),
      revision("l1", "p"),
      revision("p", null),
    ];
    expect(shape(chain)).toBe("m [s] l2 l1 p");
    expect(branches(chain)).toMatchObject([{ from: ["p"], mergedIn: ["m"] }]);
  });

  test("of several heads the longest way is the main line, whatever comes first", () => {
    const chain = [revision("x", "a"), revision("c", "b"), revision("b", "a"), revision("a", null)];
    expect(shape(chain)).toBe("[x] c b a");
    expect(branches(chain)).toMatchObject([{ from: ["a"], mergedIn: [] }]);
  });

  test("of two as long, the first is the main line", () => {
    expect(shape([revision("c", "a"), revision("b", "a"), revision("a", null)])).toBe("c [b] a");
  });

  test("a branch of a branch is a branch of its own", () => {
    const chain = [
      revision("e", "d"),
      revision("d", "c"),
      revision("c", "a"),
      revision("y", "x"),
      revision("z", "x"),
      revision("x", "a"),
      revision("a", null),
    ];
    expect(shape(chain)).toBe("e d c [y x] [z] a");
    expect(branches(chain).map((it) => it.from)).toEqual([["a"], ["x"]]);
  });

  test("histories with bases of their own; labels are those that the main line has not", () => {
    const chain = [
      revision("b2", "b1", { labels: ["all", "billing"] }),
      revision("b1", null, { labels: ["all", "billing"] }),
      revision("a3", "a2", { labels: ["all"] }),
      revision("a2", "a1"),
      revision("a1", null),
    ];
    expect(shape(chain)).toBe("[b2 b1] a3 a2 a1");
    expect(branches(chain)).toMatchObject([{ labels: ["billing"], from: [] }]);
  });

  test("every revision is there once, also when the chain is broken or only its newest part is known", () => {
    const broken = [revision("b", "a"), revision("a", "b"), revision("d", "gone"), revision("self", "self")];
    const ids = branchRows(broken).flatMap((it) => (it.kind === "revision" ? [it.revision] : it.branch.revisions));
    expect(ids.map((it) => it.revision).sort()).toEqual(["a", "b", "d", "self"]);
    expect(shape([revision("m", ["x", "y"]), revision("x", "p"), revision("y", "q")])).toBe("m x [y]");
  });

  test("a ladder of ten thousand revisions has a branch at every rung", () => {
    const ladder = (count: number): readonly RevisionInfo[] => {
      const found: RevisionInfo[] = [];
      for (let it = count; it > 0; it -= 3) {
        found.push(
          revision(`m${it}`, [`x${it}`, `y${it}`]),
          revision(`x${it}`, `m${it - 3}`),
          revision(`y${it}`, `m${it - 3}`),
        );
      }
      return found;
    };
    expect(branches(ladder(9_999))).toHaveLength(3_333);
  });
});
