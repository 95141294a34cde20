import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import type { Ready } from "./ready.ts";
import { named } from "./run-outcome.ts";
import { showOutput } from "./show-output.ts";

/** `alembic current --verbose`: also the way to learn the state of a database whose URL only env.py knows. */
export async function showCurrent(ctx: Ctx, ready: Ready): Promise<void> {
  const result = await showOutput(ctx, ready, ["current", "--verbose"], "Asking for the current revision");
  const rows = result?.report.rowsBefore ?? null;
  if (rows === null) return;
  const { name } = ready.environment.environment;
  const state = ctx.database.state(ready.project.id);
  if (state.kind !== "known" || state.source === "asked") await ctx.database.learn(ready.project, name, rows);
  const titles = new Map((await allRevisions(ctx.server, ready.project.id)).map((it) => [it.revision, it.message]));
  const at =
    rows.length === 0 ? "before the first revision" : `at ${rows.map((it) => named(it, titles)).join(" and ")}`;
  ctx.ui.say({ level: "information", text: `${name} is ${at}.` });
}
