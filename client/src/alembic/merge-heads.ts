import { fileURLToPath } from "node:url";
import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";
import { logEvent } from "./log-event.ts";
import { runReady } from "./migrate.ts";
import type { CommandArgument, Ready } from "./ready.ts";
import { failurePlace, failureSentence } from "./run-report.ts";

/** How often, and how many milliseconds apart, the language server is asked for the new file, which it sees a moment later. */
const attempts = 50;
const pause = 100;

/** `alembic merge` over all heads, or over those that are named: Alembic itself writes the file, with the project's own template. Then it is opened. */
export async function mergeHeads(ctx: Ctx, ready: Ready, argument: CommandArgument): Promise<void> {
  const { project } = ready;
  const heads = argument.revisions ?? project.heads;
  if (heads.length < 2) {
    const only = heads.length === 0 ? "no revision" : `one head, ${heads[0]}`;
    ctx.ui.say({ level: "information", text: `There is nothing to merge: the chain has ${only}.` });
    return;
  }
  const before = new Set((await allRevisions(ctx.server, project.id)).map((it) => it.revision));
  const message = heads.length === 2 ? `merge ${heads.join(" and ")}` : `merge ${heads.length} heads`;
  const result = await ctx.ui.progress("Merging the heads", (_, cancel) =>
    runReady(ctx, ready, ["merge", "-m", message, ...heads], {
      onEvent: (event) => logEvent(ctx.log, event),
      cancel,
      agreed: null,
    }),
  );
  if (result.cancelled) return;
  const output = { title: "Show Output", run: ctx.ui.showLog };
  if (result.exitCode !== 0) {
    const place = failurePlace(result.report);
    const why = result.notStarted ?? failureSentence(result.report, ready.environment.environment.name, "");
    const open = place === null ? [] : [{ title: "Open", run: () => ctx.ui.open(place.file, place.line) }];
    ctx.ui.say({ level: "error", text: `The heads were not merged: ${why}`, buttons: [...open, output] });
    return;
  }
  const made = await newRevision(ctx, project.id, before, heads);
  if (made === null) {
    ctx.ui.say({ level: "information", text: "Alembic wrote a revision that merges the heads.", buttons: [output] });
    return;
  }
  await ctx.ui.open(fileURLToPath(made.uri), made.line + 1);
  ctx.ui.say({ level: "information", text: `${made.revision} merges ${heads.join(", ")}.` });
}

/** The revision that has come since, with these parents; null when the language server has not seen it in time. */
async function newRevision(
  ctx: Ctx,
  project: string,
  before: ReadonlySet<string>,
  parents: readonly string[],
): Promise<{ readonly revision: string; readonly uri: string; readonly line: number } | null> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const found = (await allRevisions(ctx.server, project)).find(
      (it) => !before.has(it.revision) && parents.every((parent) => it.downRevisions.includes(parent)),
    );
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return null;
}
