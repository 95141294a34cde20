import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { discoverProjects } from "../../src/project/discover-projects.ts";
import { directoryOf } from "../../src/project/paths.ts";
import type { ProjectConfig } from "../../src/project/project-config.ts";

/** A workspace from texts: every path is a file, the folders above it exist. */
function discover(
  files: Readonly<Record<string, string>>,
  workingDirectory: string | null = null,
): readonly ProjectConfig[] {
  const folders = new Set<string>();
  for (const path of Object.keys(files))
    for (let at = directoryOf(path); at !== "/"; at = directoryOf(at)) folders.add(at);
  return discoverProjects({
    files: Object.entries(files).map(([path, text]) => ({ path, text })),
    roots: ["/repo"],
    workingDirectory: () => workingDirectory,
    directoryExists: (path) => folders.has(path),
    fileExists: (path) => Object.hasOwn(files, path),
  });
}
const brief = (projects: readonly ProjectConfig[]): string[] =>
  projects.map((it) => `${it.kind} ${it.configFile}#${it.section} -> ${it.scriptLocation} in ${it.workingDirectory}`);

const env = "from alembic import context\ncontext.configure(connection=c)\n";
const flaskEnv = `from flask import current_app\n${env}`;
const plain = "[alembic]\nscript_location = migrations\n";

describe("discoverProjects", () => {
  test("an ini at the root", () => {
    const files = { "/repo/alembic.ini": plain, "/repo/migrations/env.py": env, "/repo/tox.ini": "[tox]\n" };
    expect(brief(discover(files))).toEqual(["alembic /repo/alembic.ini#alembic -> /repo/migrations in /repo"]);
  });

  test("an ini in a subfolder whose paths start at the root", () => {
    const files = {
      "/repo/conf/alembic.ini": "[alembic]\nscript_location = app/migrations\n",
      "/repo/app/migrations/env.py": env,
    };
    expect(brief(discover(files))).toEqual(["alembic /repo/conf/alembic.ini#alembic -> /repo/app/migrations in /repo"]);
  });

  test("the setting decides where relative paths start", () => {
    const files = { "/repo/alembic.ini": plain, "/repo/migrations/env.py": env, "/repo/sub/migrations/env.py": env };
    expect(brief(discover(files, "/repo/sub"))[0]).toBe(
      "alembic /repo/alembic.ini#alembic -> /repo/sub/migrations in /repo/sub",
    );
  });

  test("several sections, shared values in [DEFAULT]", () => {
    const files = {
      "/repo/alembic.ini":
        "[DEFAULT]\nprepend_sys_path = .\n[alembic]\nscript_location = a\n[tenants]\nscript_location = b\n[loggers]\nkeys = root\n",
      "/repo/a/env.py": env,
      "/repo/b/env.py": env,
    };
    expect(brief(discover(files))).toEqual([
      "alembic /repo/alembic.ini#alembic -> /repo/a in /repo",
      "alembic /repo/alembic.ini#tenants -> /repo/b in /repo",
    ]);
  });

  test("pyproject.toml alone, and completing an ini", () => {
    const toml = '[tool.alembic]\nscript_location = "%(here)s/db"\n';
    expect(brief(discover({ "/repo/pyproject.toml": toml, "/repo/db/env.py": env }))).toEqual([
      "alembic /repo/pyproject.toml#tool.alembic -> /repo/db in /repo",
    ]);
    const both = {
      "/repo/pyproject.toml": toml,
      "/repo/alembic.ini": "[alembic]\nsqlalchemy.url = x\n",
      "/repo/db/env.py": env,
    };
    expect(brief(discover(both))).toEqual(["alembic /repo/alembic.ini#alembic -> /repo/db in /repo"]);
  });

  test("Flask-Migrate with and without its ini", () => {
    const ini = { "/repo/migrations/alembic.ini": "[alembic]\n# generic\n", "/repo/migrations/env.py": flaskEnv };
    expect(brief(discover(ini))).toEqual([
      "flask-migrate /repo/migrations/alembic.ini#alembic -> /repo/migrations in /repo",
    ]);
    const bare = { "/repo/migrations/env.py": flaskEnv, "/repo/migrations/script.py.mako": "" };
    expect(brief(discover(bare))).toEqual([
      "flask-migrate /repo/migrations/env.py#alembic -> /repo/migrations in /repo",
    ]);
  });

  test("a script location whose Config is built in code", () => {
    const files = { "/repo/app/migrations/env.py": env, "/repo/app/migrations/versions/a.py": "" };
    expect(brief(discover(files))).toEqual([
      "env.py only /repo/app/migrations/env.py#alembic -> /repo/app/migrations in /repo/app",
    ]);
    const packaged = { ...files, "/repo/app/__init__.py": "" };
    expect(discover(packaged)[0]?.workingDirectory).toBe("/repo");
    expect(discover({ "/repo/app/env.py": "import os\n", "/repo/app/versions/a.py": "" })).toEqual([]);
  });

  test("an alembic.ini that says nothing is reported, not hidden", () => {
    const [project] = discover({ "/repo/alembic.ini": "[alembic]\n" });
    expect(project?.problems.map((it) => it.code)).toEqual(["no-script-location"]);
  });
});

test("every sample project is found once, without problems", () => {
  const root = fileURLToPath(new URL("../../../test-fixtures/projects", import.meta.url)).replaceAll("\\", "/");
  const paths = globSync(`${root}/**/*`).map((it) => it.replaceAll("\\", "/"));
  const known = new Set(paths);
  const projects = discoverProjects({
    files: paths
      .filter((it) => /\.ini$|\/pyproject\.toml$|\/env\.py$/.test(it))
      .map((path) => ({ path, text: readFileSync(path, "utf8") })),
    roots: [root],
    directoryExists: (path) => known.has(path),
    fileExists: (path) => known.has(path),
  });
  const folders = projects.map((it) => it.workingDirectory.slice(root.length + 1));
  expect(folders).toContain("shop");
  expect(new Set(folders).size).toBe(folders.length);
  expect(projects.flatMap((it) => it.problems)).toEqual([]);
});
