import type { Ctx } from "../ctx.ts";
import type { Environment } from "../database/environments.ts";
import { type CommandArgument, chooseProject, enterPassword, enterUrl } from "./ready.ts";

type Choice =
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "password" | "url" | "settings" };

/** Chooses the database that commands use; the choice is kept for this workspace. */
export async function selectEnvironment(ctx: Ctx, argument: CommandArgument): Promise<void> {
  const project = await chooseProject(ctx, argument);
  if (project === null) return;
  const active = ctx.environments.active(project);
  const environments = ctx.environments.of(project);
  const items = [
    ...environments.map((it) => ({
      label: it.name,
      description: [
        describeSource(it),
        ...(it.protected ? ["protected"] : []),
        ...(it.name === active.name ? ["active"] : []),
      ].join(" · "),
      value: { kind: "environment", name: it.name } satisfies Choice,
    })),
    active.source.kind === "secret"
      ? { label: `Enter the URL of "${active.name}"…`, value: { kind: "url" } satisfies Choice }
      : { label: `Enter the password of "${active.name}"…`, value: { kind: "password" } satisfies Choice },
    {
      label: "Edit environments…",
      description: "the setting limbeck.environments",
      value: { kind: "settings" } satisfies Choice,
    },
  ];
  const named = environments.find((it) => it.name === argument.environment);
  const choice: Choice | undefined =
    named !== undefined
      ? { kind: "environment", name: named.name }
      : await ctx.ui.pick<Choice>({ title: `Environment of ${project.name}`, placeholder: "Which database?", items });
  switch (choice?.kind) {
    case undefined:
      return;
    case "environment":
      await ctx.environments.choose(project, choice.name);
      ctx.database.forget(project.id);
      return ctx.database.refresh(project);
    case "password":
      return enterPassword(ctx, project);
    case "url":
      return enterUrl(ctx, project);
    case "settings":
      return ctx.ui.execute("workbench.action.openSettings", "limbeck.environments");
    default:
      return choice satisfies never;
  }
}

export function describeSource(environment: Environment): string {
  const { source } = environment;
  switch (source.kind) {
    case "configuration file":
      return "from the project's configuration";
    case "setting":
      return "from the settings";
    case "variable":
      return source.envFile === null
        ? `from the variable ${source.variable}`
        : `from ${source.variable} in ${source.envFile}`;
    case "secret":
      return "from the secret storage";
    default:
      return source satisfies never;
  }
}
