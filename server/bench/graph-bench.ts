import { buildGraph } from "../src/graph/build-graph.ts";
import { resolveTarget } from "../src/graph/resolve-target.ts";
import type { RevisionHeader } from "../src/graph/revision-graph.ts";
import { revisionHeader } from "../src/graph/revision-header.ts";
import { readMigration } from "../src/migration/read-migration.ts";
import { parseModule } from "../src/python/parse.ts";
import { generateMigrations, randomSource } from "./generate-migrations.ts";

const sizes = [100, 1_000, 10_000];
/** Aims: growth of at most n log n (with half as much again for noise); building at most a tenth of parsing. */
const tolerance = 1.5;
const share = 0.1;

/**
 * How graph building and target resolution grow from 100 to 10,000 revisions, as the cost of a revision against n log n, and what building
 * the graph of 10,000 headers costs against parsing their files. Two shapes: the chain of generated files, and a graph with many branches,
 * merges, labels and dependencies.
 */
export function benchGraph(seed: number): void {
  const files = generateMigrations(10_000, seed);
  const chain = files.flatMap(({ name, text }) => {
    const result = revisionHeader(readMigration(`versions/${name}`, text));
    return result.ok ? [result.header] : [];
  });
  const shapes = [
    ["chain", (count: number) => chain.slice(0, count)],
    ["branches", (count: number) => branching(count, seed)],
  ] as const;
  for (const [shape, headersOf] of shapes) {
    const building = sizes.map((count) => ({ count, time: median(() => buildGraph(headersOf(count))) }));
    growth(`graph of a ${shape}`, building);
    const resolving = sizes.map((count) => {
      const headers = headersOf(count);
      const graph = buildGraph(headers);
      const middle = headers[Math.floor(count / 2)]?.revision ?? "";
      return {
        count,
        time: median(() => {
          resolveTarget(graph, { expression: "heads", purpose: "upgrade", current: [] });
          resolveTarget(graph, { expression: "base", purpose: "downgrade", current: graph.realHeads });
          resolveTarget(graph, { expression: middle, purpose: "upgrade", current: [] });
          resolveTarget(graph, { expression: middle.slice(0, 8), purpose: "show", current: [] });
          resolveTarget(graph, { expression: "heads", purpose: "stamp", current: [] });
          resolveTarget(graph, { expression: `${middle}:`, purpose: "history", current: [] });
        }),
      };
    });
    growth(`six targets in a ${shape}`, resolving);
  }
  const build = median(() => buildGraph(chain));
  const parse = median(() => {
    for (const it of files) parseModule(it.text);
  });
  const verdict = build / parse <= share ? "within" : "ABOVE";
  console.log(
    `graph of ${chain.length} headers: ${build.toFixed(0)} ms, parsing their files ${parse.toFixed(0)} ms: ${(build / parse).toFixed(3)} times, ${verdict} the aim of ${share}`,
  );
}

interface Point {
  readonly count: number;
  readonly time: number;
}

/** Prints each step's growth as a multiple of what n log n would grow. */
function growth(what: string, points: readonly Point[]): void {
  const shown = points.map(({ count, time }) => `${count}: ${time.toFixed(2)} ms`).join(", ");
  const ratios = points.slice(1).map((point, index) => {
    const before = points[index] ?? point;
    const expected = (point.count * Math.log2(point.count)) / (before.count * Math.log2(before.count));
    return point.time / before.time / expected;
  });
  const verdict = ratios.every((it) => it <= tolerance) ? "within" : "ABOVE";
  console.log(
    `${what}: ${shown}; growth against n log n ${ratios.map((it) => it.toFixed(2)).join(", ")}, ${verdict} the aim of 1 (up to ${tolerance} is noise)`,
  );
}

/** Twenty lines side by side, merged and branched again now and then, each with a label, and dependencies between them. */
function branching(count: number, seed: number): readonly RevisionHeader[] {
  const random = randomSource(seed);
  const pick = (below: number): number => Math.floor(random() * below);
  const lines = 20;
  const tips: string[] = [];
  const headers: RevisionHeader[] = [];
  for (let index = 0; index < count; index++) {
    const revision = `${index.toString(16).padStart(6, "0")}${pick(2 ** 24)
      .toString(16)
      .padStart(6, "0")}`;
    const line = index < lines ? index : pick(lines);
    const tip = tips[line];
    const other = tips[pick(lines)];
    const isMerge = tip !== undefined && other !== undefined && other !== tip && random() < 0.02;
    const depends =
      headers.length > 0 && !isMerge && random() < 0.05 ? headers[pick(headers.length)]?.revision : undefined;
    headers.push({
      revision,
      downRevisions: isMerge ? [tip, other] : tip === undefined ? [] : [tip],
      dependsOn: depends === undefined ? [] : [depends],
      branchLabels: tip === undefined ? [`line${line}`] : [],
      doc: "",
      file: `${revision}.py`,
    });
    tips[line] = revision;
  }
  return headers;
}

const rounds = 5;

/** Median of some runs, after one that nobody counts (milliseconds). */
function median(work: () => unknown): number {
  work();
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}
