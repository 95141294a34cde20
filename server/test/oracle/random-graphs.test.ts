import { describe, expect, test } from "vitest";
import { buildGraph } from "../../src/graph/build-graph.ts";
import type { RevisionHeader } from "../../src/graph/revision-graph.ts";
import { compareAnswer, graphFacts, plainFacts } from "./graph-answers.ts";
import { type GeneratedRevision, generateGraph, generateQueries } from "./graph-generator.ts";
import { random } from "./random.ts";
import { pythonOf, runPython } from "./run-python.ts";

const graphs = 400;
const queriesEach = 20;
const seed = Number(process.env.LIMBECK_SEED ?? 20261120);

interface Answer {
  readonly facts: unknown;
  readonly answers: readonly unknown[];
}

function headers(revisions: readonly GeneratedRevision[]): RevisionHeader[] {
  const list = (value: string | readonly string[] | null): readonly string[] => (value === null ? [] : [value].flat());
  return revisions.map((it) => ({
    revision: it.revision,
    downRevisions: list(it.down),
    dependsOn: list(it.depends),
    branchLabels: list(it.labels),
    doc: it.revision,
    file: `${it.revision}.py`,
  }));
}

/** Cycles that Alembic overlooks: one that it walks through, one in which `history` and `upgrade` never end, and a dependency on a label of its own. */
const overlooked: readonly GeneratedRevision[][] = [
  [plain("a", null), plain("b", ["a", "c"]), plain("c", "b"), plain("d", "c")],
  [plain("a", null), plain("b", ["a", "c"]), plain("c", "b"), plain("m", ["b", "c"])],
  [plain("a", null), { ...plain("b", "a"), depends: "own", labels: "own" }, plain("c", "b")],
];

function plain(revision: string, down: string | string[] | null): GeneratedRevision {
  return { revision, down, depends: null, labels: null };
}

describe("random graphs", () => {
  const source = random(seed);
  const made = [...Array.from({ length: graphs }, () => generateGraph(source)), ...overlooked];
  const cases = made.map((revisions) => {
    return { revisions, queries: generateQueries(source, revisions, queriesEach) };
  });
  const answers = runPython(pythonOf("LIMBECK_TEST_PYTHON_NEW"), "graph_driver.py", cases) as Answer[];

  test(`${graphs} graphs: heads, bases, points, labels, normalised parents and orders are Alembic's`, () => {
    cases.forEach(({ revisions }, i) => {
      const graph = buildGraph(headers(revisions));
      expect(graphFacts(graph), JSON.stringify(revisions)).toEqual(plainFacts(answers[i]?.facts));
    });
  });

  test(`${graphs * queriesEach} target expressions: steps, rows and error sentences are Alembic's`, () => {
    cases.forEach(({ revisions, queries }, i) => {
      const graph = buildGraph(headers(revisions));
      queries.forEach((query, k) => {
        const compared = compareAnswer(graph, query, answers[i]?.answers[k]);
        if (compared === null) return;
        expect(compared.ours, `${JSON.stringify(query)} in ${JSON.stringify(revisions)}`).toEqual(compared.alembic);
      });
    });
  });

  test("the facts hold for Alembic 1.8.1 too", () => {
    // The colon is allowed in ids until 1.17.1. Expressions are not compared: some rows that a downgrade writes changed since.
    const older = cases.filter(({ revisions }) => !revisions.some((it) => it.revision.includes(":")));
    const input = older.map(({ revisions }) => ({ revisions, queries: [] }));
    const old = runPython(pythonOf("LIMBECK_TEST_PYTHON_OLD"), "graph_driver.py", input) as Answer[];
    older.forEach(({ revisions }, i) => {
      expect(graphFacts(buildGraph(headers(revisions))), JSON.stringify(revisions)).toEqual(plainFacts(old[i]?.facts));
    });
  });

  test("cycles that Alembic overlooks are among them, and some in which it never ends", () => {
    const cyclic = cases.filter(
      (_, i) => buildGraph(headers(cases[i]?.revisions ?? [])).indexed.plainInCycles !== null,
    );
    expect(cyclic.length).toBeGreaterThan(overlooked.length);
    expect(answers.map((it) => JSON.stringify(it)).filter((it) => it.includes('"endless"'))).not.toEqual([]);
  });

  test("a graph with a problem still lists every revision once", () => {
    for (const { revisions } of cases) {
      const graph = buildGraph(headers(revisions));
      expect([...graph.history].sort()).toEqual(revisions.map((it) => it.revision).sort());
    }
  });
});
