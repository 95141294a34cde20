import { afterEach, describe, expect, test } from "vitest";
import { type TestFolder, testFolder } from "./cli.ts";

function migration(id: string, down: string | null, upgrade: string): string {
  return `from alembic import op\nimport sqlalchemy as sa\nfrom secret import Secret\nrevision = "${id}"\ndown_revision = ${down === null ? "None" : `"${down}"`}\n\ndef upgrade():\n    ${upgrade}\n\ndef downgrade():\n    pass\n`;
}

const project = {
  "alembic.ini": "[alembic]\nscript_location = migrations\n",
  "migrations/env.py":
    "from alembic import context\ntarget_metadata = None\ncontext.configure(target_metadata=target_metadata)\n",
  "migrations/versions/a1.py": migration(
    "a1",
    null,
    'op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("s", sa.Enum("new", "paid", name="status")))',
  ),
  "migrations/versions/b2.py": migration("b2", "a1", 'op.add_column("t", sa.Column("n", Secret()))'),
};

describe("limbeck schema", () => {
  let folder: TestFolder | undefined;
  afterEach(() => folder?.dispose());

  const run = async (...argv: readonly string[]) => {
    folder = testFolder(project);
    return folder.run("schema", ...argv);
  };

  test("JSON has the shape of the specification", async () => {
    const { code, out } = await run("a1", "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      revision: "a1",
      exact: true,
      gaps: [],
      tables: [
        {
          schema: null,
          name: "t",
          exact: true,
          columns: [
            { name: "id", type: "integer", nullable: false, default: "nextval('t_id_seq'::regclass)" },
            { name: "s", type: "status", nullable: true, default: null },
          ],
          constraints: [{ name: "t_pkey", kind: "primary key", columns: ["id"] }],
          indexes: [],
        },
      ],
      enums: [{ schema: null, name: "status", values: ["new", "paid"] }],
    });
  });

  test("what several columns of a statement have in common is one gap", async () => {
    const create = 'op.create_table("u", sa.Column("a", Secret()), sa.Column("b", Secret()))';
    folder = testFolder({ ...project, "migrations/versions/b2.py": migration("b2", "a1", create) });
    const { out } = await folder.run("schema", "--format", "json");
    expect(JSON.parse(out).gaps).toMatchObject([{ revision: "b2", touches: ["u"] }]);
  });

  test("a gap names its file, line and what it may have changed", async () => {
    const { code, out } = await run("--format", "json");
    expect(code).toBe(0);
    const { exact, gaps, tables } = JSON.parse(out);
    expect([exact, tables[0].exact, tables[0].columns[2]]).toMatchObject([
      false,
      false,
      { name: "n", type: null, exact: false },
    ]);
    expect(gaps).toMatchObject([{ revision: "b2", file: "migrations/versions/b2.py", line: 8, touches: ["t"] }]);
  });

  test("text and SQL tell the same", async () => {
    expect((await run("head")).out).toContain("  n   ?  (not certain)");
    folder?.dispose();
    const { out } = await run("a1", "--format", "sql");
    expect(out).toContain("CREATE TYPE status AS ENUM ('new', 'paid');");
    expect(out).toContain("    CONSTRAINT t_pkey PRIMARY KEY (id)\n);");
  });

  test("base has nothing; a revision that Alembic does not find is its own sentence", async () => {
    expect(JSON.parse((await run("base", "--format", "json")).out)).toMatchObject({
      revision: "base",
      exact: true,
      tables: [],
    });
    folder?.dispose();
    const { code, err } = await run("zzz");
    expect(code).toBe(2);
    expect(err).toBe("Can't locate revision identified by 'zzz'\n");
  });
});
