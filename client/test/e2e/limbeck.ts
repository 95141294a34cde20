import * as vscode from "vscode";
import type { RunOutcome } from "../../src/alembic/run-outcome.ts";
import type { ViewNode } from "../../src/views/node.ts";

/** What `activate()` of the extension answers, for tests. */
export interface LimbeckApi {
  ready(): Promise<void>;
  revisions(): Promise<readonly ViewNode[]>;
  database(): Promise<readonly ViewNode[]>;
  status(): string | null;
  lastRun(): RunOutcome | null;
  sqlDocuments(): readonly string[];
}

/** The installed extension, activated. */
export async function limbeck(): Promise<LimbeckApi> {
  const extension = vscode.extensions.getExtension<LimbeckApi>("limbeck.limbeck");
  if (extension === undefined) throw new Error("The extension limbeck.limbeck is not installed.");
  const api = await extension.activate();
  await api.ready();
  return api;
}

/** Every node of a tree, parents before their children. */
export function flatten(nodes: readonly ViewNode[]): readonly ViewNode[] {
  return nodes.flatMap((it) => [it, ...flatten(it.children)]);
}

/** State of every revision of the tree by its id, as the tree says it in words. */
export async function marks(api: LimbeckApi): Promise<Readonly<Record<string, string>>> {
  const nodes = flatten(await api.revisions());
  const found = nodes.flatMap((it): readonly (readonly [string, string])[] =>
    it.argument.revision === undefined ? [] : [[it.argument.revision, it.description.split(" · ")[0] ?? ""]],
  );
  return Object.fromEntries(found);
}
