import type { Ctx } from "../ctx.ts";
import { confirmChange } from "./confirm-change.ts";
import { migrate } from "./migrate.ts";
import type { CommandArgument, Ready } from "./ready.ts";
import type { Target } from "./typed-target.ts";

/** Upgrades to a target expression of Alembic (`heads`, an id, `+1`). When it was shown what that runs, nothing else runs. */
export async function upgrade(ctx: Ctx, ready: Ready, argument: CommandArgument, target: Target): Promise<void> {
  const { name } = ready.environment.environment;
  const going = await confirmChange(ctx, ready, argument, {
    message: `Upgrade ${name} to ${target.title}?`,
    detail: "",
    yes: "Upgrade",
    takesAway: "no",
  });
  if (!going) return;
  await migrate(ctx, ready, {
    command: ["upgrade", target.expression],
    title: `Upgrading ${name} to ${target.title}`,
    agreed: target.runs,
  });
}
