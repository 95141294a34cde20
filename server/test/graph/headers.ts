import { buildGraph } from "../../src/graph/build-graph.ts";
import type { RevisionGraph, RevisionHeader } from "../../src/graph/revision-graph.ts";

/** One revision a line: `id < parent, parent ; dependency, dependency [label, label]`; the file is `<id>.py`, the message the id. */
export function headers(...lines: readonly string[]): RevisionHeader[] {
  return lines.map((line) => {
    const match = /^(\S+)(?: < ([^;[]+?))?(?: ; ([^[]+?))?(?: \[(.+)\])?$/.exec(line);
    if (match === null) throw new Error(`not a revision: ${line}`);
    const [, revision = "", down, depends, labels] = match;
    return {
      revision,
      downRevisions: list(down),
      dependsOn: list(depends),
      branchLabels: list(labels),
      doc: revision,
      file: `${revision}.py`,
    };
  });
}

export function graphOf(...lines: readonly string[]): RevisionGraph {
  return buildGraph(headers(...lines));
}

function list(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(", ").map((it) => it.trim());
}
