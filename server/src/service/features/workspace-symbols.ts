import type { Span } from "../../base/span.ts";
import { displayName } from "../../postgres/name.ts";
import type { Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { oneLine } from "./revisions.ts";

/** A revision, or a table that a revision creates. */
export interface WorkspaceSymbol {
  readonly name: string;
  readonly kind: "revision" | "table";
  /** What it stands in: the revision id of a table. */
  readonly container: string;
  readonly file: SourceFile;
  readonly span: Span;
}

/** Editors narrow the list themselves as the query grows. */
const most = 500;

/**
 * Revisions whose id or message, and created tables whose name, hold the letters of `query` in this order (letter case aside), newest revisions
 * first in each project. A table whose name is not known is left out: there is nothing to find it by.
 */
export function workspaceSymbols(snapshot: Snapshot, query: string): readonly WorkspaceSymbol[] {
  const letters = [...query.toLowerCase().replaceAll(/\s+/g, "")];
  const matches = (text: string): boolean => {
    const lower = text.toLowerCase();
    let at = 0;
    return letters.every((it) => {
      const found = lower.indexOf(it, at);
      at = found + it.length;
      return found !== -1;
    });
  };
  const result: WorkspaceSymbol[] = [];
  const seen = new Set<SourceFile>();
  for (const project of snapshot.projects) {
    for (const id of project.graph.history) {
      const file = project.fileOf(id);
      const revision = project.graph.revisions.get(id);
      if (file === undefined || revision === undefined || seen.has(file)) continue;
      seen.add(file);
      const name = `${id} ${oneLine(revision.doc)}`.trim();
      if (matches(name)) {
        const span = snapshot.read(file)?.migration.header.revision?.valueSpan ?? { start: 0, end: 0 };
        result.push({ name, kind: "revision", container: "", file, span });
      }
      for (const table of tablesOf(snapshot, file)) {
        if (matches(table.name)) result.push({ ...table, kind: "table", container: id, file });
      }
      if (result.length >= most) return result.slice(0, most);
    }
  }
  return result;
}

function tablesOf(snapshot: Snapshot, file: SourceFile): readonly { readonly name: string; readonly span: Span }[] {
  return snapshot
    .statements(file)
    .upgrade.flatMap((it) => it.actions)
    .flatMap((it) =>
      it.kind === "createTable" && it.table.name.known ? [{ name: displayName(it.table), span: it.span }] : [],
    );
}
