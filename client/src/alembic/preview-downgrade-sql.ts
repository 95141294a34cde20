import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import type { PickItem } from "../ui.ts";
import { revisionItem } from "./pick-revision.ts";
import { previewSql } from "./preview-sql.ts";
import type { CommandArgument, Ready } from "./ready.ts";
import { typedTarget } from "./typed-target.ts";

/** The SQL that undoes one revision, or everything that the database has. Offline, Alembic wants both ends named. */
export async function previewDowngradeSql(ctx: Ctx, ready: Ready, argument: CommandArgument): Promise<void> {
  const revisions = await allRevisions(ctx.server, ready.project.id);
  const single = (id: string): string => {
    const [parent = "base"] = revisions.find((it) => it.revision === id)?.downRevisions ?? [];
    return `${id}:${parent}`;
  };
  if (argument.revision !== undefined) {
    await previewSql(ctx, ready, "downgrade", single(argument.revision));
    return;
  }
  const state = ctx.database.state(ready.project.id);
  const rows = state.kind === "known" ? state.rows : [];
  const items: readonly PickItem<string>[] = [
    ...rows.map((row) => ({ label: "The newest applied revision", description: row, value: single(row) })),
    ...rows.map((row) => ({ label: "Everything applied", description: `${row} to the base`, value: `${row}:base` })),
    ...revisions.map((it) => ({ ...revisionItem(it), value: single(it.revision) })),
  ];
  const question = { project: ready.project.id, purpose: "downgrade", rows: "offline", revisions } as const;
  const range = await ctx.ui.pickOrType({
    title: "Preview Downgrade SQL",
    placeholder: "The SQL of undoing what? Choose, or type a range: a1b2:base",
    items,
    typed: async (text) => {
      const line = await typedTarget(ctx.server, question, text);
      return { ...line, value: line.value?.expression ?? null };
    },
  });
  if (range !== undefined) await previewSql(ctx, ready, "downgrade", range);
}
