import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import { revisionItem } from "../alembic/pick-revision.ts";
import { type CommandArgument, chooseProject } from "../alembic/ready.ts";
import type { Ctx } from "../ctx.ts";
import { allRevisions } from "../server-link.ts";

/** The whole schema after a revision, as SQL, with what is not certain of it. */
export async function showSchemaAtRevision(ctx: Ctx, argument: CommandArgument): Promise<void> {
  const chosen = await chooseRevision(ctx, argument, "Show Schema at Revision");
  if (chosen === null) return;
  const { project, revision } = chosen;
  const schema = await ctx.server.schema({ project, revision });
  if (schema !== null) await ctx.ui.openSql(`schema at ${revision}`, schema.after);
}

/** The schema before and after a revision, beside each other. */
export async function showRevisionChanges(ctx: Ctx, argument: CommandArgument): Promise<void> {
  const chosen = await chooseRevision(ctx, argument, "Show What a Revision Changes");
  if (chosen === null) return;
  const { project, revision } = chosen;
  const schema = await ctx.server.schema({ project, revision });
  if (schema === null) return;
  if (schema.before === schema.after) {
    ctx.ui.say({ level: "information", text: `${revision} changes nothing of the schema, as far as it is known.` });
    return;
  }
  await ctx.ui.diffSql({
    title: `What ${revision} changes`,
    left: { title: `schema before ${revision}`, text: schema.before },
    right: { title: `schema after ${revision}`, text: schema.after },
  });
}

/** The revision that is named, that of the migration in the editor, or the one that the person picks. */
async function chooseRevision(
  ctx: Ctx,
  argument: CommandArgument,
  title: string,
): Promise<{ readonly project: string; readonly revision: string } | null> {
  const project = await chooseProject(ctx, argument);
  if (project === null) return null;
  if (argument.revision !== undefined) return { project: project.id, revision: argument.revision };
  const revisions = await allRevisions(ctx.server, project.id);
  const active = argument.uri ?? ctx.activeUri();
  const own = active === null ? undefined : revisions.find((it) => sameUri(it, active));
  if (own !== undefined) return { project: project.id, revision: own.revision };
  const items = revisions.map((it) => ({ ...revisionItem(it), value: it.revision }));
  const revision = await ctx.ui.pick({ title, placeholder: "Which revision?", items });
  return revision === undefined ? null : { project: project.id, revision };
}

/** Servers and editors encode different characters of a URI. */
function sameUri({ uri }: RevisionInfo, other: string): boolean {
  return decodeURIComponent(uri) === decodeURIComponent(other);
}
