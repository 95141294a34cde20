import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import { revisionItem } from "./pick-revision.ts";
import type { CommandArgument, Ready } from "./ready.ts";
import { type Target, typedTarget } from "./typed-target.ts";
import { upgrade } from "./upgrade.ts";

/** Upgrades to the revision of a tree node or code lens, or to a pending one that the person picks, or to an expression that the person types. */
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
  const targetOf = (it: (typeof revisions)[number]): Target => ({
    expression: it.revision,
    title: `${it.revision} (${it.message})`,
    runs: null,
  });
  const question = {
    project: ready.project.id,
    purpose: "upgrade",
    rows: state.kind === "known" ? state.rows : null,
    revisions,
  } as const;
  const target =
    named === undefined
      ? await ctx.ui.pickOrType({
          title: "Upgrade to Revision",
          placeholder: "Up to and including which revision? Or type a target: +2, heads, label@head, part of an id",
          items: pending.map((it) => ({ ...revisionItem(it), value: targetOf(it) })),
          typed: (text) => typedTarget(ctx.server, question, text),
        })
      : targetOf(named);
  if (target !== undefined) await upgrade(ctx, ready, argument, target);
}
