import { descendants } from "../../../graph/lookup.ts";
import type { Fix } from "../../../lint/finding.ts";
import { docstringMentions } from "../docstring-mentions.ts";
import type { GraphFixRequest } from "./graph-fix-request.ts";
import { insertDownRevision } from "./header-edits.ts";

const mostHeads = 5;

/** Writes the missing `down_revision`: what the docstring says, else a head; and None, which begins a history. */
export function fixMissingDownRevision({ project, migration, problem }: GraphFixRequest): readonly Fix[] {
  const { graph } = project;
  const above = descendants(graph, [problem.revision], "allNext");
  const said = docstringMentions(migration).flatMap((it) => (it.attribute === "down_revision" ? [it.text] : []));
  const isSaid = said.length > 0 && said.every((it) => graph.revisions.has(it) && !above.has(it));
  const heads = graph.heads.filter((it) => !above.has(it) && !(said.length === 1 && said[0] === it));
  const fix = (ids: readonly string[], title: string): readonly Fix[] => {
    const edits = insertDownRevision(migration, ids);
    return edits === null ? [] : [{ title, applicability: "suggested", edits }];
  };
  return [
    ...(isSaid ? fix(said, `Add down_revision ${said.map((it) => `'${it}'`).join(", ")}, as the docstring says`) : []),
    ...heads.slice(0, mostHeads).flatMap((it) => fix([it], `Add down_revision with the head '${it}'`)),
    ...fix([], "Add down_revision = None: this revision begins a history"),
  ];
}
