import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import { downgrade } from "./downgrade.ts";
import type { CommandArgument, Ready } from "./ready.ts";
import { undoneRevisions } from "./undone-revisions.ts";

/** Undoes every applied revision. */
export async function downgradeToBase(ctx: Ctx, ready: Ready, argument: CommandArgument): Promise<void> {
  const state = ctx.database.state(ready.project.id);
  const applied = state.kind === "known" ? state.applied : null;
  const revisions = await allRevisions(ctx.server, ready.project.id);
  await downgrade(ctx, ready, argument, {
    expression: "base",
    title: "the base",
    undone: applied === null ? null : undoneRevisions(revisions, new Set(applied.applied), null),
  });
}
