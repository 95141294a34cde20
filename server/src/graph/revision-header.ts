import type { HeaderAttribute, MigrationFile, Reference } from "../migration/migration-file.ts";
import type { GraphAttribute, RevisionHeader } from "./revision-graph.ts";

/** What the graph needs of a file, or why the file has no place in it. */
export type HeaderResult =
  | { readonly ok: true; readonly header: RevisionHeader }
  /** "no-revision": Alembic refuses the directory. "unreadable-revision": the id is computed when the file runs. */
  | { readonly ok: false; readonly reason: "no-revision" | "unreadable-revision"; readonly message: string };

/**
 * The plain header of one file. A file without `revision` whose name is lower-case hexadecimal takes its id from the name
 * (`Script._from_filename`, Alembic 1.8 to 1.20); any other file without `revision` makes every Alembic command fail.
 */
export function revisionHeader(file: Pick<MigrationFile, "path" | "header">): HeaderResult {
  const { header, path } = file;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const unreadable: GraphAttribute[] = [];
  let revision: string;
  if (header.revision === null) {
    const legacy = /^([0-9a-f]+)\.py$/.exec(name)?.[1];
    if (legacy === undefined) {
      const message = `Could not determine revision id from filename ${name}. Be sure the 'revision' variable is declared inside the script (please see 'Upgrading from Alembic 0.1 to 0.2' in the documentation).`;
      return { ok: false, reason: "no-revision", message };
    }
    revision = legacy;
  } else if (header.revision.value.known) {
    revision = header.revision.value.value;
  } else {
    const message = `The revision id of ${name} is computed when the file runs (${header.revision.value.why.detail}), so its place in the chain is not known.`;
    return { ok: false, reason: "unreadable-revision", message };
  }
  const texts = (attribute: HeaderAttribute<readonly Reference[]> | null, name: GraphAttribute): readonly string[] => {
    if (attribute === null) return [];
    if (attribute.value.known) return attribute.value.value.map((it) => it.text);
    unreadable.push(name);
    return [];
  };
  return {
    ok: true,
    header: {
      revision,
      downRevisions: texts(header.downRevision, "down_revision"),
      dependsOn: texts(header.dependsOn, "depends_on"),
      branchLabels: texts(header.branchLabels, "branch_labels"),
      doc: header.doc.doc,
      file: path,
      ...(unreadable.length > 0 ? { unreadable } : {}),
      ...(header.doc.createDate === null ? {} : { createDate: header.doc.createDate.value }),
      ...(header.downRevision === null ? { lacksDownRevision: true } : {}),
    },
  };
}
