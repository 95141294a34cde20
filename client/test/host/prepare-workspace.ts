import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  /** Of the database, as its env file has it. */
  readonly sqlalchemyUrl: string;
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
  { name: "chain", kind: "inside", project: "two-heads" },
  { name: "no-project", kind: "inside", project: "no-alembic" },
  { name: "preview", kind: "inside", project: "shop", revision: sampleStart },
  {
    name: "preview-light",
    kind: "ui",
    project: "shop",
    revision: sampleStart,
    userSettings: theme("Default Light Modern"),
  },
  {
    name: "preview-dark",
    kind: "ui",
    project: "shop",
    revision: sampleStart,
    userSettings: theme("Default Dark Modern"),
  },
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
  { name: "targets-ui", kind: "ui", project: "shop", revision: sampleStart, prepare: labelHead },
  { name: "two-heads-ui", kind: "ui", project: "two-heads", revision: "a1000000000a", prepare: writePythonTemplate },
];

function theme(name: string): Readonly<Record<string, unknown>> {
  return { "workbench.colorTheme": name };
}

/** Gives the head of the sample a branch label. */
function labelHead(folder: string): void {
  const file = join(folder, "migrations", "versions", "e4c1f05d8b72_drop_coupons.py");
  writeFileSync(file, readFileSync(file, "utf8").replace(/branch_labels(.*)= None/, 'branch_labels$1= ("tidying",)'));
}

/** A template with Python in it, which only Mako can fill in. */
function writePythonTemplate(folder: string): void {
  const file = join(folder, "migrations", "script.py.mako");
  const count = "<% count = 1 if isinstance(down_revision, str) else len(down_revision or ()) %>";
  writeFileSync(file, `${count}# parents: \${count}\n${readFileSync(file, "utf8")}`);
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
  return { folder, database, sqlalchemyUrl: sqlalchemyUrl(database.url), python, environment };
}
