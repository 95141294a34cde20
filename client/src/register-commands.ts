import * as vscode from "vscode";
import type { CommandArgument } from "./alembic/ready.ts";
import { commands } from "./commands.ts";
import type { Ctx } from "./ctx.ts";
import type { Scope } from "./scope.ts";

/** Registers the whole table. A command may come from the palette (no argument), a tree (a node) or a caller (an argument). */
export function registerCommands(ctx: Ctx, scope: Scope): void {
  for (const { id, title, run } of commands) {
    scope.add(
      vscode.commands.registerCommand(id, async (given?: unknown) => {
        try {
          await run(ctx, argumentOf(given));
        } catch (problem) {
          ctx.log.error(ctx.log.clean(problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)));
          ctx.ui.say({
            level: "error",
            text: `"${title}" failed unexpectedly. The output says more; please report it.`,
            buttons: [{ title: "Show Output", run: ctx.ui.showLog }],
          });
        }
      }),
    );
  }
}

function argumentOf(given: unknown): CommandArgument {
  if (given instanceof vscode.Uri) return { uri: given.toString() };
  if (typeof given !== "object" || given === null) return {};
  const inner = "argument" in given ? given.argument : given;
  if (typeof inner !== "object" || inner === null) return {};
  const text = (name: string): string | undefined => {
    const value = (inner as Readonly<Record<string, unknown>>)[name];
    return typeof value === "string" ? value : undefined;
  };
  const confirmed = (inner as Readonly<Record<string, unknown>>).confirmed === true ? { confirmed: true as const } : {};
  const direction = text("direction");
  const { revisions } = inner as { readonly revisions?: unknown };
  return {
    project: text("project"),
    revision: text("revision"),
    environment: text("environment"),
    ...(direction === "upgrade" || direction === "downgrade" ? { direction } : {}),
    ...(Array.isArray(revisions) ? { revisions: revisions.filter((it) => typeof it === "string") } : {}),
    ...confirmed,
  };
}
