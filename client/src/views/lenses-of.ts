import type { BodySummary, RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import type { DatabaseState } from "../database/database-watch.ts";
import { stateOf } from "./revision-nodes.ts";

export interface Lens {
  /** From 0. */
  readonly line: number;
  readonly title: string;
  /** Null: it only says something. */
  readonly command: string | null;
  readonly direction: "upgrade" | "downgrade";
}

/**
 * The lenses of one file: what both functions come to, where the revision stands, and what makes sense in that state.
 * `bodies` is null while the language server has no answer; the functions are then looked for in the text.
 */
export function lensesOf(
  text: string,
  revision: RevisionInfo,
  database: DatabaseState,
  bodies: readonly BodySummary[] | null,
): readonly Lens[] {
  const state = stateOf(revision, database);
  const lenses: Lens[] = [];
  for (const direction of ["upgrade", "downgrade"] as const) {
    const body = bodies?.find((it) => it.direction === direction);
    const line = body?.line ?? (bodies === null ? lineOf(text, direction) : null);
    if (line === null) continue;
    const add = (title: string, command: string | null): void => {
      lenses.push({ line, title, command: command === null ? null : `limbeck.${command}`, direction });
    };
    add(["SQL beside", ...(body?.summary ?? [])].join(" · "), "showSqlBeside");
    if (direction === "upgrade") {
      if (state === "pending" || state === "unknown") add("Upgrade to here", "upgradeToHere");
      add("Preview SQL with Alembic", "previewUpgradeSqlHere");
      if (state !== "unknown") add(state, null);
    } else {
      if (state === "current") add("Downgrade one revision", "downgradeOneRevision");
      add("Preview SQL with Alembic", "previewDowngradeSqlHere");
    }
  }
  return lenses;
}

function lineOf(text: string, name: string): number | null {
  const at = text.search(new RegExp(`^(?:async[ \\t]+)?def[ \\t]+${name}[ \\t]*\\(`, "m"));
  return at === -1 ? null : text.slice(0, at).split("\n").length - 1;
}
