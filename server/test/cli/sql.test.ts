import { afterEach, describe, expect, test } from "vitest";
import { newestVersions } from "../../src/service/newest-versions.ts";
import { type TestFolder, testFolder } from "./cli.ts";

const env = `from alembic import context
target_metadata = None
def run_migrations_offline():
    context.configure(url="postgresql://", target_metadata=target_metadata, literal_binds=True, dialect_opts={"paramstyle": "named"})
    with context.begin_transaction():
        context.run_migrations()
def run_migrations_online():
    context.configure(connection=None, target_metadata=target_metadata)
`;

function migration(id: string, down: string | null, upgrade: string, downgrade = "pass"): string {
  return `from alembic import op\nimport sqlalchemy as sa\nrevision = "${id}"\ndown_revision = ${down === null ? "None" : `"${down}"`}\n\ndef upgrade():\n    ${upgrade}\n\ndef downgrade():\n    ${downgrade}\n`;
}

const project = {
  "alembic.ini": "[alembic]\nscript_location = migrations\n",
  "migrations/env.py": env,
  "migrations/versions/a1_first.py": migration(
    "a1",
    null,
    'op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))',
    'op.drop_table("t")',
  ),
  "migrations/versions/b2_second.py": migration("b2", "a1", 'op.add_column("t", sa.Column("n", unknown()))'),
};

const first = `BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE t (
    id SERIAL NOT NULL, 
    PRIMARY KEY (id)
);

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

`;

const folders: TestFolder[] = [];
function folder(files: Readonly<Record<string, string>>): TestFolder {
  const it = testFolder(files);
  folders.push(it);
  return it;
}
afterEach(() => {
  for (const it of folders.splice(0)) it.dispose();
});

describe("sql", () => {
  test("prints the script of a range as Alembic does", async () => {
    expect(await folder(project).run("sql", "a1", "--strict")).toEqual({ code: 0, out: first, err: "" });
  });

  test.each([
    ['assert False, "cannot go back"', "the migration raises AssertionError"],
    ["assert 1 + 1 == 3", "the migration raises AssertionError"],
    [
      'assert op.get_bind().execute(sa.text("SELECT 1")).scalar() == 1',
      "Alembic's offline mode fails here: AttributeError: 'NoneType' object has no attribute 'scalar'",
    ],
  ])("an assertion that fails is a gap: %s", async (upgrade, gap) => {
    const at = folder({ ...project, "migrations/versions/b2_second.py": migration("b2", "a1", upgrade) });
    const { code, out } = await at.run("sql", "a1:b2", "--strict");
    expect([code, out]).toEqual([1, expect.stringContaining(`-- not known: ${gap}\n`)]);
  });

  test.each(['assert True, f"{nothing_such}"', "assert unknown_module.check() or True", 'assert "t" in ("t", "u")'])(
    "an assertion that holds is none: %s",
    async (upgrade) => {
      const file = `import unknown_module\n${migration("b2", "a1", upgrade)}`;
      const { code } = await folder({ ...project, "migrations/versions/b2_second.py": file }).run(
        "sql",
        "a1:b2",
        "--strict",
      );
      expect(code).toBe(0);
    },
  );

  test("downgrades; up to Alembic 1.18 an empty version table is dropped", async () => {
    const script =
      "BEGIN;\n\n-- Running downgrade a1 -> \n\nDROP TABLE t;\n\nDELETE FROM alembic_version WHERE alembic_version.version_num = 'a1';\n\n";
    const it = folder(project);
    expect((await it.run("sql", "a1:base", "--downgrade")).out).toBe(`${script}COMMIT;\n\n`);
    const old = await it.run("sql", "a1:base", "--downgrade", "--alembic", "1.18.4");
    expect(old.out).toBe(`${script}DROP TABLE alembic_version;\n\nCOMMIT;\n\n`);
  });

  test("JSON has the shape of the specification", async () => {
    const { code, out } = await folder(project).run(
      "sql",
      "--format",
      "json",
      "--sqlalchemy",
      "2.0",
      "--alembic",
      "1.20.0",
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      range: "base:heads",
      direction: "upgrade",
      alembic: "1.20.0",
      sqlalchemy: "2.0",
      postgres: newestVersions.postgres,
      steps: [
        {
          revision: "a1",
          from: [],
          to: ["a1"],
          file: "migrations/versions/a1_first.py",
          complete: true,
          items: [
            {
              sql: "CREATE TABLE t (\n    id SERIAL NOT NULL, \n    PRIMARY KEY (id)\n)",
              line: 7,
              endLine: 7,
              operation: "create_table",
              onlyIf: null,
            },
          ],
        },
        {
          revision: "b2",
          from: ["a1"],
          to: ["b2"],
          file: "migrations/versions/b2_second.py",
          complete: false,
          items: [
            { gap: expect.any(String), line: 7, endLine: 7 },
            { gap: expect.stringContaining("NameError"), line: 7, endLine: 7 },
          ],
        },
      ],
      text: expect.stringContaining("-- not known: "),
    });
  });

  describe("--locks", () => {
    const locking = {
      ...project,
      "migrations/versions/b2_second.py": migration(
        "b2",
        "a1",
        'op.add_column("t", sa.Column("email", sa.Text))\n    op.create_index("ix_t_email", "t", ["email"])\n    op.execute("SELECT frobnicate()")',
      ),
    };
    const columnLock = {
      relation: "t",
      mode: "ACCESS EXCLUSIVE",
      blocks: ["reads", "writes"],
      rewrites: false,
      scans: false,
      heldUntil: "transaction",
    };

    test("says in JSON what each statement locks, with the schema of the revisions before", async () => {
      const { out } = await folder(locking).run("sql", "--locks", "--format", "json");
      const [first, second] = JSON.parse(out).steps;
      expect(first.items.map((it: { locks: unknown }) => it.locks)).toEqual([[]]);
      expect(second.items.map((it: { locks: unknown }) => it.locks)).toEqual([
        [columnLock],
        [{ ...columnLock, mode: "SHARE", blocks: ["writes"], scans: true }],
        [
          {
            relation: null,
            mode: null,
            blocks: null,
            rewrites: null,
            scans: null,
            heldUntil: "transaction",
            object: "unknown",
            doubt: "what the function frobnicate does",
          },
        ],
      ]);
    });

    test("leaves the text of the JSON as Alembic prints it, and adds comments to the script", async () => {
      const it = folder(locking);
      const plain = (await it.run("sql")).out;
      expect(JSON.parse((await it.run("sql", "--locks", "--format", "json")).out).text).toBe(plain);
      const { out } = await it.run("sql", "--locks");
      const comments = out.split("\n").filter((line) => line.startsWith("-- ") && !line.startsWith("-- Running"));
      expect(comments).toHaveLength(3);
      expect(comments[0]).toContain("t: ACCESS EXCLUSIVE, blocks reads and writes until the transaction ends");
      const without = out.split("\n").filter((line) => !comments.includes(line));
      expect(without.join("\n")).toBe(plain);
    });

    test("--each has them too; without the flag there are none", async () => {
      const it = folder(locking);
      const [, second = ""] = (await it.run("sql", "--each", "--locks")).out.split("\n");
      expect(JSON.parse(second).items[0].locks).toEqual([columnLock]);
      const [, without = ""] = (await it.run("sql", "--each")).out.split("\n");
      expect(JSON.parse(without).items[0]).not.toHaveProperty("locks");
    });
  });

  test("--each gives one object a line", async () => {
    const { out } = await folder(project).run("sql", "--each");
    const lines = out
      .trim()
      .split("\n")
      .map((it) => JSON.parse(it));
    expect(lines.map((it) => Object.keys(it))).toEqual([
      ["revision", "file", "direction", "complete", "items", "body"],
      ["revision", "file", "direction", "complete", "items", "body"],
    ]);
    expect(lines[0].body).toBe("CREATE TABLE t (\n    id SERIAL NOT NULL, \n    PRIMARY KEY (id)\n);\n\n");
  });

  test("--strict fails when a part is not known, and says so", async () => {
    const it = folder(project);
    expect((await it.run("sql")).code).toBe(0);
    const strict = await it.run("sql", "--strict");
    expect(strict.code).toBe(1);
    expect(strict.err).toBe("Not all of it is known: 1 of 2 revisions have a gap.\n");
  });

  test("--transaction-per-migration puts each revision into its own", async () => {
    const { out } = await folder(project).run("sql", "--transaction-per-migration");
    expect(out.match(/^(?:BEGIN|COMMIT);$/gm)).toEqual(["BEGIN;", "COMMIT;", "BEGIN;", "COMMIT;"]);
  });

  test("a range that Alembic refuses ends with its sentence", async () => {
    expect(await folder(project).run("sql", "a1:zz")).toEqual({
      code: 2,
      out: "",
      err: "Can't locate revision identified by 'zz'\n",
    });
  });
});
