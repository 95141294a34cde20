import { afterEach, describe, expect, test } from "vitest";
import { applyEdits } from "../../src/base/text-edit.ts";
import { migration } from "../service/project-fixture.ts";
import { type TestFolder, testFolder } from "./cli.ts";

const ini = "[alembic]\nscript_location = migrations\n";
const a1 = migration({
  revision: "a1",
  message: "create users",
  upgrade: 'op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))',
  downgrade: 'op.drop_table("users")',
});
const b2 = migration({
  revision: "b2",
  down: "a1",
  message: "add age",
  upgrade: 'op.add_column("users", sa.Column("age", sa.Integer(), nullable=False))',
  downgrade: 'op.drop_column("users", "age")',
});
const c3 = migration({
  revision: "c3",
  down: "b2",
  message: "drop users",
  upgrade: 'op.drop_table("users")',
  downgrade: "raise NotImplementedError",
});
const env = `from alembic import context
target_metadata = None
options = {"options": "-c lock_timeout=5s"}
context.configure(target_metadata=target_metadata)
`;
const project = {
  "alembic.ini": ini,
  "migrations/env.py": env,
  "migrations/versions/a1_users.py": a1,
  "migrations/versions/b2_age.py": b2,
  "migrations/versions/c3_drop.py": c3,
};

const folders: TestFolder[] = [];
function folder(files: Readonly<Record<string, string | Uint8Array>>): TestFolder {
  const it = testFolder(files);
  folders.push(it);
  return it;
}
afterEach(() => {
  for (const it of folders.splice(0)) it.dispose();
});

interface CheckReport {
  readonly version: number;
  readonly findings: readonly {
    readonly rule: string;
    readonly file: string;
    readonly revision: string | null;
    readonly line: number;
    readonly column: number;
    readonly fix: {
      readonly edits: readonly {
        readonly file: string;
        readonly start: number;
        readonly end: number;
        readonly text: string;
      }[];
    } | null;
  }[];
  readonly summary: Readonly<Record<string, number>>;
}

async function report(at: TestFolder, ...argv: string[]): Promise<CheckReport & { readonly code: number }> {
  const { out, code } = await at.run("check", "--format", "json", ...argv);
  return { ...(JSON.parse(out) as CheckReport), code };
}

const rulesOf = (it: CheckReport): readonly string[] => it.findings.map((one) => one.rule);

describe("check", () => {
  test("JSON has the shape of the specification", async () => {
    const result = await report(folder(project));
    expect(result.code).toBe(1);
    expect(result.version).toBe(1);
    expect(rulesOf(result)).toEqual(["add-column-not-null-without-default", "drop-table"]);
    const [finding] = result.findings;
    const line = b2.split("\n").findIndex((it) => it.includes("op.add_column"));
    expect(finding).toEqual({
      rule: "add-column-not-null-without-default",
      severity: "error",
      certain: true,
      message: expect.stringMatching(/\.$/),
      file: "migrations/versions/b2_age.py",
      revision: "b2",
      line: line + 1,
      column: 5,
      endLine: line + 1,
      endColumn: 5 + "op.add_column".length,
      help: expect.stringMatching(/\.$/),
      docs: "docs/rules/add-column-not-null-without-default.md",
      fix: {
        title: expect.any(String),
        applicability: expect.stringMatching(/^(safe|suggested|manual)$/),
        edits: [
          {
            file: "migrations/versions/b2_age.py",
            start: expect.any(Number),
            end: expect.any(Number),
            text: expect.stringContaining("server_default"),
          },
        ],
      },
    });
    expect(result.summary).toEqual({ files: 3, error: 1, warning: 1, information: 0, hint: 0, suppressed: 0 });
  });

  test("the edits of a fix apply to the file as it lies on the disk, also behind a byte order mark", async () => {
    const at = folder({ ...project, "migrations/versions/b2_age.py": `\ufeff${b2}` });
    const { findings } = await report(at);
    const edits = findings[0]?.fix?.edits ?? [];
    const fixed = applyEdits(
      `\ufeff${b2}`,
      edits.map((it) => ({ file: it.file, span: { start: it.start, end: it.end }, text: it.text })),
    );
    expect(fixed).toMatch(/sa\.Column\("age", sa\.Integer\(\), nullable=False, server_default=.*\)\)/);
  });

  test("text: place, message, source line, mark, help, fix, totals", async () => {
    const { out, err, code } = await folder(project).run("check");
    expect(code).toBe(1);
    expect(err).toBe("");
    const lines = out.split("\n");
    expect(lines[0]).toMatch(
      /^migrations\/versions\/b2_age\.py:18:5 error\[add-column-not-null-without-default\] .+\.$/,
    );
    expect(lines[1]).toBe(' 18 |     op.add_column("users", sa.Column("age", sa.Integer(), nullable=False))');
    expect(lines[2]).toBe("    |     ^^^^^^^^^^^^^");
    expect(out).toMatch(/^ {4}= fix \(suggested\): /m);
    expect(lines.at(-2)).toBe("1 error, 1 warning in 3 files.");
    expect(Math.max(...lines.slice(2).map((it) => it.length))).toBeLessThanOrEqual(100);
  });

  test("without findings it exits with 0 and says so", async () => {
    const at = folder({ "alembic.ini": ini, "migrations/env.py": env, "migrations/versions/a1_users.py": a1 });
    const { code, out } = await at.run("check");
    expect([code, out]).toEqual([0, "No findings in 1 file.\n"]);
  });

  test("--fail-on moves the threshold", async () => {
    const at = folder({ ...project, "migrations/versions/b2_age.py": b2.replace(", nullable=False", "") });
    expect((await at.run("check")).code).toBe(0);
    expect((await at.run("check", "--fail-on", "warning")).code).toBe(1);
    expect((await at.run("check", "--fail-on", "hint")).code).toBe(1);
    expect((await folder(project).run("check", "--fail-on", "never")).code).toBe(0);
  });

  test("--select and --ignore", async () => {
    const at = folder(project);
    expect(rulesOf(await report(at, "--select", "drop-table"))).toEqual(["drop-table"]);
    expect(rulesOf(await report(at, "--select", "drop-table,empty-downgrade"))).toEqual(["drop-table"]);
    expect(rulesOf(await report(at, "--ignore", "drop-table"))).toEqual(["add-column-not-null-without-default"]);
    const wrong = await at.run("check", "--select", "drop-tabel");
    expect([wrong.code, wrong.err]).toEqual([2, 'There is no rule "drop-tabel"; did you mean "drop-table".\n']);
  });

  test("--since takes what a database at that revision lacks", async () => {
    const at = folder(project);
    expect(rulesOf(await report(at, "--since", "b2"))).toEqual(["drop-table"]);
    expect((await report(at, "--since", "c3")).summary.files).toBe(0);
    const wrong = await at.run("check", "--since", "zz");
    expect([wrong.code, wrong.err]).toEqual([2, "Can't locate revision identified by 'zz'\n"]);
  });

  test("paths: a file, a versions folder, a project folder, and files without a project", async () => {
    const at = folder({
      "app/alembic.ini": ini,
      ...Object.fromEntries(Object.entries(project).map(([name, text]) => [`app/${name}`, text])),
      "loose/x.py": c3,
    });
    expect((await report(at, "app/migrations/versions/c3_drop.py")).findings.map((it) => it.file)).toEqual([
      "app/migrations/versions/c3_drop.py",
    ]);
    expect((await report(at, "app/migrations/versions")).summary.files).toBe(3);
    expect((await report(at, "app")).summary.files).toBe(3);
    expect(rulesOf(await report(at, "loose/x.py"))).toEqual(["drop-table"]);
    const outside = await at.runIn("loose", "check", "--format", "json", "../app");
    expect((JSON.parse(outside.out) as CheckReport).findings[0]?.file).toBe("../app/migrations/versions/b2_age.py");
    const missing = await at.run("check", "nothing");
    expect([missing.code, missing.err]).toEqual([2, "nothing does not exist.\n"]);
  });

  test("a path is about its own projects: what is wrong with others is not its business", async () => {
    const at = folder({
      ...Object.fromEntries(Object.entries(project).map(([name, text]) => [`app/${name}`, text])),
      "other/alembic.ini": "[alembic]\nscript_location = nowhere\n",
      "loose/x.py": c3,
    });
    for (const path of ["app", "app/migrations", "app/migrations/versions/b2_age.py", "app/alembic.ini", "loose"]) {
      const { code, err } = await at.run("check", path);
      expect([path, code, err]).toEqual([path, path.startsWith("app/alembic") || path === "loose" ? 0 : 1, ""]);
    }
    const { code, err } = await at.run("check", "other");
    expect(code).toBe(2);
    expect(err).toContain("other/alembic.ini: Path doesn't exist: nowhere.");
  });

  test("the project's own configuration counts", async () => {
    const at = folder({ ...project, "pyproject.toml": '[tool.limbeck.rules]\ndrop-table = "off"\n' });
    expect(rulesOf(await report(at))).toEqual(["add-column-not-null-without-default"]);
  });

  test("suppressed findings are counted", async () => {
    const at = folder({
      ...project,
      "migrations/versions/c3_drop.py": c3.replace(
        "    op.drop_table",
        "    # limbeck: ignore[drop-table] nobody uses it\n    op.drop_table",
      ),
    });
    const result = await report(at);
    expect(rulesOf(result)).toEqual(["add-column-not-null-without-default"]);
    expect(result.summary.suppressed).toBe(1);
  });

  test("problems of files and of the chain stand among the findings", async () => {
    const at = folder({
      ...project,
      "migrations/versions/d4.py": migration({ revision: "d4", down: "gone" }),
      "migrations/versions/x.py": new Uint8Array([0x70, 0, 1, 2]),
    });
    const result = await report(at);
    expect(rulesOf(result)).toEqual(expect.arrayContaining(["missing-parent-revision", "unreadable-file"]));
    expect(result.findings.find((it) => it.rule === "missing-parent-revision")).toMatchObject({
      docs: null,
      fix: null,
      file: "migrations/versions/d4.py",
      revision: "d4",
    });
  });
});

describe("graph", () => {
  test("JSON has the shape of the specification", async () => {
    const at = folder({
      ...project,
      "migrations/versions/d4.py": migration({ revision: "d4", down: "b2" }).replace(
        "branch_labels = None",
        'branch_labels = ("side",)',
      ),
      "migrations/versions/e5.py": migration({
        revision: "e5",
        down: ["c3", "d4"],
        date: "2026-03-04 05:06:07.891011+02:00",
      }),
    });
    const { out, code } = await at.run("graph", "--format", "json");
    expect(code).toBe(0);
    const [it] = JSON.parse(out) as {
      readonly [key: string]: unknown;
      readonly revisions: readonly Record<string, unknown>[];
    }[];
    expect(it).toMatchObject({
      config: "alembic.ini",
      section: "alembic",
      versionLocations: ["migrations/versions"],
      heads: ["e5"],
      effectiveHeads: ["e5"],
      bases: ["a1"],
      branchPoints: ["b2"],
      mergePoints: ["e5"],
      upgradeOrder: expect.arrayContaining(["a1", "b2", "c3", "d4", "e5"]),
      problems: [],
    });
    expect(Object.keys(it ?? {})).toEqual([
      "config",
      "section",
      "versionLocations",
      "revisions",
      "heads",
      "effectiveHeads",
      "bases",
      "branchPoints",
      "mergePoints",
      "history",
      "upgradeOrder",
      "problems",
    ]);
    expect(it?.revisions.at(-1)).toEqual({
      revision: "e5",
      downRevisions: ["c3", "d4"],
      dependsOn: [],
      branchLabels: [],
      message: "message of e5",
      createDate: "2026-03-04T05:06:07+02:00",
      file: "migrations/versions/e5.py",
      isHead: true,
      isBase: false,
      isBranchPoint: false,
      isMergePoint: true,
    });
    expect(it?.revisions[0]).toMatchObject({ revision: "a1", createDate: "2026-01-02T03:04:05", isBase: true });
    expect(it?.revisions[3]).toMatchObject({ revision: "d4", branchLabels: ["side"] });
  });

  test("text is that of `alembic history`", async () => {
    const { out, code } = await folder(project).run("graph");
    expect([code, out]).toEqual([0, "b2 -> c3 (head), drop users\na1 -> b2, add age\n<base> -> a1, create users\n"]);
  });

  test("a missing parent: exit code 1, the problem on standard error with its place, and in the JSON", async () => {
    const at = folder({ ...project, "migrations/versions/d4.py": migration({ revision: "d4", down: "gone" }) });
    const text = await at.run("graph");
    expect(text.code).toBe(1);
    expect(text.err).toMatch(/^migrations\/versions\/d4\.py:12:17 .*gone/);
    const [it] = JSON.parse((await at.run("graph", "--format", "json")).out) as { problems: unknown[] }[];
    expect(it?.problems).toEqual([
      {
        code: "missing-parent-revision",
        message: expect.stringContaining("gone"),
        file: "migrations/versions/d4.py",
        line: 12,
        column: 17,
      },
    ]);
  });

  test("several projects, one object each; -c and -n choose", async () => {
    const at = folder({
      "one/alembic.ini": ini,
      "one/migrations/versions/a1.py": a1,
      "two/alembic.ini": "[alembic]\nscript_location = %(here)s/main\n[billing]\nscript_location = %(here)s/billing\n",
      "two/main/versions/b2.py": b2.replace('"a1"', "None"),
      "two/billing/versions/c3.py": c3.replace('"b2"', "None"),
    });
    const heads = async (...argv: string[]) =>
      (
        JSON.parse((await at.run("graph", "--format", "json", ...argv)).out) as {
          config: string;
          section: string;
          heads: string[];
        }[]
      ).map((it) => [it.config, it.section, ...it.heads]);
    expect(await heads()).toEqual([
      ["one/alembic.ini", "alembic", "a1"],
      ["two/alembic.ini", "alembic", "b2"],
      ["two/alembic.ini", "billing", "c3"],
    ]);
    expect(await heads("-n", "billing")).toEqual([["two/alembic.ini", "billing", "c3"]]);
    expect(await heads("-c", "two/alembic.ini", "-n", "billing")).toEqual([["two/alembic.ini", "billing", "c3"]]);
  });
});

describe("rules", () => {
  test("JSON has the shape of the specification", async () => {
    const { out, code } = await folder({}).run("rules", "--format", "json");
    expect(code).toBe(0);
    const all = JSON.parse(out) as Record<string, unknown>[];
    expect(all.find((it) => it.id === "drop-table")).toEqual({
      id: "drop-table",
      group: expect.any(String),
      severity: "warning",
      recommended: true,
      fix: expect.stringMatching(/^(safe|suggested|manual|none)$/),
      dialects: expect.anything(),
      summary: expect.any(String),
      docs: "docs/rules/drop-table.md",
      peers: expect.any(Array),
    });
  });

  test("text: a table, one rule, or that there is no such rule", async () => {
    const at = folder({});
    expect((await at.run("rules")).out).toMatch(/^drop-table +warning +\S/m);
    expect((await at.run("rules", "drop-table")).out).toMatch(/^Why$/m);
    const wrong = await at.run("rules", "drop-tables");
    expect([wrong.code, wrong.err]).toEqual([2, 'There is no rule "drop-tables"; did you mean "drop-table".\n']);
  });
});

describe("use", () => {
  test.each([
    [["check", "--format", "xml"], "Allowed choices are text, json, sarif, github, markdown."],
    [["rules", "--format", "sarif"], "Allowed choices are text, json."],
    [["chekc"], "unknown command 'chekc'"],
    [["check", "--fail-on", "fatal"], "Allowed choices are error, warning"],
    [["check", "--postgres", "new"], "A major version is a number"],
    [["sql", "--alembic", "newest"], "A version is numbers with points between"],
    [["check", "-c", "nothing.ini"], "nothing.ini does not exist."],
    [["check"], "No Alembic project was found below the current folder"],
    [["graph", "-n", "other"], "No Alembic project with the section [other] was found"],
  ])("limbeck %j exits with 2 and one sentence", async (argv, sentence) => {
    const { code, out, err } = await folder({ "readme.txt": "" }).run(...argv);
    expect(err).toContain(sentence);
    expect([code, out]).toEqual([2, ""]);
  });

  test("a script location that is missing: Alembic's sentence and 2, and the other projects are still checked", async () => {
    const at = folder({ ...project, "other/alembic.ini": "[alembic]\nscript_location = nowhere\n" });
    const { code, out, err } = await at.run("check");
    expect(code).toBe(2);
    expect(err).toContain("other/alembic.ini: Path doesn't exist: nowhere.  Please use the 'init' command");
    expect(out).toContain("1 error, 1 warning in 3 files.");
  });

  test("--help and --version", async () => {
    const at = folder({});
    const help = await at.run("--help");
    expect([help.code, help.err]).toEqual([0, ""]);
    expect(help.out).toContain("Usage: limbeck");
    expect(help.out).not.toMatch(/sarif/);
    expect((await at.run("check", "--help")).out).toContain("--fail-on");
    expect((await at.run("--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
