import { describe, expect, test } from "vitest";
import { type PreviewRequest, sqlPreview } from "../../src/service/features/sql-preview.ts";
import type { Files } from "./memory-files.ts";
import { load, migration, projectFiles, root, versions } from "./project-fixture.ts";

const users = migration({
  revision: "a1",
  message: "create users",
  upgrade: 'op.create_table("users", sa.Column("id", sa.Integer(), nullable=False))',
  downgrade: 'op.drop_table("users")',
});
const email = migration({
  revision: "b2",
  down: "a1",
  message: "add email",
  extra: "from vault import secret_sql",
  upgrade:
    'op.add_column("users", sa.Column("email", sa.Text()))\nop.execute(secret_sql())\nop.create_index("ix_users_email", "users", ["email"])',
  downgrade: 'op.drop_column("users", "email")',
});
const chain = { "a1.py": users, "b2.py": email };

const own: PreviewRequest = { direction: "upgrade", scope: { kind: "revision" }, rows: null };
async function preview(
  name: string,
  request: PreviewRequest,
  migrations = chain as Readonly<Record<string, string>>,
  more: Files = {},
) {
  const fixture = await load(projectFiles(migrations, more));
  return sqlPreview(fixture.snapshot(), fixture.file(name), request);
}

describe("sqlPreview", () => {
  test("prints one revision as Alembic does, with the place of each operation and each gap where it stands", async () => {
    const it = await preview("b2.py", own);
    expect(
      it.text
        .split("\n")
        .slice(5)
        .filter((line) => !line.startsWith("-- locks ")),
    ).toEqual([
      "",
      "BEGIN;",
      "",
      "-- Running upgrade a1 -> b2",
      "",
      "-- line 18: op.add_column",
      "ALTER TABLE users ADD COLUMN email TEXT;",
      "",
      expect.stringMatching(/^-- NOT KNOWN, line 19: op\.execute: .*secret_sql/),
      expect.stringMatching(/^-- What is sent here/),
      "",
      "-- line 20: op.create_index",
      "CREATE INDEX ix_users_email ON users (email);",
      "",
      "UPDATE alembic_version SET version_num='b2' WHERE alembic_version.version_num = 'a1';",
      "",
      "COMMIT;",
      "",
      "",
    ]);
    expect(it.complete).toBe(false);
    expect(it.text).toMatch(/Incomplete/);
    expect(it.revisions).toEqual(["b2"]);
  });

  test("every block leads to its operation, and its link is the words that name the place", async () => {
    const it = await preview("b2.py", own);
    const shown = it.blocks.map(({ kind, link, source, span }) => [
      kind,
      link && it.text.slice(link.start, link.end),
      source.path.slice(versions.length + 1),
      source.places.map((place) => email.slice(place.start, place.end).slice(0, 22)),
      it.text.slice(span.start, span.end).split("\n").at(-1),
    ]);
    expect(shown).toEqual([
      [
        "statement",
        "line 18: op.add_column",
        "b2.py",
        ['op.add_column("users",'],
        "ALTER TABLE users ADD COLUMN email TEXT;",
      ],
      [
        "gap",
        "line 19: op.execute",
        "b2.py",
        ["op.execute(secret_sql("],
        expect.stringMatching(/^-- What is sent here/),
      ],
      [
        "statement",
        "line 20: op.create_index",
        "b2.py",
        ['op.create_index("ix_us'],
        "CREATE INDEX ix_users_email ON users (email);",
      ],
    ]);
  });

  test("the other way", async () => {
    const it = await preview("b2.py", { ...own, direction: "downgrade" });
    expect(it.text).toContain("-- alembic downgrade b2:a1 --sql\n");
    expect(it.sql).toBe(
      "BEGIN;\n\n-- Running downgrade b2 -> a1\n\nALTER TABLE users DROP COLUMN email;\n\nUPDATE alembic_version SET version_num='a1' WHERE alembic_version.version_num = 'b2';\n\nCOMMIT;\n\n",
    );
    expect(it.complete).toBe(true);
  });

  test("several statements of one operation are blocks of one place, and only the first names it", async () => {
    const text = migration({
      revision: "a1",
      upgrade: 'op.alter_column("users", "name", nullable=False, type_=sa.Text(), new_column_name="title")',
    });
    const it = await preview("a1.py", own, { "a1.py": text });
    expect(it.blocks.map(({ link }) => link !== null)).toEqual([true, false, false]);
    expect(new Set(it.blocks.map(({ source }) => source.places[0]?.start)).size).toBe(1);
  });

  test("an operation inside a helper function is found at its own call and at the helper's", async () => {
    const text = migration({
      revision: "a1",
      extra: "def helper(name):\n    op.drop_table(name)\n",
      upgrade: 'helper("users")\nhelper("carts")',
    });
    const it = await preview("a1.py", own, { "a1.py": text });
    expect(it.blocks.map(({ source }) => source.places.map((at) => text.slice(at.start, at.end)))).toEqual([
      ["op.drop_table(name)", 'helper("users")'],
      ["op.drop_table(name)", 'helper("carts")'],
    ]);
  });

  test("a condition that is not known stands above its statement", async () => {
    const text = migration({
      revision: "a1",
      upgrade: 'if inspect(op.get_bind()).has_table("users"):\n    op.drop_table("users")',
    });
    const it = await preview("a1.py", own, { "a1.py": text });
    expect(it.text).toMatch(/-- only if: .*has_table\("users"\)\nDROP TABLE users;/);
    expect(it.complete).toBe(false);
  });

  test("what Alembic itself refuses ends the run there, and is said so", async () => {
    const text = migration({ revision: "a1", upgrade: "op.drop_table()" });
    const it = await preview("a1.py", own, { "a1.py": text });
    expect(it.text).toMatch(/-- ALEMBIC STOPS HERE, line 18: op\.drop_table: TypeError: .*table_name/);
    expect(it.blocks[0]?.kind).toBe("gap");
  });

  test("a file that is not valid Python begins with a gap", async () => {
    const text = migration({ revision: "a1", upgrade: 'op.drop_table("users")\nop.' });
    const it = await preview("a1.py", own, { "a1.py": text });
    expect(it.blocks[0]?.kind).toBe("gap");
    expect(it.text).toMatch(/-- NOT KNOWN, line \d+: the file is not valid Python\.[\s\S]*DROP TABLE users;/);
    expect(it.complete).toBe(false);
  });

  test("a reason with line ends stays a comment", async () => {
    const text = migration({ revision: "a1", upgrade: "op.execute(f(\n    1,\n    'DROP TABLE users;'\n))" });
    const it = await preview("a1.py", own, { "a1.py": text });
    const outside = it.text.split("\n").filter((line) => line !== "" && !line.startsWith("--"));
    expect(outside.every((line) => /^(?:BEGIN|COMMIT|INSERT|CREATE TABLE alembic|\s|\))/.test(line))).toBe(true);
  });

  describe("ranges", () => {
    const three = {
      ...chain,
      "c3.py": migration({ revision: "c3", down: "b2", message: "third", upgrade: 'op.drop_table("carts")' }),
    };

    test("from what the database has to this revision", async () => {
      const it = await preview("b2.py", { ...own, scope: { kind: "to here" }, rows: ["a1"] }, three);
      expect(it.revisions).toEqual(["b2"]);
      expect(it.text).toContain("-- alembic upgrade a1:b2 --sql\n");
      const down = await preview("a1.py", { direction: "downgrade", scope: { kind: "to here" }, rows: ["c3"] }, three);
      expect(down.revisions).toEqual(["c3", "b2"]);
    });

    test("everything that is pending, with a line that names each file", async () => {
      const it = await preview("a1.py", { ...own, scope: { kind: "all" }, rows: ["a1"] }, three);
      expect(it.revisions).toEqual(["b2", "c3"]);
      expect(it.text).toMatch(
        /-- Running upgrade b2 -> c3\n\n-- c3\.py: third\n\n-- line 18: op\.drop_table\n(?:-- locks .*\n)*DROP TABLE carts;/,
      );
      expect(it.blocks.map(({ source }) => source.path.slice(versions.length + 1))).toContain("c3.py");
    });

    test("nothing is pending: it is said, and there is no SQL", async () => {
      const it = await preview("a1.py", { ...own, scope: { kind: "all" }, rows: ["c3"] }, three);
      expect(it.revisions).toEqual([]);
      expect(it.text).toContain("Nothing would run");
    });

    test("a database that was not asked counts as empty, which is said", async () => {
      const it = await preview("b2.py", { ...own, scope: { kind: "all" } }, three);
      expect(it.revisions).toEqual(["a1", "b2", "c3"]);
      expect(it.text).toContain("-- The database was not asked: this is as if it had no revision.\n");
      expect(it.sql).toContain("CREATE TABLE alembic_version");
    });

    test("a typed range, and Alembic's own words where it refuses one", async () => {
      const typed = (expression: string) => preview("a1.py", { ...own, scope: { kind: "range", expression } }, three);
      expect((await typed("a1:+1")).revisions).toEqual(["b2"]);
      expect((await typed("nothing:c3")).text).toBe(
        "-- Alembic refuses this: Can't locate revision identified by 'nothing'\n",
      );
    });

    test("what one revision does with its columns and types is not taken for another's", async () => {
      const table = (name: string) =>
        `op.create_table("${name}", sa.Column("id", sa.Integer(), sa.ForeignKey("users.id")), sa.Column("mood", sa.Enum("a", "b", name="mood")))`;
      const it = await preview(
        "a1.py",
        { ...own, scope: { kind: "all" } },
        {
          "a1.py": migration({ revision: "a1", upgrade: table("x") }),
          "b2.py": migration({ revision: "b2", down: "a1", upgrade: table("y") }),
        },
      );
      expect(it.sql.match(/FOREIGN KEY\(id\) REFERENCES users \(id\)/g)).toHaveLength(2);
      // Alembic creates an enum once in a run.
      expect(it.sql.match(/CREATE TYPE mood/g)).toHaveLength(1);
    });

    test("both sides of a merge stand in one revision's step", async () => {
      const merged = {
        ...chain,
        "d4.py": migration({ revision: "d4", down: "a1" }),
        "m5.py": migration({ revision: "m5", down: ["b2", "d4"] }),
      };
      const up = await preview("m5.py", own, merged);
      expect(up.sql).toContain("-- Running upgrade b2, d4 -> m5\n");
      expect(up.sql).toContain("DELETE FROM alembic_version WHERE alembic_version.version_num = 'b2'");
      expect(up.sql).toContain("UPDATE alembic_version SET version_num='m5' WHERE alembic_version.version_num = 'd4'");
      const down = await preview("m5.py", { ...own, direction: "downgrade" }, merged);
      expect(down.revisions).toEqual(["m5"]);
    });
  });

  test("each statement says what it locks; what the revision itself has created disturbs nobody", async () => {
    const text = migration({
      revision: "b2",
      down: "a1",
      upgrade:
        'op.create_table("notes", sa.Column("id", sa.Integer()))\nop.create_index("ix_notes_id", "notes", ["id"])\nop.create_index("ix_users_id", "users", ["id"])',
    });
    const it = await preview("b2.py", own, { "a1.py": users, "b2.py": text });
    const locks = it.text.split("\n").filter((line) => line.startsWith("-- locks "));
    expect(locks).toEqual(["-- locks users: SHARE, blocks writes until the transaction ends; reads every row"]);
    expect(it.summary).toEqual(["3 statements", "SHARE on users"]);
  });

  test("the rows of a bulk insert, which a server gets at once, lock the same table", async () => {
    const text = migration({
      revision: "b2",
      down: "a1",
      upgrade: 'op.bulk_insert(sa.table("users", sa.column("id", sa.Integer())), [{"id": 1}, {"id": 2}])',
    });
    const env = "from alembic import context\ncontext.configure(target_metadata=None, literal_binds=True)\n";
    const it = await preview("b2.py", own, { "a1.py": users, "b2.py": text }, { [`${root}/migrations/env.py`]: env });
    expect(it.text.match(/-- locks users: ROW EXCLUSIVE, .*\nINSERT/g)).toHaveLength(2);
  });

  test("versions are shown with what told them", async () => {
    const more = {
      [`${root}/uv.lock`]: '[[package]]\nname = "alembic"\nversion = "1.16.0"\n',
      [`${root}/limbeck.toml`]: '[versions]\nsqlalchemy = "2.0"\n',
    };
    const fixture = await load(projectFiles(chain, more));
    const text = () => sqlPreview(fixture.snapshot(), fixture.file("b2.py"), own).text;
    expect(text()).toContain(
      "-- PostgreSQL: newest (not detected)\n-- Alembic 1.16.0 (uv.lock), SQLAlchemy 2.0 (limbeck.toml)\n",
    );
    const id = fixture.snapshot().projects[0]?.id ?? "";
    fixture.workspace.setSurroundings(id, { postgres: { major: 16, from: "development" } });
    const libraries = { alembic: "1.18.1", sqlalchemy: "1.4.46", from: "the virtual environment .venv" };
    fixture.workspace.setSurroundings(id, { libraries });
    expect(text()).toContain("-- PostgreSQL 16 (development)\n");
    expect(text()).toContain("-- Alembic 1.18.1 (the virtual environment .venv), SQLAlchemy 2.0 (limbeck.toml)\n");
  });

  test("a migration of no project shows its functions alone", async () => {
    const fixture = await load(projectFiles(chain));
    fixture.workspace.setDocument("/elsewhere/x.py", email);
    const file = fixture.snapshot().file("/elsewhere/x.py");
    if (file === undefined) throw new Error("The open document is not known.");
    const it = sqlPreview(fixture.snapshot(), file, own);
    expect(it.sql).toContain("ALTER TABLE users ADD COLUMN email TEXT;");
    expect(it.sql).not.toContain("alembic_version");
    expect(it.text).toContain("not a revision of a project");
  });

  test("typing in one body is seen at once, in the revision and in the range", async () => {
    const fixture = await load(projectFiles(chain));
    const text = (name: string, request: PreviewRequest) =>
      sqlPreview(fixture.snapshot(), fixture.file(name), request).text;
    expect(text("b2.py", own)).toContain("ADD COLUMN email TEXT");
    fixture.workspace.setDocument(`${versions}/b2.py`, email.replace("sa.Text()", "sa.String(80)"));
    expect(text("b2.py", own)).toContain("ADD COLUMN email VARCHAR(80)");
    expect(text("a1.py", { ...own, scope: { kind: "all" } })).toContain("ADD COLUMN email VARCHAR(80)");
  });
});
