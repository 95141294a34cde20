import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runProgram } from "../run-program.ts";
import type { Interpreter, InterpreterPlace, InterpreterProvider } from "./interpreter.ts";
import { directoriesUpTo, interpreterIn } from "./virtual-environment-provider.ts";

/** A poetry project keeps its environment in a cache directory that only poetry knows: `poetry env info -p` prints it. */
export const poetryProvider: InterpreterProvider = {
  async find(place: InterpreterPlace): Promise<readonly Interpreter[]> {
    for (const directory of directoriesUpTo(place.workingDirectory, place.folder)) {
      if (!(await isPoetryProject(directory))) continue;
      const answer = await runProgram({
        executable: "poetry",
        arguments: ["env", "info", "--path", "--no-interaction", "--no-ansi"],
        workingDirectory: directory,
        milliseconds: 15_000,
      });
      if (answer.kind !== "ended" || answer.code !== 0) return [];
      const path = await interpreterIn(answer.stdout.trim());
      return path === null ? [] : [{ path, from: "poetry's environment of this project" }];
    }
    return [];
  },
};

async function isPoetryProject(directory: string): Promise<boolean> {
  try {
    return /^\[tool\.poetry\b/m.test(await readFile(join(directory, "pyproject.toml"), "utf8"));
  } catch {
    return false;
  }
}
