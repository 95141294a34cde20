import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import type { PickItem } from "../ui.ts";
import { revisionItem } from "./pick-revision.ts";
import { previewSql } from "./preview-sql.ts";
import type { CommandArgument, Ready } from "./ready.ts";
import { typedTarget } from "./typed-target.ts";

/** The SQL of one revision (from a tree node or code lens), of what is pending, or of everything. */
export async function previewUpgradeSql(ctx: Ctx, ready: Ready, argument: CommandArgument): Promise<void> {
  const revisions = await allRevisions(ctx.server, ready.project.id);
  const single = (id: string): string => {
    const [parent = "base"] = revisions.find((it) => it.revision === id)?.downRevisions ?? [];
    return `${parent}:${id}`;
  };
  if (argument.revision !== undefined) {
    await previewSql(ctx, ready, "upgrade", single(argument.revision));
    return;
  }
  const state = ctx.database.state(ready.project.id);
  const rows = state.kind === "known" ? state.rows : [];
  const [row] = rows;
  // Offline, Alembic starts from one revision only.
  const pending: readonly PickItem<string>[] =
    rows.length === 1 && row !== undefined && state.kind === "known" && state.applied?.pending.length !== 0
      ? [
          {
            label: "Pending revisions",
            description: `${row} to the head, as ${state.environment} is now`,
            value: `${row}:heads`,
          },
        ]
      : [];
  const items: readonly PickItem<string>[] = [
    ...pending,
    { label: "Everything", description: "from the beginning to the head", value: "base:heads" },
    ...revisions.map((it) => ({ ...revisionItem(it), value: single(it.revision) })),
  ];
  const question = { project: ready.project.id, purpose: "upgrade", rows: "offline", revisions } as const;
  const range = await ctx.ui.pickOrType({
    title: "Preview Upgrade SQL",
    placeholder: "The SQL of what? Choose, or type a target: heads, a1b2:heads",
    items,
    typed: async (text) => {
      const line = await typedTarget(ctx.server, question, text);
      return { ...line, value: line.value?.expression ?? null };
    },
  });
  if (range !== undefined) await previewSql(ctx, ready, "upgrade", range);
}
