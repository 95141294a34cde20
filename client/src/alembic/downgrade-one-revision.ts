import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import { downgrade } from "./downgrade.ts";
import { pickRevision } from "./pick-revision.ts";
import type { CommandArgument, Ready } from "./ready.ts";
import { undoneRevisions } from "./undone-revisions.ts";

/** Undoes the newest applied revision. With several rows in the version table, asks which branch to take back. */
export async function downgradeOneRevision(ctx: Ctx, ready: Ready, argument: CommandArgument): Promise<void> {
  const state = ctx.database.state(ready.project.id);
  if (state.kind !== "known" || state.applied === null) {
    await downgrade(ctx, ready, argument, { expression: "-1", title: "the revision before", undone: null });
    return;
  }
  const revisions = await allRevisions(ctx.server, ready.project.id);
  const current = revisions.filter((it) => state.rows.includes(it.revision));
  if (current.length === 0) {
    ctx.ui.say({ level: "information", text: `Nothing to undo: ${state.environment} is before the first revision.` });
    return;
  }
  const question = {
    title: "Downgrade One Revision",
    placeholder: "The database is at several revisions. Which one is undone?",
  };
  const one = current.length === 1 ? current[0] : await pickRevision(ctx, { ...question, revisions: current });
  if (one === undefined) return;
  await downgrade(ctx, ready, argument, oneStepDown(one, revisions, new Set(state.applied.applied), current.length));
}

/**
 * How to tell Alembic to undo exactly `one`. `-1` is enough for a single row. From several rows, `id@-1` keeps to that row's branch.
 * A merge has no single step down, so one of its parents is named: the other parent stays, since it does not descend from that one.
 */
export function oneStepDown(
  one: RevisionInfo,
  revisions: readonly RevisionInfo[],
  applied: ReadonlySet<string>,
  rows: number,
): { readonly expression: string; readonly title: string; readonly undone: readonly RevisionInfo[] } {
  const [parent] = one.downRevisions;
  const title = one.downRevisions.length === 0 ? "the base" : one.downRevisions.join(" and ");
  const dependents = undoneRevisions(revisions, applied, one.revision);
  const undone = [...dependents, one];
  if (one.downRevisions.length > 1 && parent !== undefined) return { expression: parent, title, undone };
  return { expression: rows === 1 ? "-1" : `${one.revision}@-1`, title, undone };
}
