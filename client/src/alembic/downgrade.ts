import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import type { Ctx } from "../ctx.ts";
import { describeDatabaseUrl } from "../database/database-url.ts";
import { describeIdentity } from "../database/server-identity.ts";
import { confirmChange } from "./confirm-change.ts";
import { migrate } from "./migrate.ts";
import type { CommandArgument, Ready } from "./ready.ts";

export interface Downgrade {
  /** As Alembic takes it: an id, `base`, `-1`, `a1b2@-1`. */
  readonly expression: string;
  /** For people: "the base", "a1b2 (create users)". */
  readonly title: string;
  /** What will be undone, newest first; null when the database could not be read before. */
  readonly undone: readonly RevisionInfo[] | null;
}

const listed = 12;

/** Asks, naming the environment and every revision that will be undone; the runner then refuses to undo any other. */
export async function downgrade(ctx: Ctx, ready: Ready, argument: CommandArgument, to: Downgrade): Promise<void> {
  const { name } = ready.environment.environment;
  if (to.undone?.length === 0) {
    ctx.ui.say({ level: "information", text: `Nothing to undo: ${name} has nothing after ${to.title}.` });
    return;
  }
  const count = to.undone?.length ?? null;
  const what = count === null ? "Downgrade" : `Undo ${count} ${count === 1 ? "revision" : "revisions"}`;
  const going = await confirmChange(ctx, ready, argument, {
    message: `${what} on ${name}, down to ${to.title}?`,
    detail: `${listing(to.undone)}Database: ${where(ready)}. What a downgrade drops is gone.`,
    yes: "Downgrade",
    takesAway: "yes",
  });
  if (!going) return;
  await migrate(ctx, ready, {
    command: ["downgrade", to.expression],
    title: `Downgrading ${name} to ${to.title}`,
    agreed: to.undone?.map((it) => it.revision) ?? null,
  });
}

function listing(undone: readonly RevisionInfo[] | null): string {
  if (undone === null) return "";
  const lines = undone.slice(0, listed).map((it) => `${it.revision}  ${it.message}`);
  if (undone.length > listed) lines.push(`and ${undone.length - listed} more`);
  return `${lines.join("\n")}\n\n`;
}

function where(ready: Ready): string {
  if (ready.facts !== null) return describeIdentity(ready.facts.identity);
  return ready.environment.url === null ? "the one that env.py names" : describeDatabaseUrl(ready.environment.url);
}
