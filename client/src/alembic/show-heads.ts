import type { Ctx } from "../ctx.ts";
import type { Ready } from "./ready.ts";
import { showOutput } from "./show-output.ts";

/** `alembic heads`. */
export async function showHeads(ctx: Ctx, ready: Ready): Promise<void> {
  await showOutput(ctx, ready, ["heads"], "Reading the heads");
}
