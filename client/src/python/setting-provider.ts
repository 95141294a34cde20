import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Interpreter, InterpreterPlace } from "./interpreter.ts";
import { interpreterIn } from "./virtual-environment-provider.ts";

/**
 * The interpreter that `limbeck.interpreter` names: an executable or the directory of a virtual environment, absolute or relative
 * to the workspace folder, with `${workspaceFolder}`, `${env:NAME}` and `~`. A bare name is looked up on the PATH.
 */
export async function interpreterOfSetting(
  setting: string,
  place: InterpreterPlace,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<Interpreter> {
  const from = "the setting limbeck.interpreter";
  const text = setting
    .trim()
    .replace(/\$\{workspaceFolder\}/g, () => place.folder)
    .replace(/\$\{env:([^}]+)\}/g, (_, name: string) => variables[name] ?? "")
    .replace(/^~(?=[\\/]|$)/, homedir());
  if (!/[\\/]/.test(text)) return { path: text, from };
  const path = isAbsolute(text) ? text : join(place.folder, text);
  if (await isDirectory(path)) return { path: (await interpreterIn(path)) ?? path, from };
  return { path, from };
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
