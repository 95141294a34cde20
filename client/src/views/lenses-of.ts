import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import type { DatabaseState } from "../database/database-watch.ts";
import { stateOf } from "./revision-nodes.ts";

export interface Lens {
  /** From 0. */
  readonly line: number;
  readonly title: string;
  readonly command: string;
}

/** The lenses of one file: what makes sense for the state that its revision is in. */
export function lensesOf(text: string, revision: RevisionInfo, database: DatabaseState): readonly Lens[] {
  const state = stateOf(revision, database);
  const upgrade = lineOf(text, "upgrade");
  const downgrade = lineOf(text, "downgrade");
  const at = (line: number | null, title: string, command: string): readonly Lens[] =>
    line === null ? [] : [{ line, title, command: `limbeck.${command}` }];
  return [
    ...(state === "pending" || state === "unknown" ? at(upgrade, "Upgrade to here", "upgradeToHere") : []),
    ...at(upgrade, "Preview SQL", "previewUpgradeSqlHere"),
    ...(state === "current" ? at(downgrade, "Downgrade one revision", "downgradeOneRevision") : []),
    ...at(downgrade, "Preview SQL", "previewDowngradeSqlHere"),
  ];
}

function lineOf(text: string, name: string): number | null {
  const at = text.search(new RegExp(`^(?:async[ \\t]+)?def[ \\t]+${name}[ \\t]*\\(`, "m"));
  return at === -1 ? null : text.slice(0, at).split("\n").length - 1;
}
