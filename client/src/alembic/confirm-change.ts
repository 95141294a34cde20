import type { Ctx } from "../ctx.ts";
import type { CommandArgument, Ready } from "./ready.ts";

/**
 * The last question before a database is changed. A protected environment wants its name typed, for every change; a question that
 * takes something away is always asked; the rest runs.
 */
export async function confirmChange(
  ctx: Ctx,
  ready: Ready,
  argument: CommandArgument,
  question: {
    readonly message: string;
    readonly detail: string;
    readonly yes: string;
    readonly takesAway: "yes" | "no";
  },
): Promise<boolean> {
  const { name, protected: guarded } = ready.environment.environment;
  if (guarded) {
    const typed = await ctx.ui.input({
      title: question.message,
      prompt: `${question.detail} "${name}" is protected: type its name to go on.`,
      validate: (text) => (text === name ? null : `Type ${name} to go on, or press Escape.`),
    });
    return typed === name;
  }
  if (question.takesAway === "no" || argument.confirmed === true) return true;
  return ctx.ui.confirm(question);
}
