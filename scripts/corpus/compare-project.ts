import { isDeepStrictEqual } from "node:util";
import type { RevisionHeader } from "../../server/src/graph/revision-graph.ts";
import { relativePath } from "../../server/src/service/file-system.ts";
import type { ProjectSnapshot } from "../../server/src/service/snapshot.ts";
import { compareAnswer, graphFacts, plainFacts } from "../../server/test/oracle/graph-answers.ts";
import { generateQueries, type Query } from "../../server/test/oracle/graph-generator.ts";
import { random } from "../../server/test/oracle/random.ts";
import { runPython } from "../../server/test/oracle/run-python.ts";
import type { Interpreter } from "./interpreters.ts";

export interface CompareOptions {
  readonly project: ProjectSnapshot;
  /** The folder that was named; places are shown as seen from it. */
  readonly root: string;
  readonly pythons: readonly Interpreter[];
  readonly seed: number;
  /** How many random target expressions. */
  readonly queries: number;
}

export interface Comparison {
  /** Which project, its size and shape, and how much of it was compared. */
  readonly summary: string;
  readonly differences: readonly string[];
  /** True when some Alembic said what the graph is. */
  readonly compared: boolean;
}

/** What corpus_driver.py says of one project. */
interface Answer {
  readonly locations: readonly string[] | string | null;
  readonly failed?: string;
  readonly headers?: readonly RevisionHeader[];
  /** Files whose header is computed from modules that are not installed here. */
  readonly computed?: readonly string[];
  readonly facts?: unknown;
  readonly answers?: readonly unknown[];
}

/** Compares one project with every Alembic at hand: where its files lie, their headers, the graph, its orders, and random target expressions. */
export function compareProject({ project, root, pythons, seed, queries: count }: CompareOptions): Comparison {
  const { config, graph, headers } = project;
  const queries = headers.length === 0 ? [] : generateQueries(random(seed), headers.map(declared), count);
  const differences: string[] = [];
  const notes: string[] = [];
  let compared = false;
  for (const { python, alembic, asks } of pythons) {
    const differs = (what: string, ours: unknown, theirs: unknown): void => {
      if (isDeepStrictEqual(ours, theirs)) return;
      differences.push(`Alembic ${alembic}, ${what}: ${shown(ours, root)} here, ${shown(theirs, root)} there`);
    };
    const answer = runPython(python, fromOracles, {
      config: config.kind === "alembic" ? config.configFile : null,
      section: config.section,
      workingDirectory: config.workingDirectory,
      prependSysPath: config.prependSysPath,
      scriptLocation: config.scriptLocation,
      versionLocations: config.versionLocations,
      recursive: config.recursiveVersionLocations,
      sourceless: config.sourceless,
      queries: asks === "everything" ? queries : [],
    }) as Answer;
    // Older versions split locations by other rules; the configuration is read as for the newest.
    // Where Alembic cannot even open the script location, the reason is in the summary.
    if (answer.locations !== null && asks === "everything" && answer.failed === undefined)
      differs("version locations", config.versionLocations, answer.locations);
    if (answer.failed !== undefined || answer.headers === undefined) {
      notes.push(`not loaded by ${alembic} (${answer.failed})`);
      continue;
    }
    compareHeaders(headers, answer, differs, root);
    const unreadable = headers.filter((it) => (it.unreadable ?? []).length > 0).length;
    if (unreadable > 0 || (answer.computed ?? []).length > 0) {
      notes.push(
        `${Math.max(unreadable, answer.computed?.length ?? 0)} computed headers, so no graph compared with ${alembic}`,
      );
      continue;
    }
    compared = true;
    compareFacts(graphFacts(graph), plainFacts(answer.facts), differs);
    queries.slice(0, answer.answers?.length ?? 0).forEach((query, index) => {
      const pair = compareAnswer(graph, query, answer.answers?.[index]);
      if (pair !== null) differs(described(query), pair.ours, pair.alembic);
    });
  }
  const name = relativePath(root, config.configFile);
  const section = config.section === "alembic" ? "" : ` [${config.section}]`;
  const shape = [
    `${graph.revisions.size} revisions`,
    `${graph.heads.length} heads`,
    `${graph.bases.length} bases`,
    `${graph.mergePoints.length} merges`,
    `${graph.labels.size} labels`,
    `${queries.length} expressions`,
    ...notes,
  ];
  return { summary: `${name}${section} (${shape.join(", ")})`, differences, compared };
}

/** The driver's place as seen from the folder of the other drivers. */
const fromOracles = "../../../scripts/corpus/corpus_driver.py";

type Differs = (what: string, ours: unknown, theirs: unknown) => void;

function compareHeaders(headers: readonly RevisionHeader[], answer: Answer, differs: Differs, root: string): void {
  const theirs = answer.headers ?? [];
  differs(
    "version files in order",
    headers.map((it) => it.file),
    theirs.map((it) => it.file),
  );
  const byFile = new Map(theirs.map((it) => [it.file, it]));
  for (const { unreadable = [], ...ours } of headers) {
    const other = byFile.get(ours.file);
    if (other === undefined || unreadable.length > 0 || answer.computed?.includes(ours.file) === true) continue;
    for (const key of ["revision", "downRevisions", "dependsOn", "branchLabels", "doc"] as const) {
      const [a, b] =
        key === "doc" || key === "revision" ? [ours[key], other[key]] : [[...ours[key]].sort(), [...other[key]].sort()];
      differs(`${key} of ${relativePath(root, ours.file)}`, a, b);
    }
  }
}

function compareFacts(ours: unknown, theirs: unknown, differs: Differs): void {
  if (isFacts(ours) && isFacts(theirs)) for (const key of Object.keys(theirs)) differs(key, ours[key], theirs[key]);
  else differs("loading", ours, theirs);
}

function isFacts(it: unknown): it is Readonly<Record<string, unknown>> {
  return typeof it === "object" && it !== null && "heads" in it;
}

function declared(it: RevisionHeader): {
  readonly revision: string;
  down: string[] | null;
  depends: string[] | null;
  labels: string[] | null;
} {
  const list = (items: readonly string[]): string[] | null => (items.length === 0 ? null : [...items]);
  return {
    revision: it.revision,
    down: list(it.downRevisions),
    depends: list(it.dependsOn),
    labels: list(it.branchLabels),
  };
}

function described({ purpose, expression, rows, offline }: Query): string {
  return `${purpose} ${expression}${offline === true ? " --sql" : ""} with rows [${rows.join(", ")}]`;
}

const maximumShown = 300;

function shown(it: unknown, root: string): string {
  const text = (JSON.stringify(it) ?? "nothing").replaceAll(`${root}/`, "");
  return text.length <= maximumShown ? text : `${text.slice(0, maximumShown)}…`;
}
