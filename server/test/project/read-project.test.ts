import { describe, expect, test } from "vitest";
import type { ProjectConfig } from "../../src/project/project-config.ts";
import { type ReadProjectOptions, readProject } from "../../src/project/read-project.ts";

function ini(text: string, more: Partial<ReadProjectOptions> = {}): ProjectConfig {
  return readProject({ configFile: "/repo/alembic.ini", text, workingDirectory: "/repo", ...more });
}

function toml(text: string, more: Partial<ReadProjectOptions> = {}): ProjectConfig {
  return ini(text, { configFile: "/repo/backend/pyproject.toml", ...more });
}

const codes = (project: ProjectConfig): string[] => project.problems.map((it) => it.code);

describe("an ini", () => {
  test("defaults", () => {
    expect(ini("[alembic]\nscript_location = migrations\n")).toMatchObject({
      kind: "alembic",
      section: "alembic",
      scriptLocation: "/repo/migrations",
      envFile: "/repo/migrations/env.py",
      versionLocations: ["/repo/migrations/versions"],
      fileTemplate: "%(rev)s_%(slug)s",
      truncateSlugLength: 40,
      databaseUrl: null,
      recursiveVersionLocations: false,
      problems: [],
    });
  });

  test("here is the directory of the ini, everything else starts in the working directory", () => {
    const text =
      "[alembic]\nscript_location = %(here)s/mig\nversion_locations = %(here)s/a:b\nversion_path_separator = :\n";
    expect(ini(text, { configFile: "/repo/conf/alembic.ini" })).toMatchObject({
      scriptLocation: "/repo/conf/mig",
      versionLocations: ["/repo/conf/a", "/repo/b"],
    });
  });

  test("[DEFAULT], interpolation, -n section", () => {
    const text =
      "[DEFAULT]\nroot = db\nsqlalchemy.url = postgresql://u:p%%40x@h/d\n[tenants]\nscript_location = %(root)s/tenants\n";
    expect(ini(text, { section: "tenants" })).toMatchObject({
      section: "tenants",
      scriptLocation: "/repo/db/tenants",
      databaseUrl: "postgresql://u:p%40x@h/d",
    });
  });

  test("a bad value is a problem of its own, the rest is read", () => {
    const project = ini("[alembic]\nscript_location = m\nsqlalchemy.url = postgresql://u:50%@h/d\n");
    expect(project.scriptLocation).toBe("/repo/m");
    expect(project.databaseUrl).toBeNull();
    expect(project.problems).toMatchObject([
      {
        code: "ini-interpolation",
        message:
          "sqlalchemy.url cannot be read: a percent sign that is not doubled, or %(a key that does not exist)s. A literal % is written %%",
        file: "/repo/alembic.ini",
        span: { start: 47, end: 69 },
      },
    ]);
  });

  test("no script_location", () => {
    const project = ini("[alembic]\nx = 1\n", { fileExists: () => false });
    expect(project.scriptLocation).toBeNull();
    expect(project.problems.map((it) => it.message)).toEqual(["No 'script_location' key found in configuration."]);
  });

  test("Flask-Migrate: the ini lies beside env.py", () => {
    const project = ini("[alembic]\n# A generic, single database configuration.\n", {
      configFile: "/repo/migrations/alembic.ini",
      fileExists: (path) => path === "/repo/migrations/env.py",
    });
    expect(project).toMatchObject({
      kind: "flask-migrate",
      scriptLocation: "/repo/migrations",
      versionLocations: ["/repo/migrations/versions"],
      problems: [],
    });
  });

  test("a missing directory is said in Alembic's words, with the place that was looked at", () => {
    const project = ini("[alembic]\nscript_location = mig\n", { directoryExists: () => false });
    expect(project.problems[0]?.message).toBe(
      "Path doesn't exist: mig.  Please use the 'init' command to create a new scripts folder. It is looked for at /repo/mig, because relative paths start where Alembic runs (/repo).",
    );
  });

  test("package resources are looked for where Python would", () => {
    const text = "[alembic]\nscript_location = app.db:migrations\nprepend_sys_path = src lib\n";
    const exists = (path: string): boolean => path === "/repo/lib/app/db/migrations";
    expect(ini(text, { directoryExists: exists }).scriptLocation).toBe("/repo/lib/app/db/migrations");
    expect(ini(text).scriptLocation).toBe("/repo/src/app/db/migrations");
    expect(ini(text).prependSysPath).toEqual(["/repo/src", "/repo/lib"]);
  });

  test("booleans are exactly true; a length that is no number is reported", () => {
    const text = (flag: string): string => `[alembic]\nscript_location = m\nrecursive_version_locations = ${flag}\n`;
    expect(ini(text("true")).recursiveVersionLocations).toBe(true);
    expect(ini(text("True")).recursiveVersionLocations).toBe(false);
    expect(ini(text("1")).recursiveVersionLocations).toBe(false);
    expect(codes(ini("[alembic]\nscript_location = m\ntruncate_slug_length = ten\n"))).toEqual(["not-a-number"]);
  });

  test("multidb", () => {
    const text =
      "[alembic]\nscript_location = m\ndatabases = one, two\n[one]\nsqlalchemy.url = postgresql://h/1\n[two]\nx = 1\n";
    expect(ini(text).databases).toEqual([
      { name: "one", url: "postgresql://h/1" },
      { name: "two", url: null },
    ]);
  });
});

describe("version_locations", () => {
  const locations = (lines: string, more: Partial<ReadProjectOptions> = {}): ProjectConfig =>
    ini(`[alembic]\nscript_location = m\nversion_locations = ${lines}\n`, more);

  test.each([
    ["a b,  c", ["/repo/a", "/repo/b", "/repo/c"]],
    ["a, b\npath_separator = space", ["/repo/a,", "/repo/b"]],
    ["a:b\npath_separator = os", ["/repo/a", "/repo/b"]],
    ["a;b\npath_separator = ;", ["/repo/a", "/repo/b"]],
    ["\n  a\n  b\npath_separator = newline", ["/repo/a", "/repo/b"]],
    ["a;b c\nversion_path_separator = :\npath_separator = ;", ["/repo/a", "/repo/b c"]],
    ["a : b:\nversion_path_separator = :", ["/repo/a", "/repo/b"]],
  ])("%j", (text, expected) => {
    const project = locations(text);
    expect(project.versionLocations).toEqual(expected);
    expect(project.problems).toEqual([]);
  });

  test("the comment that older templates wrote behind the separator is part of it", () => {
    const project = locations("a:b\nversion_path_separator = os  # Use os.pathsep.");
    expect(project.problems[0]?.message).toBe(
      "'os  # Use os.pathsep.' is not a valid value for version_path_separator; expected 'space', 'newline', 'os', ':', ';'. The comment on that line is part of the value: an ini has no inline comments. Move it to its own line.",
    );
    expect(project.versionLocations).toEqual([]);
  });

  test("by version and platform", () => {
    const text = "a;b\npath_separator = os";
    expect(locations(text, { platform: "windows" }).versionLocations).toEqual(["/repo/a", "/repo/b"]);
    expect(locations("a b\npath_separator = ;", { alembic: "1.15.2" }).versionLocations).toEqual([
      "/repo/a",
      "/repo/b",
    ]);
    expect(locations("a b\nversion_path_separator = ;", { alembic: "1.6.5" }).versionLocations).toEqual([
      "/repo/a",
      "/repo/b",
    ]);
  });
});

describe("pyproject.toml", () => {
  test("here, lists, booleans; the section is tool.alembic", () => {
    const text = `[tool.alembic]
script_location = "%(here)s/alembic"
version_locations = ["%(here)s/one", "two"]
prepend_sys_path = ["."]
recursive_version_locations = true
file_template = "%%(year)d_%%(rev)s"
`;
    expect(toml(text)).toMatchObject({
      section: "tool.alembic",
      scriptLocation: "/repo/backend/alembic",
      versionLocations: ["/repo/backend/one", "/repo/two"],
      prependSysPath: ["/repo"],
      recursiveVersionLocations: true,
      fileTemplate: "%(year)d_%(rev)s",
      problems: [],
    });
  });

  test("what Alembic refuses is reported", () => {
    expect(toml('[tool.alembic]\nscript_location = "m"\nsourceless = "true"\n').problems[0]?.message).toBe(
      "boolean value expected for TOML parameter 'sourceless'",
    );
    expect(codes(toml('[tool.alembic]\nscript_location = "%(rev)s"\n'))).toEqual(["toml-format", "no-script-location"]);
    expect(toml("[tool.alembic\n").problems[0]).toMatchObject({
      code: "toml-syntax",
      file: "/repo/backend/pyproject.toml",
    });
  });

  test("an ini comes first, the pyproject.toml of the working directory fills in", () => {
    const project = ini("[alembic]\nsqlalchemy.url = postgresql://h/d\n", {
      fileExists: () => false,
      pyproject: { file: "/repo/pyproject.toml", text: '[tool.alembic]\nscript_location = "%(here)s/db"\n' },
    });
    expect(project).toMatchObject({ scriptLocation: "/repo/db", databaseUrl: "postgresql://h/d", problems: [] });
  });
});
