import type { Ctx } from "../ctx.ts";
import type { Ready } from "./ready.ts";
import { showOutput } from "./show-output.ts";

/** `alembic history`. */
export async function showHistory(ctx: Ctx, ready: Ready): Promise<void> {
  await showOutput(ctx, ready, ["history"], "Reading the history");
}
