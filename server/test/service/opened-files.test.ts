import { describe, expect, test } from "vitest";
import type { Operation } from "../../src/migration/operation.ts";
import { effectOfChange } from "../../src/service/effect-of-change.ts";
import { reloadModules } from "../../src/service/load-workspace.ts";
import { load, migration, projectFiles, root, versions } from "./project-fixture.ts";

function sqlOf(operations: readonly Operation[] | undefined): readonly (string | undefined)[] {
  return (operations ?? []).map((it) => {
    const value = it.args.get("sqltext")?.value;
    return value?.type === "str" ? value.value : value?.type === "unknown" ? `?${value.why.detail}` : value?.type;
  });
}

const styles: readonly (readonly [name: string, extra: string, upgrade: string])[] = [
  ["pathlib", "from pathlib import Path", 'op.execute((Path(__file__).parent / "a.sql").read_text())'],
  [
    "open",
    "import os\nhere = os.path.dirname(os.path.abspath(__file__))",
    'with open(os.path.join(here, "a.sql"), "r", encoding="utf-8") as f:\n    op.execute(f.read())',
  ],
  [
    "a helper with a folder beside the versions",
    'from pathlib import Path\nSQL = Path(__file__).resolve().parents[1] / "sql"\ndef load(name):\n    return SQL.joinpath(name).read_text("utf-8")',
    'op.execute(load("b.sql"))',
  ],
  [
    "one statement a line",
    "from pathlib import Path",
    'for line in Path(__file__).with_name("lines.sql").open():\n    op.execute(line.strip())',
  ],
];

describe("SQL in files beside the migrations", () => {
  const texts = {
    [`${versions}/a.sql`]: "CREATE VIEW a AS\r\nSELECT 1",
    [`${root}/migrations/sql/b.sql`]: "SELECT 2",
    [`${versions}/lines.sql`]: "SELECT 3\nSELECT 4\n",
    [`${versions}/.secret`]: "SELECT 5",
    "/elsewhere/x.sql": "SELECT 6",
  };
  const expected = [
    ["CREATE VIEW a AS\nSELECT 1"],
    ["CREATE VIEW a AS\nSELECT 1"],
    ["SELECT 2"],
    ["SELECT 3", "SELECT 4"],
  ];

  test.each(styles.map((it, index) => [...it, index] as const))("%s", async (_, extra, upgrade, index) => {
    const { snapshot, file } = await load(
      projectFiles({ "a1.py": migration({ revision: "a1", extra, upgrade }) }, texts),
    );
    expect(sqlOf(snapshot().read(file("a1.py"))?.migration.upgrade.operations)).toEqual(expected[index]);
  });

  test.each([
    ["a file that is not there", 'open(here + "/none.sql").read()', "?the text of none.sql"],
    ["a hidden file", 'open(here + "/.secret").read()', "?the text of .secret"],
    ["a file outside of the project", 'open("/elsewhere/x.sql").read()', "?the text of x.sql"],
    ["another encoding", 'open(here + "/a.sql", encoding="latin-1").read()', "?contents of a file"],
    ["bytes", 'open(here + "/a.sql", "rb").read()', "?contents of a file"],
  ])("%s is not read", async (_, expression, text) => {
    const extra = "import os\nhere = os.path.dirname(__file__)";
    const { snapshot, file } = await load(
      projectFiles({ "a1.py": migration({ revision: "a1", extra, upgrade: `op.execute(${expression})` }) }, texts),
    );
    expect(sqlOf(snapshot().read(file("a1.py"))?.migration.upgrade.operations)).toEqual([text]);
  });

  test("a change of such a file, or of an imported helper, is read", async () => {
    const [, extra, upgrade] = styles[0] ?? ["", "", ""];
    const helper = `${root}/helpers.py`;
    const text = migration({
      revision: "a1",
      extra: `${extra}\nfrom helpers import TABLE`,
      upgrade: `${upgrade}\nop.execute("DROP TABLE " + TABLE)`,
    });
    const { files, workspace, snapshot, file } = await load(
      projectFiles({ "a1.py": text }, { ...texts, [helper]: 'TABLE = "t"\n' }),
    );
    const now = (): readonly unknown[] => sqlOf(snapshot().read(file("a1.py"))?.migration.upgrade.operations);
    expect(now()).toEqual(["CREATE VIEW a AS\nSELECT 1", "DROP TABLE t"]);
    files.put(`${versions}/a.sql`, "SELECT 7");
    files.put(helper, 'TABLE = "u"\n');
    expect(effectOfChange(workspace, `${versions}/a.sql`, "changed")).toBe("reload");
    expect(effectOfChange(workspace, helper, "changed")).toBe("reload");
    await reloadModules(files, workspace);
    expect(now()).toEqual(["SELECT 7", "DROP TABLE u"]);
  });
});

test("a migration sees the schema of the version table that env.py gives the offline run", async () => {
  const env = (schema: string): string =>
    `from alembic import context\ndef run_migrations_offline():\n    context.configure(url="postgresql://h/d"${schema})\n`;
  const upgrade =
    'schema = op.get_context().version_table_schema\nif schema:\n    op.execute("SET search_path TO " + schema)\nelse:\n    op.execute("RESET search_path")';
  const read = async (schema: string): Promise<readonly unknown[]> => {
    const { snapshot, file } = await load(
      projectFiles({ "a1.py": migration({ revision: "a1", upgrade }) }, { [`${root}/migrations/env.py`]: env(schema) }),
    );
    return sqlOf(snapshot().read(file("a1.py"))?.migration.upgrade.operations);
  };
  expect(await read("")).toEqual(["RESET search_path"]);
  expect(await read(', version_table_schema="app"')).toEqual(["SET search_path TO app"]);
  expect(await read(', version_table_schema=context.config.get_main_option("none")')).toEqual(["RESET search_path"]);
  expect((await read(", version_table_schema=settings.schema")).length).toBe(2);
});

test("a file of two projects whose env.py differ is read for each", async () => {
  const upgrade = 'op.execute("SET search_path TO " + op.get_context().version_table_schema)';
  const files = projectFiles(
    { "a1.py": migration({ revision: "a1", upgrade }) },
    {
      [`${root}/alembic.ini`]:
        "[alembic]\nscript_location = migrations\ntable_schema = one\n\n[other]\nscript_location = migrations\ntable_schema = two\n",
      [`${root}/migrations/env.py`]:
        'from alembic import context\ndef run_migrations_offline():\n    context.configure(url="postgresql://h/d", version_table_schema=context.config.get_main_option("table_schema"))\n',
    },
  );
  const { snapshot, file } = await load(files);
  const { projects, read } = snapshot();
  const found = projects.map((it) => sqlOf(read(file("a1.py"), it)?.migration.upgrade.operations));
  expect(found).toEqual([["SET search_path TO one"], ["SET search_path TO two"]]);
});
