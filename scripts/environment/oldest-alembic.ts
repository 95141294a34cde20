import { existsSync } from "node:fs";
import { installWithApt } from "./install-with-apt.ts";
import { runProcess } from "./run-process.ts";

const python = "/usr/bin/python3";

/**
 * The interpreter of Debian's own Python with Debian's Alembic (1.8.1 with SQLAlchemy 1.4 on Debian 12), the oldest pair
 * that is supported; undefined where it is neither installed nor installable.
 */
export async function oldestAlembic(): Promise<string | undefined> {
  if (process.platform !== "linux" || !existsSync(python)) return undefined;
  if (await works()) return python;
  await installWithApt(["alembic", "python3-psycopg2"]);
  return (await works()) ? python : undefined;
}

async function works(): Promise<boolean> {
  return (await runProcess(python, ["-c", "import alembic, psycopg2"])).code === 0;
}
