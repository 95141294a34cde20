import { basename } from "node:path";
import type { Ready } from "./ready.ts";

/**
 * The command line for Alembic: global options first, then the command. The configuration file is named only when it is not what
 * Alembic would find by itself, so that the line reads as a person would type it. A team's own command gets the command alone:
 * it carries its options itself.
 */
export function alembicArguments(
  ready: Pick<Ready, "how" | "project" | "environment">,
  command: readonly string[],
): readonly string[] {
  if (ready.how.kind === "command") return command;
  const { project, environment } = ready;
  const { section, xArguments } = environment.environment;
  const name = section ?? project.section;
  const file = project.configFile;
  const found = basename(file.replaceAll("\\", "/"));
  const usual =
    file === `${project.workingDirectory.replace(/\/$/, "")}/${found}` &&
    (found === "alembic.ini" || found === "pyproject.toml");
  return [
    ...(usual ? [] : ["-c", file]),
    ...(name === "alembic" || found === "pyproject.toml" ? [] : ["-n", name]),
    ...xArguments.flatMap((it) => ["-x", it]),
    ...command,
  ];
}
