import { basename } from "node:path";
import type { Ctx } from "../ctx.ts";
import { runReady } from "./migrate.ts";
import type { Ready } from "./ready.ts";
import { failurePlace, failureSentence } from "./run-report.ts";
import { sayDifference } from "./say-difference.ts";

/** Asks the real Alembic for the SQL of a range (`--sql`: it connects to nothing) and opens it as a read-only document. */
export async function previewSql(
  ctx: Ctx,
  ready: Ready,
  direction: "upgrade" | "downgrade",
  range: string,
): Promise<void> {
  const result = await ctx.ui.progress(`SQL of ${direction} ${range}`, (_, cancel) =>
    runReady(ctx, ready, [direction, "--sql", range], { onEvent: () => undefined, cancel, agreed: null }),
  );
  if (result.cancelled) return;
  if (result.exitCode === 0) {
    await ctx.ui.openSql(`${direction} ${range}`, result.report.output);
    await sayDifference(ctx, ready.project, { direction, range, script: result.report.output });
    return;
  }
  const place = failurePlace(result.report);
  const at = place === null ? "" : ` (${basename(place.file.replaceAll("\\", "/"))}:${place.line})`;
  const why = result.notStarted ?? failureSentence(result.report, ready.environment.environment.name, "");
  ctx.ui.say({
    level: "error",
    text: `Alembic could not print the SQL${at}: ${why}`,
    buttons: [
      ...(place === null ? [] : [{ title: "Open", run: () => ctx.ui.open(place.file, place.line) }]),
      { title: "Show Output", run: ctx.ui.showLog },
    ],
  });
}
