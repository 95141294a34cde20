import { basename } from "node:path";
import type { ProjectInfo } from "../../../server/src/lsp/protocol.ts";
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
  if (ready.how.module !== null) return flaskArguments(project, xArguments, command);
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

/** `flask db upgrade heads`: options stand behind the command, and the directory is named when it is not the usual one. */
function flaskArguments(
  project: ProjectInfo,
  xArguments: readonly string[],
  command: readonly string[],
): readonly string[] {
  const usual = `${project.workingDirectory.replace(/\/$/, "")}/migrations`;
  const { scriptLocation } = project;
  return [
    "db",
    ...command,
    ...xArguments.flatMap((it) => ["-x", it]),
    ...(scriptLocation === null || scriptLocation === usual ? [] : ["--directory", scriptLocation]),
  ];
}
