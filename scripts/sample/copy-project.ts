import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const projects = fileURLToPath(new URL("../../test-fixtures/projects", import.meta.url));

export interface CopyOptions {
  /** Folder below test-fixtures/projects. */
  readonly project: string;
  /** Where the copy goes; what is there is deleted. */
  readonly folder: string;
  /** The interpreter with Alembic. */
  readonly python: string;
  /** `postgresql://…` of its database. */
  readonly url: string;
  /** Settings of the workspace beside those two. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/**
 * A fresh copy of a project outside the checkout, so that trying things out in it changes nothing here, with the settings
 * that name its interpreter and its database.
 */
export function copyProject(options: CopyOptions): void {
  const { folder } = options;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const source = join(projects, options.project);
  cpSync(source, folder, { recursive: true, filter: (path) => basename(path) !== "__pycache__" });
  // As many teams do it: the address of the database is in an env file, which is not committed.
  writeFileSync(join(folder, ".env"), `DATABASE_URL=${sqlalchemyUrl(options.url)}\n`);
  writeFileSync(join(folder, ".gitignore"), ".env\n__pycache__/\n");
  mkdirSync(join(folder, ".vscode"), { recursive: true });
  const settings = {
    "limbeck.interpreter": options.python,
    "limbeck.environments": [{ name: "development", envFile: ".env", variable: "DATABASE_URL" }],
    "files.exclude": { "**/__pycache__": true },
    ...options.settings,
  };
  writeFileSync(join(folder, ".vscode", "settings.json"), `${JSON.stringify(settings, null, 2)}\n`);
}

/** A libpq URL as SQLAlchemy wants it, with the driver named. */
export function sqlalchemyUrl(url: string): string {
  return url.replace(/^postgresql:/, "postgresql+psycopg2:");
}
