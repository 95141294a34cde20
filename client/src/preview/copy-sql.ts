import type { Ctx } from "../ctx.ts";

/** Copies the script of the preview as Alembic prints it, without our comments. */
export async function copySql(ctx: Ctx): Promise<void> {
  const sql = ctx.preview.sql();
  if (sql === null) {
    ctx.ui.say({ level: "information", text: "There is no SQL to copy: nothing is previewed, or nothing would run." });
    return;
  }
  await ctx.ui.copy(sql.text);
  if (sql.complete) return;
  ctx.ui.say({
    level: "warning",
    text: 'Copied, but it is not complete: comments in it say what is not known. "Preview Upgrade SQL…" asks Alembic itself.',
  });
}
