import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PostgresServer } from "../../../scripts/environment/postgres.ts";
import { runProcess } from "../../../scripts/environment/run-process.ts";
import { copyProject, sqlalchemyUrl } from "../../../scripts/sample/copy-project.ts";
import { type ProjectDatabase, projectDatabase } from "../../../scripts/sample/project-database.ts";

/** One run of VS Code: a project, where its database stands when the window opens, and which tests look at it. */
export interface Suite {
  readonly name: string;
  /** "inside" runs in the extension host, "ui" uses the window. */
  readonly kind: "inside" | "ui";
  /** Folder below test-fixtures/projects. */
  readonly project: string;
  /** What `alembic upgrade` gets before; nothing is applied without it. */
  readonly revision?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly userSettings?: Readonly<Record<string, unknown>>;
  readonly prepare?: (folder: string) => void;
}

export interface PreparedWorkspace {
  readonly folder: string;
  readonly database: ProjectDatabase;
  readonly python: string;
  /** What the suites inside the extension host read. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Two revisions before the head of the sample. */
const sampleStart = "c25a8e3f7d61";

export const suites: readonly Suite[] = [
  { name: "sample", kind: "inside", project: "shop", revision: sampleStart },
  { name: "failing", kind: "inside", project: "failing", revision: "c3000000000c" },
  { name: "broken", kind: "inside", project: "broken-syntax", prepare: addLargeFile },
  { name: "graphs", kind: "inside", project: "missing-parent" },
  { name: "no-project", kind: "inside", project: "no-alembic" },
  {
    name: "sample-light",
    kind: "ui",
    project: "shop",
    revision: sampleStart,
    userSettings: theme("Default Light Modern"),
  },
  {
    name: "sample-dark",
    kind: "ui",
    project: "shop",
    revision: sampleStart,
    userSettings: theme("Default Dark Modern"),
  },
  {
    name: "failing-ui",
    kind: "ui",
    project: "failing",
    revision: "c3000000000c",
    userSettings: theme("Default Light Modern"),
  },
  {
    name: "untrusted-ui",
    kind: "ui",
    project: "shop",
    revision: sampleStart,
    userSettings: { "security.workspace.trust.enabled": true },
  },
  { name: "connections-ui", kind: "ui", project: "shop", revision: sampleStart },
  { name: "no-project-ui", kind: "ui", project: "no-alembic" },
];

function theme(name: string): Readonly<Record<string, unknown>> {
  return { "workbench.colorTheme": name };
}

/** A valid Python file of 5 MB beside the migrations, as data that somebody put there. */
function addLargeFile(folder: string): void {
  const rows = Array.from({ length: 100_000 }, (_, index) => `    ("row ${index}", "some text that is long enough"),`);
  writeFileSync(join(folder, "migrations", "versions", "large_data.py"), `ROWS = [\n${rows.join("\n")}\n]\n`);
}

export interface PrepareOptions {
  readonly folder: string;
  readonly server: PostgresServer;
  readonly python: string;
}

export async function prepareWorkspace(suite: Suite, options: PrepareOptions): Promise<PreparedWorkspace> {
  const database = await projectDatabase(options.server, suite.project.replaceAll("-", "_"));
  const folder = join(options.folder, "workspace", suite.project);
  const { python } = options;
  copyProject({ project: suite.project, folder, python, url: database.url, settings: suite.settings });
  if (suite.project === "no-alembic") rmSync(join(folder, ".env"));
  suite.prepare?.(folder);
  if (suite.revision !== undefined) {
    const { code, stdout, stderr } = await runProcess(python, ["-m", "alembic", "upgrade", suite.revision], {
      cwd: folder,
      env: { ...process.env, DATABASE_URL: sqlalchemyUrl(database.url), PYTHONDONTWRITEBYTECODE: "1" },
    });
    if (code !== 0) throw new Error(`alembic upgrade ${suite.revision} failed:\n${stdout}${stderr}`);
  }
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  const environment = {
    LIMBECK_E2E_SUITE: suite.name,
    LIMBECK_E2E_URL: database.url,
    LIMBECK_E2E_PYTHON: python,
    LIMBECK_E2E_PORT: String(options.server.port),
    PYTHONDONTWRITEBYTECODE: "1",
  };
  return { folder, database, python, environment };
}
