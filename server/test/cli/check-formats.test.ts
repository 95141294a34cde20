import { execFileSync } from "node:child_process";
import { afterEach, describe, expect, test } from "vitest";
import { type TestFolder, testFolder } from "./cli.ts";

const folders: TestFolder[] = [];
afterEach(() => {
  for (const it of folders.splice(0)) it.dispose();
});

const revision = (id: string, down: string | null, body: string): string => `"""A revision.

Revision ID: ${id}
Revises: ${down ?? ""}

"""

import sqlalchemy as sa
from alembic import op

revision = "${id}"
down_revision = ${down === null ? "None" : `"${down}"`}


def upgrade():
${body}


def downgrade():
    raise NotImplementedError
`;

function project(): TestFolder {
  const folder = testFolder({
    "alembic.ini": "[alembic]\nscript_location = m\n",
    "m/env.py": "from alembic import context\n",
    "m/versions/a1_start.py": revision("a1", null, '    op.drop_table("carts")'),
    "m/versions/b2, 100%.py": revision("b2", "a1", '    op.get_bind().execute("SELECT `a`\\nFROM b")  # é😀'),
  });
  folders.push(folder);
  return folder;
}

test("GitHub's workflow commands, escaped", async () => {
  const { out } = await project().run("check", "--format", "github", "--select", "drop-table,raw-string-on-connection");
  expect(out.split("\n")).toEqual([
    "::warning file=m/versions/a1_start.py,line=16,endLine=16,col=5,endColumn=18,title=drop-table::Drops the table carts with all its rows.%0AA downgrade brings back an empty table at best, and code that still uses it fails at once. Deploy code without it first, then drop it in a later revision, after a backup.",
    "::error file=m/versions/b2%2C 100%25.py,line=16,endLine=16,col=5,endColumn=26,title=raw-string-on-connection::Passes a plain string to op.get_bind().execute.%0ASQLAlchemy 2.0 and newer refuse it with an exception. Write `sa.text(…)` around it.",
    "",
  ]);
});

test("Markdown for a pull request", async () => {
  const { out } = await project().run(
    "check",
    "--format",
    "markdown",
    "--select",
    "drop-table,raw-string-on-connection",
  );
  expect(out).toContain("## Limbeck: 1 error, 1 warning in 2 files\n");
  expect(out).toContain(
    "### `m/versions/a1_start.py` (a1)\n\n- **warning** line 16, `drop-table`: Drops the table carts",
  );
  expect(out).toContain('`` op.get_bind().execute("SELECT `a`\\nFROM b")  # é😀 ``');
});

describe("SARIF", () => {
  interface Log {
    readonly version: string;
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
      readonly columnKind: string;
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly message: { readonly text: string };
        readonly locations: readonly {
          readonly physicalLocation: {
            readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
            readonly region: Readonly<Record<string, number>>;
          };
        }[];
        readonly partialFingerprints: Readonly<Record<string, string>>;
        readonly fixes?: readonly object[];
      }[];
    }[];
  }

  test("what the standard demands is there, and every reference leads somewhere", async () => {
    const { out } = await project().run("check", "--format", "sarif");
    const log = JSON.parse(out) as Log;
    const [run, ...others] = log.runs;
    expect([log.version, others.length, run?.tool.driver.name, run?.columnKind]).toEqual([
      "2.1.0",
      0,
      "limbeck",
      "utf16CodeUnits",
    ]);
    const ids = run?.tool.driver.rules.map((it) => it.id) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
    expect(run?.results.length).toBe(2);
    const prints = new Set<string>();
    for (const it of run?.results ?? []) {
      expect(ids[it.ruleIndex]).toBe(it.ruleId);
      expect(["error", "warning", "note", "none"]).toContain(it.level);
      expect(it.message.text).not.toBe("");
      const place = it.locations[0]?.physicalLocation;
      expect(decodeURIComponent(place?.artifactLocation.uri ?? "")).toMatch(/^m\/versions\/.+\.py$/);
      expect(() => new URL(place?.artifactLocation.uri ?? "", "file:///")).not.toThrow();
      const { startLine = 0, startColumn = 0, endLine = 0, endColumn = 0 } = place?.region ?? {};
      expect(Math.min(startLine, startColumn, endLine, endColumn)).toBeGreaterThanOrEqual(1);
      expect(endLine > startLine || (endLine === startLine && endColumn >= startColumn)).toBe(true);
      for (const print of Object.values(it.partialFingerprints)) prints.add(print);
    }
    expect(prints.size).toBe(run?.results.length);
    expect(run?.results.find((it) => it.ruleId === "raw-string-on-connection")?.fixes).toHaveLength(1);
  });

  test("fingerprints stay when lines are added above", async () => {
    const folder = project();
    const prints = async (): Promise<unknown> =>
      (
        JSON.parse((await folder.run("check", "--format", "sarif", "--select", "drop-table")).out) as Log
      ).runs[0]?.results.map((it) => it.partialFingerprints);
    const before = await prints();
    folder.write("m/versions/a1_start.py", `# A comment.\n\n${revision("a1", null, '    op.drop_table("carts")')}`);
    expect(await prints()).toEqual(before);
  });
});

describe("--base", () => {
  const git = (folder: TestFolder, ...args: string[]): void => {
    execFileSync("git", ["-C", folder.path, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      stdio: "ignore",
      env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
    });
  };
  const files = async (folder: TestFolder, base: string): Promise<unknown> => {
    const { out } = await folder.run("check", "--format", "json", "--base", base, "--select", "drop-table");
    return (JSON.parse(out) as { findings: { file: string }[] }).findings.map((it) => it.file);
  };

  test("only revisions that the branch does not have, also when a file was renamed", async () => {
    const folder = project();
    git(folder, "init", "-q", "-b", "main");
    git(folder, "add", ".");
    git(folder, "commit", "-q", "-m", "first");
    git(folder, "mv", "m/versions/a1_start.py", "m/versions/a1_renamed.py");
    folder.write("m/versions/c3.py", revision("c3", "b2", '    op.drop_table("orders")'));
    expect(await files(folder, "main")).toEqual(["m/versions/c3.py"]);
    git(folder, "add", ".");
    git(folder, "commit", "-q", "-m", "second");
    expect(await files(folder, "main")).toEqual([]);
    expect(await files(folder, "main~1")).toEqual(["m/versions/c3.py"]);
  });

  test("what is no commit, and what is no repository, is said", async () => {
    const folder = project();
    const outside = await folder.run("check", "--base", "main");
    expect([outside.code, outside.err]).toEqual([2, expect.stringContaining("--base needs a git repository")]);
    git(folder, "init", "-q", "-b", "main");
    const unknown = await folder.run("check", "--base", "--upload-pack=x");
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("git knows no commit --upload-pack=x")]);
  });
});
