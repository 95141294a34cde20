import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import { pickRevision } from "./pick-revision.ts";
import type { CommandArgument, Ready } from "./ready.ts";
import { upgrade } from "./upgrade.ts";

/** Upgrades to the revision of a tree node or code lens, or to one that the person picks among the pending ones. */
export async function upgradeToRevision(ctx: Ctx, ready: Ready, argument: CommandArgument): Promise<void> {
  const revisions = await allRevisions(ctx.server, ready.project.id);
  const state = ctx.database.state(ready.project.id);
  const applied = new Set(state.kind === "known" ? state.applied?.applied : []);
  const pending = revisions.filter((it) => !applied.has(it.revision));
  const named = revisions.find((it) => it.revision === argument.revision);
  if (named === undefined && pending.length === 0) {
    ctx.ui.say({ level: "information", text: `${ready.environment.environment.name} has every revision already.` });
    return;
  }
  const question = {
    title: "Upgrade to Revision",
    placeholder: "Up to and including which revision?",
    revisions: pending,
  };
  const target = named ?? (await pickRevision(ctx, question));
  if (target === undefined) return;
  await upgrade(ctx, ready, argument, { expression: target.revision, title: `${target.revision} (${target.message})` });
}
