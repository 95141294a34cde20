import { createHash } from "node:crypto";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";
import { findPython } from "./find-python.ts";
import { installWithApt } from "./install-with-apt.ts";
import { MissingPiece } from "./missing-piece.ts";
import { runProcess } from "./run-process.ts";

/** What the sample project and the tests need: Alembic with every PostgreSQL driver that people use with it. */
// greenlet is what SQLAlchemy 2.1 runs its asyncio drivers on; it does not bring it by itself.
const newest = ["alembic>=1.16", "psycopg2-binary", "psycopg[binary]", "asyncpg", "pg8000", "greenlet"];

/** `sqlalchemy 2.0`: the newest Alembic with the last SQLAlchemy 2.0. */
export type VenvContent = "newest" | "sqlalchemy 2.0";

const contents: Readonly<Record<VenvContent, readonly string[]>> = {
  newest,
  "sqlalchemy 2.0": [...newest, "sqlalchemy>=2.0,<2.1"],
};

/** The interpreter of a virtual environment. */
export function venvPython(folder: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/**
 * A virtual environment with the newest Alembic (and the newest SQLAlchemy, unless another is asked for), made once and kept in the cache folder; the path of its interpreter.
 * Throws MissingPiece when Python is missing or the packages cannot be installed.
 */
export async function ensureVenv(content: VenvContent = "newest"): Promise<string> {
  const packages = contents[content];
  const python = await findPython();
  const key = createHash("sha256")
    .update([python, ...packages].join("\n"))
    .digest("hex")
    .slice(0, 12);
  const folder = join(cacheFolder("venv"), key);
  // Written last: an environment whose making was interrupted does not count.
  const stamp = join(folder, "limbeck-complete");
  if (existsSync(stamp) && existsSync(venvPython(folder))) return venvPython(folder);

  rmSync(folder, { recursive: true, force: true });
  await makeVenv(python, folder);
  // Two attempts are enough: pip's five multiply by every package where one of several indexes cannot be reached.
  const { code, stderr } = await runProcess(venvPython(folder), [
    ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "30"],
    ...packages,
  ]);
  if (code !== 0) {
    const reason = stderr.split(/\r?\n/).findLast((line) => line.startsWith("ERROR")) ?? "see pip's output";
    throw new MissingPiece(
      `Alembic could not be installed into ${folder} (${reason}): make sure that pip can reach its package index.`,
    );
  }
  writeFileSync(stamp, `${packages.join("\n")}\n`);
  return venvPython(folder);
}

async function makeVenv(python: string, folder: string): Promise<void> {
  const make = () => runProcess(python, ["-m", "venv", folder]);
  if ((await make()).code === 0) return;
  // Debian keeps the module that installs pip into a virtual environment in a package of its own.
  await installWithApt(["python3-venv"]);
  rmSync(folder, { recursive: true, force: true });
  if ((await make()).code === 0) return;
  throw new MissingPiece(
    `Python's venv module does not work with ${python}: install it (on Debian and Ubuntu: apt-get install python3-venv).`,
  );
}
