import { MissingPiece } from "./missing-piece.ts";
import { runProcess } from "./run-process.ts";

const candidates: readonly (readonly [string, ...string[]])[] =
  process.platform === "win32" ? [["py", "-3"], ["python"], ["python3"]] : [["python3"], ["python"]];

/** The path of a Python 3.10 or newer that can make virtual environments. Throws MissingPiece when there is none. */
export async function findPython(): Promise<string> {
  let seen = "";
  for (const [executable, ...args] of candidates) {
    const { code, stdout } = await runProcess(executable, [
      ...args,
      "-c",
      "import sys, json; print(json.dumps([sys.executable, sys.version_info[:2]]))",
    ]);
    if (code !== 0) continue;
    const [path, [major, minor]] = JSON.parse(stdout) as [string, [number, number]];
    if (major === 3 && minor >= 10) return path;
    seen = ` (found only ${major}.${minor})`;
  }
  throw new MissingPiece(
    `Python 3.10 or newer was not found on the PATH${seen}: install it from https://www.python.org.`,
  );
}
