import type { PreviewParams } from "../../../server/src/lsp/protocol.ts";
import { typedTarget } from "../alembic/typed-target.ts";
import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import type { PickItem } from "../ui.ts";

/** Which revisions the preview beside the editor runs over: this one, a range to it, all, or what is typed. */
export async function chooseRange(ctx: Ctx): Promise<void> {
  const target = ctx.preview.target();
  if (target === null) {
    ctx.ui.say({ level: "information", text: 'Nothing is previewed yet. Open a migration and run "Show SQL Beside".' });
    return;
  }
  const { project, direction } = target;
  const state = project === null ? null : ctx.database.state(project);
  const has =
    state?.kind === "known"
      ? `${state.environment} has ${state.rows.join(", ") || "no revision"}`
      : "the database is not known";
  const items: readonly PickItem<PreviewParams["scope"]>[] =
    direction === "upgrade"
      ? [
          { label: "This revision", description: "alone", value: "revision" },
          { label: "From the applied one to this one", description: has, value: "to here" },
          { label: "All pending revisions", description: has, value: "all" },
        ]
      : [
          { label: "This revision", description: "undone alone", value: "revision" },
          { label: "Back to this one", description: `undoes what is above it; ${has}`, value: "to here" },
          { label: "Back to the base", description: `undoes everything; ${has}`, value: "all" },
        ];
  const title = direction === "upgrade" ? "SQL of an Upgrade" : "SQL of a Downgrade";
  if (project === null) {
    const picked = await ctx.ui.pick({ title, placeholder: "The SQL of what?", items: items.slice(0, 1) });
    if (picked !== undefined) ctx.preview.chooseScope(picked);
    return;
  }
  const question = {
    project,
    purpose: direction,
    rows: "offline",
    revisions: await allRevisions(ctx.server, project),
  } as const;
  const scope = await ctx.ui.pickOrType<PreviewParams["scope"]>({
    title,
    placeholder: `The SQL of what? Choose, or type a range: ${direction === "upgrade" ? "a1b2:heads" : "a1b2:base"}`,
    items,
    typed: async (text): Promise<PickItem<PreviewParams["scope"] | null>> => {
      const line = await typedTarget(ctx.server, question, text);
      return { ...line, value: line.value === null ? null : { range: line.value.expression } };
    },
  });
  if (scope !== undefined) ctx.preview.chooseScope(scope);
}
