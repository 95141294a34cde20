import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { buildGraph } from "../../src/graph/build-graph.ts";
import {
  type RevisionStep,
  resolveTarget,
  type TargetRequest,
  type TargetResult,
} from "../../src/graph/resolve-target.ts";
import type { AlembicFailure, RevisionGraph, RevisionHeader } from "../../src/graph/revision-graph.ts";
import { branchesText, headsText, historyText, revisionBlock } from "../../src/graph/text-format.ts";

/** One line of test-fixtures/graph/graph.jsonl: a command that the real Alembic (1.19.2) ran, and what it printed. */
interface Case {
  readonly graph: string;
  readonly command: string;
  readonly rc: number;
  readonly stdout: string;
  readonly stdout_alternatives?: readonly string[];
  readonly traceback?: string;
  readonly revisions: readonly {
    readonly rev: string;
    readonly down: string | readonly string[] | null;
    readonly labels: string | readonly string[] | null;
    readonly deps: string | readonly string[] | null;
    readonly file?: string;
    readonly doc?: string;
  }[];
}

const path = fileURLToPath(new URL("../../../test-fixtures/graph/graph.jsonl", import.meta.url));
const cases = readFileSync(path, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Case);

/** Commands that fail before an id is looked at let the loading error escape with a traceback. */
const loadErrors: Readonly<Record<string, RegExp>> = {
  LoopDetected: /^Self-loop/,
  DependencyLoopDetected: /^Dependency self-loop/,
  DependencyCycleDetected: /^Dependency cycle/,
  CycleDetected: /^Cycle/,
  RevisionError: /^(?:Branch name|Character)/,
};

interface Output {
  readonly rc: number;
  readonly stdout: string;
  readonly traceback: string | null;
}

function list(value: string | readonly string[] | null): readonly string[] {
  return value === null ? [] : typeof value === "string" ? [value] : value;
}

function headersOf(it: Case): readonly RevisionHeader[] {
  const headers = it.revisions.map((revision) => ({
    revision: revision.rev,
    downRevisions: list(revision.down),
    dependsOn: list(revision.deps),
    branchLabels: list(revision.labels),
    doc: revision.doc ?? revision.rev,
    file: revision.file ?? `${revision.rev}.py`,
  }));
  return headers.sort((a, b) => (a.file < b.file ? -1 : 1));
}

function crash(failure: AlembicFailure): Output {
  if (failure.kind !== "crash") return { rc: 255, stdout: `FAILED: ${failure.message}\n`, traceback: null };
  return { rc: 1, stdout: "", traceback: `${failure.exception}: ${failure.message}` };
}

/** Formats our data as Alembic prints it. */
function run(graph: RevisionGraph, command: string): Output {
  const [name = "", ...rest] = command.split(" ");
  const offline = rest.includes("--sql");
  const text = rest
    .filter((it) => it !== "--sql" && it !== "-r")
    .join(" ")
    .replace(/^-r/, "");
  if (name === "heads" || name === "branches") {
    if (graph.failure !== null) return escaped(graph.failure);
    const which = text === "--resolve-dependencies" ? "effective" : "heads";
    return { rc: 0, stdout: name === "heads" ? headsText(graph, which) : branchesText(graph), traceback: null };
  }
  const purpose = name as TargetRequest["purpose"];
  const result = resolveTarget(graph, { expression: text, purpose, current: [], offline });
  if (purpose === "history" || purpose === "show") {
    if (!result.ok) return crash(result.failure);
    const block = (id: string): string => {
      const { doc = "", file = "" } = graph.revisions.get(id) ?? {};
      return revisionBlock(graph, id, { longdoc: doc, path: `<dir>/mig/versions/${file}` });
    };
    const stdout = purpose === "history" ? historyText(graph, result.revisions) : result.revisions.map(block).join("");
    return { rc: 0, stdout, traceback: null };
  }
  return script(result);
}

function escaped(failure: AlembicFailure): Output {
  if (failure.kind === "crash") return crash(failure);
  const exception = Object.keys(loadErrors).find((it) => loadErrors[it]?.test(failure.message));
  return { rc: 1, stdout: "", traceback: `${exception}: ${failure.message}` };
}

/** The offline script of bodies that print their own id, as the recorded ones do. */
function script(result: TargetResult): Output {
  let stdout = "BEGIN;\n\n";
  for (const step of result.steps) {
    if (step.startsEmpty) stdout += versionTable;
    stdout += stepText(step);
  }
  if (result.ok) return { rc: 0, stdout: `${stdout}COMMIT;\n\n`, traceback: null };
  const failure = crash(result.failure);
  return { ...failure, stdout: stdout + failure.stdout };
}

const versionTable =
  "CREATE TABLE alembic_version (\n    version_num VARCHAR(32) NOT NULL, \n    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n);\n\n";

function stepText(step: RevisionStep): string {
  const name = step.direction === "stamp" ? "stamp_revision" : step.direction;
  let text = `-- Running ${name} ${step.from.join(", ")} -> ${step.to.join(", ")}\n\n`;
  if (step.direction !== "stamp")
    text += `SELECT '${step.direction === "upgrade" ? "up" : "down"} ${step.revision}';\n\n`;
  for (const change of step.rows) {
    const where = "WHERE alembic_version.version_num =";
    if (change.kind === "insert") {
      text += `INSERT INTO alembic_version (version_num) VALUES ('${change.revision}') RETURNING alembic_version.version_num;\n\n`;
    } else if (change.kind === "delete") text += `DELETE FROM alembic_version ${where} '${change.revision}';\n\n`;
    else text += `UPDATE alembic_version SET version_num='${change.to}' ${where} '${change.from}';\n\n`;
  }
  return text;
}

describe("the recorded answers of Alembic", () => {
  test.each(cases.map((it) => [`${it.graph}: ${it.command}`, it] as const))("%s", (_, it) => {
    const actual = run(buildGraph(headersOf(it)), it.command);
    const accepted = [it.stdout, ...(it.stdout_alternatives ?? [])];
    expect(actual.rc).toBe(it.rc);
    if (it.traceback !== undefined) expect(unordered(actual.traceback ?? "")).toBe(unordered(lastLine(it.traceback)));
    expect(accepted).toContain(actual.stdout);
  });
});

/** Which of two revisions claims a label first is left to the addresses of objects (semantics 3.1, item 2). */
function unordered(text: string): string {
  const clash = /^RevisionError: Branch name '(.*)' in revision (.*) already used by revision (.*)$/.exec(text.trim());
  return clash === null ? text.trim() : `clash ${clash[1]} ${[clash[2], clash[3]].sort()}`;
}

function lastLine(traceback: string): string {
  return (
    traceback
      .trim()
      .split("\n")
      .at(-1)
      ?.trim()
      .replace(/^[\w.]+\.(\w+)(?=:|$)/, "$1") ?? ""
  );
}
