import { execFileSync } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { type TestFolder, testFolder } from "./cli.ts";

const folders: TestFolder[] = [];
afterEach(() => {
  for (const it of folders.splice(0)) it.dispose();
});

const env = `from alembic import context

with engine.connect() as connection:
    context.configure(connection=connection)
    context.run_migrations()
`;

function project(files: Readonly<Record<string, string>> = {}): TestFolder {
  const folder = testFolder({
    "alembic.ini": "[alembic]\nscript_location = m\nsqlalchemy.url = postgresql://shop:Ue8-tz41@db.example.com/shop\n",
    "requirements.txt": "sqlalchemy==2.0.40\n",
    "m/env.py": env,
    "m/versions/a1.py": 'revision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    pass\n',
    ...files,
  });
  folders.push(folder);
  return folder;
}

test("text names the place in env.py and in the ini, and the exit code counts them", async () => {
  const { out, code } = await project().run("check");
  expect(out).toContain("m/env.py:5:5 error[env-no-begin-transaction]");
  expect(out).toContain("alembic.ini:3:36 information[ini-url-with-password]");
  expect(out).toContain("1 error, 1 information in 3 files.");
  expect(code).toBe(1);
  expect(out).not.toContain("env.py:3");
});

test("JSON, SARIF, GitHub and Markdown have them, too", async () => {
  const folder = project();
  const json = JSON.parse((await folder.run("check", "--format", "json")).out);
  expect(json.findings.find((it: { rule: string }) => it.rule === "env-no-begin-transaction")).toMatchObject({
    file: "m/env.py",
    revision: null,
    line: 5,
    docs: expect.stringContaining("env-no-begin-transaction.md"),
    fix: { applicability: "suggested", edits: [{ file: "m/env.py", start: env.indexOf("context.run") }] },
  });
  expect(json.summary).toMatchObject({ files: 3, error: 1, information: 1 });
  const sarif = JSON.parse((await folder.run("check", "--format", "sarif")).out);
  const uris = sarif.runs[0].results.map(
    (it: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
      it.locations[0]?.physicalLocation.artifactLocation.uri,
  );
  expect(uris.sort()).toEqual(["alembic.ini", "m/env.py"]);
  expect((await folder.run("check", "--format", "github")).out).toContain("::error file=m/env.py,line=5,endLine=5");
  expect((await folder.run("check", "--format", "markdown")).out).toContain("### `m/env.py`");
});

test("paths, --since and --base select", async () => {
  const folder = project();
  expect((await folder.run("check", "m/versions")).out).toContain("No findings in 1 file.");
  expect((await folder.run("check", "m")).out).toContain("1 error in 2 files.");
  // What a database has says nothing of env.py.
  expect((await folder.run("check", "--since", "a1")).out).toContain("m/env.py:5:5");

  const git = (...args: string[]): unknown =>
    execFileSync("git", ["-C", folder.path, "-c", "user.name=a", "-c", "user.email=a@b", ...args], { stdio: "pipe" });
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-q", "-m", "start");
  expect((await folder.run("check", "--base", "main")).out).toContain("No findings in 0 files.");
  folder.write("m/env.py", `${env}\n`);
  expect((await folder.run("check", "--base", "main")).out).toContain("1 error in 1 file.");
});

test("comments keep them away, and are counted", async () => {
  const folder = project({
    "m/env.py": env.replace(
      "context.run",
      "# limbeck: ignore[env-no-begin-transaction] the pool commits\n    context.run",
    ),
  });
  const { out, code } = await folder.run("check");
  expect(out).toContain("1 information in 3 files (1 suppressed).");
  expect(code).toBe(0);
});
