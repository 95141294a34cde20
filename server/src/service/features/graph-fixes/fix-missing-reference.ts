import { descendants } from "../../../graph/lookup.ts";
import type { Fix } from "../../../lint/finding.ts";
import { baseName } from "../../../project/paths.ts";
import type { ProjectSnapshot } from "../../snapshot.ts";
import type { GraphFixRequest } from "./graph-fix-request.ts";
import { replaceReference } from "./header-edits.ts";

/** More heads than this would be a list of everything. */
const mostHeads = 5;

/** A parent or dependency that no file declares: one that was perhaps meant, or the head of the chain. */
export function fixMissingReference({ project, migration, problem }: GraphFixRequest): readonly Fix[] {
  const attribute = problem.attribute === "depends_on" ? "depends_on" : "down_revision";
  const { graph } = project;
  // Anything above it as its parent would be a cycle.
  const above = descendants(graph, [problem.revision], "allNext");
  const meant = [...namedSo(project, problem.reference), ...problem.suggestions].filter((it) => {
    const id = graph.revisions.has(it) ? it : graph.labels.get(it);
    return id !== undefined && !above.has(id);
  });
  const suggestions = [...new Set(meant)];
  const heads =
    attribute === "depends_on"
      ? []
      : graph.heads.filter((it) => !above.has(it) && !suggestions.includes(it)).slice(0, mostHeads);
  const fix = (id: string, title: string): readonly Fix[] => {
    const edits = replaceReference(migration, attribute, problem.reference, id);
    return edits === null ? [] : [{ title, applicability: "suggested", edits }];
  };
  return [
    ...suggestions.flatMap((it) => fix(it, `Did you mean '${it}'?`)),
    ...heads.flatMap((it) => fix(it, `Set down_revision to the head '${it}'`)),
  ];
}

/** Revisions of files that are called so: a file's name is often taken for the id. */
function namedSo(project: ProjectSnapshot, reference: string): readonly string[] {
  const found = project.headers.filter(({ file }) => {
    const name = baseName(file);
    return name === `${reference}.py` || name === reference || name.startsWith(`${reference}_`);
  });
  return found.length <= 3 ? found.map((it) => it.revision) : [];
}
