import { describe, expect, test } from "vitest";
import { buildGraph } from "../../src/graph/build-graph.ts";
import type { RevisionHeader } from "../../src/graph/revision-graph.ts";
import { compareAnswer, graphFacts, plainFacts } from "./graph-answers.ts";
import { type GeneratedRevision, generateGraph, generateQueries } from "./graph-generator.ts";
import { random } from "./random.ts";
import { pythonOf, runPython } from "./run-python.ts";

const graphs = 400;
const queriesEach = 20;
const seed = Number(process.env.LIMBECK_TEST_SEED ?? 20261120);

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

/** A cycle between a base and a head, which Alembic does not notice; what it then does has no meaning, and it may not end. */
function isOverlooked(revisions: readonly GeneratedRevision[]): boolean {
  const graph = buildGraph(headers(revisions));
  return graph.failure === null && graph.problems.some((it) => it.code.endsWith("-cycle"));
}

describe("random graphs", () => {
  const source = random(seed);
  const cases = Array.from({ length: graphs }, () => {
    let revisions = generateGraph(source);
    while (isOverlooked(revisions)) revisions = generateGraph(source);
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

  test("a graph with a problem still lists every revision once", () => {
    for (const { revisions } of cases) {
      const graph = buildGraph(headers(revisions));
      expect([...graph.history].sort()).toEqual(revisions.map((it) => it.revision).sort());
    }
  });
});
