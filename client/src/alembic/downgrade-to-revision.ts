import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import { downgrade } from "./downgrade.ts";
import { revisionItem } from "./pick-revision.ts";
import type { CommandArgument, Ready } from "./ready.ts";
import { type Target, typedTarget } from "./typed-target.ts";
import { undoneRevisions } from "./undone-revisions.ts";

/**
 * Undoes everything after a revision: that of a tree node or code lens, an applied one that the person picks, or what an expression
 * means that the person types.
 */
export async function downgradeToRevision(ctx: Ctx, ready: Ready, argument: CommandArgument): Promise<void> {
  const revisions = await allRevisions(ctx.server, ready.project.id);
  const state = ctx.database.state(ready.project.id);
  const applied = state.kind === "known" && state.applied !== null ? new Set(state.applied.applied) : null;
  const rows = state.kind === "known" ? state.rows : [];
  const named = revisions.find((it) => it.revision === argument.revision);
  if (named === undefined && applied?.size === 0) {
    ctx.ui.say({
      level: "information",
      text: `Nothing to undo: ${ready.environment.environment.name} is before the first revision.`,
    });
    return;
  }
  const target = (revision: string | null, title: string): Target => ({
    expression: revision ?? "base",
    title,
    runs: applied === null ? null : undoneRevisions(revisions, applied, revision).map((it) => it.revision),
  });
  const targetOf = (it: (typeof revisions)[number]): Target => target(it.revision, `${it.revision} (${it.message})`);
  const question = {
    project: ready.project.id,
    purpose: "downgrade",
    rows: state.kind === "known" ? state.rows : null,
    revisions,
  } as const;
  const targets = revisions.filter(
    (it) => applied === null || (applied.has(it.revision) && !rows.includes(it.revision)),
  );
  const chosen =
    named === undefined
      ? await ctx.ui.pickOrType({
          title: "Downgrade to Revision",
          placeholder: "Everything after which revision is undone? Or type a target: -2, base, part of an id",
          items: [
            ...targets.map((it) => ({ ...revisionItem(it), value: targetOf(it) })),
            { label: "The base", description: "undoes every revision", value: target(null, "the base") },
          ],
          typed: (text) => typedTarget(ctx.server, question, text),
        })
      : targetOf(named);
  if (chosen === undefined) return;
  const byId = new Map(revisions.map((it) => [it.revision, it]));
  await downgrade(ctx, ready, argument, {
    expression: chosen.expression,
    title: chosen.title,
    undone: chosen.runs?.flatMap((it) => byId.get(it) ?? []) ?? null,
  });
}
