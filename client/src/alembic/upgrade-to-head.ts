import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import type { PickItem } from "../ui.ts";
import { revisionItem } from "./pick-revision.ts";
import type { CommandArgument, Ready } from "./ready.ts";
import { upgrade } from "./upgrade.ts";

/** One head: upgrades to it. Several: asks which, or all. */
export async function upgradeToHead(ctx: Ctx, ready: Ready, argument: CommandArgument): Promise<void> {
  const { heads } = ready.project;
  if (heads.length <= 1) {
    // `heads`, not `head`: Alembic refuses `head` when a dependency makes a second one that is not really there.
    await upgrade(ctx, ready, argument, { expression: "heads", title: "the head", runs: null });
    return;
  }
  if (argument.confirmed === true) {
    // A caller that does not want to be asked, such as a task, has to name one.
    ctx.ui.say({
      level: "warning",
      text: `The chain has ${heads.length} heads (${heads.join(", ")}). Nothing was run: name one.`,
    });
    return;
  }
  const revisions = (await allRevisions(ctx.server, ready.project.id)).filter((it) => heads.includes(it.revision));
  const items: readonly PickItem<string>[] = [
    { label: "All heads", description: "heads", value: "heads" },
    ...revisions.map((it) => ({ ...revisionItem(it), value: it.revision })),
  ];
  const placeholder = `The chain has ${heads.length} heads. Which one?`;
  const chosen = await ctx.ui.pick({ title: "Upgrade to Head", placeholder, items });
  if (chosen === undefined) return;
  await upgrade(ctx, ready, argument, {
    expression: chosen,
    title: chosen === "heads" ? "all heads" : chosen,
    runs: null,
  });
}
