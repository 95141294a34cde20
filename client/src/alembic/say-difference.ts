import { basename } from "node:path";
import type { ProjectInfo } from "../../../server/src/lsp/protocol.ts";
import type { Ctx } from "../ctx.ts";
import { isMigrationFile } from "../project-place.ts";

/** What Alembic prints is what counts; where the live preview would show something else, that is said. */
export async function sayDifference(
  ctx: { readonly ui: Pick<Ctx["ui"], "say" | "diffSql" | "unsaved">; readonly server: Pick<Ctx["server"], "compare"> },
  project: ProjectInfo,
  printed: { readonly direction: "upgrade" | "downgrade"; readonly range: string; readonly script: string },
): Promise<void> {
  const { direction, range, script } = printed;
  const compared = await ctx.server.compare({ project: project.id, direction, range, script });
  const [first] = compared?.differences ?? [];
  if (compared === null || first === undefined) return;
  const unsaved = ctx.ui.unsaved().filter((it) => isMigrationFile(it, [project]));
  const where = `${first.revision === null ? "" : ` in ${first.revision}`} (line ${first.line})`;
  const why =
    unsaved.length > 0
      ? `Alembic reads what is saved, and ${unsaved.map((it) => basename(it)).join(", ")} is not.`
      : "What Alembic prints is what counts. Please report what Limbeck read differently.";
  ctx.ui.say({
    level: "warning",
    text: `Alembic prints other SQL than Limbeck shows beside the migration, first${where}. ${why}`,
    buttons: [
      {
        title: "Show Difference",
        run: () =>
          ctx.ui.diffSql({
            title: `${direction} ${range}: Limbeck ↔ Alembic`,
            left: { title: `Limbeck, ${direction} ${range}`, text: compared.ours },
            right: { title: `${direction} ${range}`, text: script },
          }),
      },
    ],
  });
}
