import { describe, expect, it } from "vitest";
import { type Chain, describeChain } from "./chain.ts";

const chain: Chain = {
  revisions: [
    revision("d4", ["b2", "c3"], { isHead: true, isMergePoint: true }),
    revision("c3", ["a1"], { dependsOn: ["z9"] }),
    revision("b2", ["a1"], {}),
    revision("a1", [], { isBranchPoint: true }),
    revision("z9", [], {}),
  ],
  history: ["d4", "c3", "b2", "a1", "z9"],
  upgradeOrder: ["a1", "b2", "z9", "c3", "d4"],
};

function revision(id: string, downRevisions: readonly string[], more: Partial<Chain["revisions"][number]>) {
  return {
    revision: id,
    downRevisions,
    dependsOn: [],
    message: `message of ${id}`,
    isHead: false,
    isBranchPoint: false,
    isMergePoint: false,
    ...more,
  };
}

describe("describeChain", () => {
  it("marks one row's ancestors and what they depend on as applied", () => {
    expect(describeChain(chain, ["c3"])).toEqual([
      "  ○ pending  d4  message of d4 (head, merge point)",
      "  ◉ current  c3  message of c3",
      "  ○ pending  b2  message of b2",
      "  ● applied  a1  message of a1 (branch point)",
      "  ● applied  z9  message of z9",
      "  3 applied, 2 pending",
    ]);
  });

  it("marks everything as pending before the first upgrade", () => {
    expect(describeChain(chain, []).at(-1)).toBe("  0 applied, 5 pending");
  });

  it("passes over a row that no file has", () => {
    expect(describeChain(chain, ["nowhere"]).at(-1)).toBe("  0 applied, 5 pending");
  });
});
