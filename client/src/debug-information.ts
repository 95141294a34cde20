import { arch, platform, release } from "node:os";
import type { Ctx } from "./ctx.ts";
import { describeDatabaseUrl } from "./database/database-url.ts";

/** What a bug report needs: versions, projects, what was found and what was not. No password, no URL with one. */
export async function debugInformation(
  ctx: Ctx,
  versions: { readonly limbeck: string; readonly vscode: string; readonly server: string },
): Promise<string> {
  const lines = [
    `Limbeck ${versions.limbeck}, VS Code ${versions.vscode}, Node ${process.versions.node}, ${platform()} ${release()} ${arch()}`,
    `Language server: ${versions.server}`,
    `Statistics: ${JSON.stringify(await ctx.server.statistics())}`,
    `Workspace trusted: ${ctx.trusted()}`,
  ];
  for (const project of ctx.projects()) {
    const environment = ctx.environments.active(project);
    const resolved = await ctx.environments.resolve(project);
    const url = resolved.ok && resolved.value.url !== null ? describeDatabaseUrl(resolved.value.url) : "not known";
    const state = ctx.database.state(project.id);
    const interpreter = ctx.trusted() ? await ctx.interpreter(project) : null;
    lines.push(
      "",
      `Project ${project.name} (${project.kind}): ${project.configFile}, section ${project.section}`,
      `  directory ${project.workingDirectory}, versions ${project.versionLocations.join(", ")}`,
      `  ${project.revisionCount} revisions, heads ${project.heads.join(", ")}, version table ${project.versionTableSchema ?? ""}.${project.versionTable}`,
      ...project.problems.map((it) => `  problem: ${it}`),
      `  interpreter: ${interpreter === null ? "not asked" : interpreter.ok ? `${interpreter.interpreter.path} (${interpreter.interpreter.from}), Alembic ${interpreter.probe.alembic}, SQLAlchemy ${interpreter.probe.sqlalchemy}, Python ${interpreter.probe.python}, ${interpreter.probe.drivers.join(" ")}` : interpreter.message}`,
      `  environment: ${environment.name}, ${environment.source.kind}, ${url}`,
      `  database: ${state.kind === "known" ? `rows ${state.rows.join(", ")}; PostgreSQL ${state.facts?.identity.version ?? "not asked"}` : state.kind === "failed" ? state.failure.message : state.kind}`,
    );
  }
  const last = ctx.runs.last();
  if (last !== null) lines.push("", `Last run: ${last.kind}: ${last.message}`);
  return ctx.log.clean(lines.join("\n"));
}
