import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../environment/cache-folder.ts";

const source = fileURLToPath(new URL("../../test-fixtures/projects/shop", import.meta.url));

export interface SampleOptions {
  /** The interpreter with Alembic. */
  readonly python: string;
  /** `postgresql://…` of the sample's database. */
  readonly url: string;
  /** Where the copy goes; without one it goes to the cache folder. */
  readonly folder?: string;
}

/**
 * A fresh copy of the sample project outside the checkout, so that trying things out in it changes nothing here, with the
 * settings that name its interpreter and its database. Answers the folder.
 */
export function copySampleProject(options: SampleOptions): string {
  const folder = options.folder ?? join(cacheFolder("sample"), "shop");
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  cpSync(source, folder, { recursive: true, filter: (path) => basename(path) !== "__pycache__" });
  // As many teams do it: the address of the database is in an env file, which is not committed.
  writeFileSync(join(folder, ".env"), `DATABASE_URL=${sqlalchemyUrl(options.url)}\n`);
  writeFileSync(join(folder, ".gitignore"), ".env\n__pycache__/\n");
  mkdirSync(join(folder, ".vscode"), { recursive: true });
  const settings = {
    "limbeck.interpreter": options.python,
    "limbeck.environments": [{ name: "development", envFile: ".env", variable: "DATABASE_URL" }],
  };
  writeFileSync(join(folder, ".vscode", "settings.json"), `${JSON.stringify(settings, null, 2)}\n`);
  return folder;
}

/** A libpq URL as SQLAlchemy wants it, with the driver named. */
export function sqlalchemyUrl(url: string): string {
  return url.replace(/^postgresql:/, "postgresql+psycopg2:");
}
