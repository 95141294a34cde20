import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import { downgrade } from "./downgrade.ts";
import { pickRevision } from "./pick-revision.ts";
import type { CommandArgument, Ready } from "./ready.ts";
import { undoneRevisions } from "./undone-revisions.ts";

/** Undoes everything after a revision: that of a tree node or code lens, or one that the person picks among the applied ones. */
export async function downgradeToRevision(ctx: Ctx, ready: Ready, argument: CommandArgument): Promise<void> {
  const revisions = await allRevisions(ctx.server, ready.project.id);
  const state = ctx.database.state(ready.project.id);
  const applied = state.kind === "known" && state.applied !== null ? new Set(state.applied.applied) : null;
  const rows = state.kind === "known" ? state.rows : [];
  const targets = revisions.filter(
    (it) => applied === null || (applied.has(it.revision) && !rows.includes(it.revision)),
  );
  const question = {
    title: "Downgrade to Revision",
    placeholder: "Everything after which revision is undone?",
    revisions: targets,
  };
  const named = revisions.find((it) => it.revision === argument.revision);
  if (named === undefined && targets.length === 0) {
    ctx.ui.say({ level: "information", text: "There is no earlier revision to go back to, except the base." });
    return;
  }
  const target = named ?? (await pickRevision(ctx, question));
  if (target === undefined) return;
  await downgrade(ctx, ready, argument, {
    expression: target.revision,
    title: `${target.revision} (${target.message})`,
    undone: applied === null ? null : undoneRevisions(revisions, applied, target.revision),
  });
}
