import { access } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import type { Interpreter, InterpreterPlace, InterpreterProvider } from "./interpreter.ts";

/** `.venv` (uv, poetry with in-project environments, most people) and `venv`, from the project's directory up to the workspace folder. */
export const virtualEnvironmentProvider: InterpreterProvider = {
  async find(place: InterpreterPlace): Promise<readonly Interpreter[]> {
    const found: Interpreter[] = [];
    for (const directory of directoriesUpTo(place.workingDirectory, place.folder)) {
      for (const name of [".venv", "venv", "env"]) {
        const path = await interpreterIn(join(directory, name));
        if (path !== null)
          found.push({ path, from: `the virtual environment ${describe(join(directory, name), place.folder)}` });
      }
    }
    return found;
  },
};

/** The interpreter of a virtual environment's directory, in the layout of POSIX or of Windows, or null. */
export async function interpreterIn(directory: string): Promise<string | null> {
  for (const path of [join(directory, "bin", "python"), join(directory, "Scripts", "python.exe")]) {
    if (await exists(path)) return path;
  }
  return null;
}

/** `start` and its parents, up to and including `end`; only `start` when it lies outside of `end`. */
export function directoriesUpTo(start: string, end: string): readonly string[] {
  const inside = relative(end, start);
  if (inside.startsWith("..")) return [start];
  const found = [start];
  for (let it = start; relative(end, it) !== "" && dirname(it) !== it; ) {
    it = dirname(it);
    found.push(it);
  }
  return found;
}

function describe(directory: string, folder: string): string {
  const inside = relative(folder, directory);
  return inside.startsWith("..") || inside === "" ? basename(directory) : inside;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
