import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import { pickRevision } from "./pick-revision.ts";
import type { CommandArgument, Ready } from "./ready.ts";
import { upgrade } from "./upgrade.ts";

/** Applies the next revision. Where several could be next (a branch), asks which: Alembic itself refuses `+1` there. */
export async function upgradeOneRevision(ctx: Ctx, ready: Ready, argument: CommandArgument): Promise<void> {
  const state = ctx.database.state(ready.project.id);
  const applied = state.kind === "known" ? state.applied : null;
  if (applied === null) {
    await upgrade(ctx, ready, argument, { expression: "+1", title: "the next revision", runs: null });
    return;
  }
  const candidates = nextRevisions(await allRevisions(ctx.server, ready.project.id), new Set(applied.applied));
  const next =
    candidates.length <= 1
      ? candidates[0]
      : await pickRevision(ctx, {
          title: "Upgrade One Revision",
          placeholder: "Several revisions could be next. Which one?",
          revisions: candidates,
        });
  if (next !== undefined) {
    await upgrade(ctx, ready, argument, {
      expression: next.revision,
      title: `${next.revision} (${next.message})`,
      runs: null,
    });
  } else if (candidates.length === 0) {
    ctx.ui.say({ level: "information", text: `${ready.environment.environment.name} has every revision already.` });
  }
}

/** Pending revisions whose parents and dependencies are all applied. */
export function nextRevisions(
  revisions: readonly RevisionInfo[],
  applied: ReadonlySet<string>,
): readonly RevisionInfo[] {
  const has = (id: string): boolean =>
    applied.has(id) || revisions.some((it) => it.branchLabels.includes(id) && applied.has(it.revision));
  return revisions.filter((it) => !applied.has(it.revision) && [...it.downRevisions, ...it.dependsOn].every(has));
}
