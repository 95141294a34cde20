import type { ProjectInfo } from "../../../server/src/lsp/protocol.ts";
import type { Ctx } from "../ctx.ts";
import { describeDatabaseUrl } from "../database/database-url.ts";
import type { DatabaseFacts } from "../database/facts.ts";
import {
  type EnvironmentProblem,
  passwordSecretKey,
  type ResolvedEnvironment,
  urlSecretKey,
} from "../database/resolve-environment.ts";
import type { AlembicRun } from "./run-alembic.ts";

/** What a command may be given: by a tree node, a code lens, another extension or a test. */
export interface CommandArgument {
  /** Id of a project. */
  readonly project?: string;
  readonly revision?: string;
  /** For a command about several revisions. */
  readonly revisions?: readonly string[];
  readonly environment?: string;
  readonly direction?: "upgrade" | "downgrade";
  /** The file whose menu or title bar the command was called from. */
  readonly uri?: string;
  /** The caller has asked the person already. */
  readonly confirmed?: true;
}

export type Need = "trust" | "project" | "environment" | "python" | "database";

/** Everything that a command which runs Alembic needs, found and checked. */
export interface Ready {
  readonly project: ProjectInfo;
  readonly environment: ResolvedEnvironment;
  readonly how: AlembicRun["how"];
  /** Null when "database" was not asked for, or when only env.py knows the URL. */
  readonly facts: DatabaseFacts | null;
}

/**
 * Finds what `needs` names, in its order. The first thing that is missing is said in a sentence with a button that mends it; then null comes back.
 */
export async function makeReady(ctx: Ctx, needs: readonly Need[], argument: CommandArgument): Promise<Ready | null> {
  if (needs.includes("trust") && !ctx.trusted()) {
    ctx.ui.say({
      level: "warning",
      text: "This workspace is not trusted, so Limbeck runs no Python and connects to no database in it. Reading and linting go on.",
      buttons: [{ title: "Manage Workspace Trust", run: () => ctx.ui.execute("workbench.trust.manage") }],
    });
    return null;
  }
  const project = await chooseProject(ctx, argument);
  if (project === null) return null;
  const environment = await readyEnvironment(ctx, project);
  if (environment === null) return null;
  const how = await readyInterpreter(ctx, project);
  if (how === null) return null;
  if (!needs.includes("database") || environment.target === null) return { project, environment, how, facts: null };
  await ctx.ui.busy("asking the database", () => ctx.database.refresh(project));
  const state = ctx.database.state(project.id);
  if (state.kind === "known" || state.kind === "ask alembic") return { project, environment, how, facts: state.facts };
  if (state.kind === "failed") sayDatabaseFailure(ctx, project, environment, state.failure);
  else if (state.kind === "no url") sayNoUrl(ctx, project, state.problem);
  else sayEnvironmentChanged(ctx, environment);
  return null;
}

/** The project that is named, the only one, that of the active editor, or the one that the person picks. */
export async function chooseProject(ctx: Ctx, argument: CommandArgument): Promise<ProjectInfo | null> {
  const projects = ctx.projects();
  const named = projects.find((it) => it.id === argument.project);
  if (named !== undefined) return named;
  if (projects.length === 0) {
    ctx.ui.say({
      level: "warning",
      text: "No Alembic project was found here: no alembic.ini, and no [tool.alembic] in a pyproject.toml. Open the folder that has one.",
      buttons: [{ title: "Open Folder…", run: () => ctx.ui.execute("vscode.openFolder") }],
    });
    return null;
  }
  const only = projects.length === 1 ? projects[0] : ctx.activeProject();
  if (only != null) return only;
  const items = projects.map((it) => ({ label: it.name, description: it.configFile, value: it }));
  return (await ctx.ui.pick({ title: "Alembic project", placeholder: "Which project?", items })) ?? null;
}

async function readyEnvironment(ctx: Ctx, project: ProjectInfo): Promise<ResolvedEnvironment | null> {
  const resolved = await ctx.environments.resolve(project);
  if (resolved.ok) {
    ctx.log.hide(resolved.value.secrets);
    return resolved.value;
  }
  sayNoUrl(ctx, project, resolved.problem);
  return null;
}

function sayNoUrl(ctx: Ctx, project: ProjectInfo, problem: EnvironmentProblem): void {
  const environment = ctx.environments.active(project);
  const select = {
    title: "Select Environment…",
    run: () => ctx.ui.execute("limbeck.selectEnvironment", { project: project.id }),
  };
  const store = { title: "Enter URL…", run: () => enterUrl(ctx, project) };
  const settings = {
    title: "Open Settings",
    run: () => ctx.ui.execute("workbench.action.openSettings", "limbeck.environments"),
  };
  ctx.ui.say({
    level: "error",
    text: problem.message,
    buttons: problem.kind === "secret missing" ? [store, select] : [select, settings],
  });
  ctx.log.warn(`${environment.name}: ${problem.message}`);
}

/** The environment or the trust was changed while the database was asked. */
function sayEnvironmentChanged(ctx: Ctx, { environment }: ResolvedEnvironment): void {
  ctx.ui.say({
    level: "warning",
    text: `The environment changed while the database of ${environment.name} was asked. Nothing was run; give the command again.`,
  });
}

async function readyInterpreter(ctx: Ctx, project: ProjectInfo): Promise<AlembicRun["how"] | null> {
  const { command } = ctx.settings();
  const found = await ctx.ui.busy("looking for the interpreter", () => ctx.interpreter(project));
  if (command.length > 0) {
    return {
      kind: "command",
      command,
      interpreter: found.ok ? found.interpreter.path : (found.interpreter?.path ?? null),
    };
  }
  if (found.ok) {
    // The env.py of Flask-Migrate needs the application, which `flask db` makes.
    const module = project.kind === "flask-migrate" ? "flask" : null;
    return { kind: "runner", interpreter: found.interpreter.path, runner: ctx.runner, module };
  }
  ctx.ui.say({
    level: "error",
    text: found.message,
    buttons: [{ title: "Select Interpreter", run: () => ctx.selectInterpreter() }],
  });
  ctx.log.warn(found.message);
  return null;
}

function sayDatabaseFailure(
  ctx: Ctx,
  project: ProjectInfo,
  environment: ResolvedEnvironment,
  failure: { readonly reason: string; readonly message: string },
): void {
  const { name } = environment.environment;
  const select = {
    title: "Select Environment…",
    run: () => ctx.ui.execute("limbeck.selectEnvironment", { project: project.id }),
  };
  const password = { title: "Enter Password…", run: () => enterPassword(ctx, project) };
  const retry = { title: "Try Again", run: () => ctx.database.refresh(project) };
  ctx.ui.say({
    level: "error",
    text: `${name}: ${failure.message} Nothing was run.`,
    buttons: failure.reason === "password needed" ? [password, select] : [retry, select],
  });
  ctx.log.warn(`${name}: ${failure.message}`);
}

/** Asks for the password of the active environment and keeps it in the secret storage. */
export async function enterPassword(ctx: Ctx, project: ProjectInfo): Promise<void> {
  const environment = ctx.environments.active(project);
  const resolved = await ctx.environments.resolve(project);
  const url = resolved.ok ? resolved.value.url : null;
  const prompt = `Password for ${url === null ? environment.name : describeDatabaseUrl(url)}. It is kept in VS Code's secret storage.`;
  const password = await ctx.ui.input({ title: environment.name, prompt, secret: "secret" });
  if (password === undefined || password === "") return;
  await ctx.secrets.store(passwordSecretKey(environment, ctx.place(project)), password);
  await ctx.database.refresh(project);
}

/** Asks for the URL of an environment that keeps it in the secret storage. */
export async function enterUrl(ctx: Ctx, project: ProjectInfo): Promise<void> {
  const environment = ctx.environments.active(project);
  const prompt = `SQLAlchemy URL of "${environment.name}", such as postgresql+psycopg2://user:password@host:5432/database. It is kept in VS Code's secret storage.`;
  const url = await ctx.ui.input({ title: environment.name, prompt, secret: "secret" });
  if (url === undefined || url === "") return;
  await ctx.secrets.store(urlSecretKey(environment), url.trim());
  await ctx.database.refresh(project);
}
