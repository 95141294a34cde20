import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { MissingPiece } from "./missing-piece.ts";

/**
 * How to run npm without a shell: executable and first arguments. `npm run` says where npm's own program is; otherwise it
 * is looked for beside the folders of the PATH (on Windows `npm` is a batch file, which cannot be spawned directly).
 */
export function npmCommand(): readonly [string, ...string[]] {
  const told = process.env.npm_execpath;
  if (told?.endsWith("npm-cli.js") === true && existsSync(told)) return [process.execPath, told];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const root of [folder, join(dirname(folder), "lib")]) {
      const script = join(root, "node_modules", "npm", "bin", "npm-cli.js");
      if (existsSync(script)) return [process.execPath, script];
    }
  }
  throw new MissingPiece("npm was not found: install Node.js with npm from https://nodejs.org.");
}
