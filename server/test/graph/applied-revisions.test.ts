import { expect, test } from "vitest";
import { appliedRevisions } from "../../src/graph/applied-revisions.ts";
import { graphOf } from "./headers.ts";

const graph = graphOf("a", "b < a", "c < b", "x ; a [other]", "y < x");

test("rows cover their ancestors, dependencies included", () => {
  const { applied, pending, unknown, current } = appliedRevisions(graph, ["x"]);
  expect([...applied].sort()).toEqual(["a", "x"]);
  expect(pending).toEqual(["y", "b", "c"]);
  expect(unknown).toEqual([]);
  expect(current).toEqual(["x"]);
});

test("no rows: everything is pending in upgrade order", () => {
  expect(appliedRevisions(graph, []).pending).toEqual(graph.upgradeOrder);
});

test("a row that no file has is unknown", () => {
  expect(appliedRevisions(graph, ["gone", "c"])).toMatchObject({ unknown: ["gone"], pending: ["x", "y"] });
});
