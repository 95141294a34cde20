import * as vscode from "vscode";
import { type Environment, readEnvironments } from "./database/environments.ts";

/** The settings that the client itself uses; those of the engine go to the language server as they are. */
export interface Settings {
  readonly interpreter: string;
  readonly command: readonly string[];
  readonly environments: readonly Environment[];
  readonly environmentProblems: readonly string[];
}

/** Reads them anew each time: a setting may change at any moment, and in an untrusted workspace VS Code leaves out its values. */
export function readSettings(): Settings {
  const given = vscode.workspace.getConfiguration("limbeck");
  const { environments, problems } = readEnvironments(given.get("environments"));
  const command = given.get<unknown>("command");
  return {
    interpreter: given.get<string>("interpreter", "").trim(),
    command: Array.isArray(command) ? command.filter((it) => typeof it === "string") : [],
    environments,
    environmentProblems: problems,
  };
}
