import type { Ctx } from "../ctx.ts";
import { logEvent } from "./log-event.ts";
import { runReady } from "./migrate.ts";
import type { Ready } from "./ready.ts";
import type { RunResult } from "./run-alembic.ts";
import { failureSentence } from "./run-report.ts";

/** Runs a command of Alembic that only asks, and shows what it prints in the output channel. Null when it failed, which is said. */
export async function showOutput(
  ctx: Ctx,
  ready: Ready,
  command: readonly string[],
  title: string,
): Promise<RunResult | null> {
  const result = await ctx.ui.progress(title, (_, cancel) =>
    runReady(ctx, ready, command, {
      onEvent: (event) => {
        // Of a question, the answer is of interest; the statements behind it are not.
        if (event.event === "output" || event.event === "failure") logEvent(ctx.log, event);
      },
      cancel,
      agreed: null,
    }),
  );
  ctx.ui.showLog();
  if (result.exitCode === 0) return result;
  if (result.cancelled) return null;
  const why = result.notStarted ?? failureSentence(result.report, ready.environment.environment.name, "");
  ctx.ui.say({ level: "error", text: why, buttons: [{ title: "Show Output", run: ctx.ui.showLog }] });
  return null;
}
