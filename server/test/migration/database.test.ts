import { describe, expect, test } from "vitest";
import { readMigration } from "../../src/migration/read-migration.ts";
import { dumpBody, dumpOperations } from "../harness/dump-operations.ts";

const imports =
  "from alembic import op, context\nimport sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql\nfrom sqlalchemy import orm\n";

function upgrade(body: string, before = ""): readonly string[] {
  const indented = body
    .trim()
    .split("\n")
    .map((it) => `    ${it}`)
    .join("\n");
  const file = readMigration("a.py", `${imports}${before}\n\ndef upgrade():\n${indented}\n`);
  return dumpBody("upgrade", file.upgrade)
    .slice(1)
    .map((it) => it.slice(2));
}

describe("connections", () => {
  test.each([
    [`op.get_bind().execute(sa.text("a"))`, `op.get_bind().execute(sqltext=text("a"))`],
    [`op.get_bind().execute("a", {"x": 1})`, `op.get_bind().execute(sqltext="a", parameters={"x": 1})`],
    [`op.get_bind().execute(statement="a", x=1)`, `op.get_bind().execute(sqltext="a", **x=1)`],
    [`conn = op.get_bind()\nconn.exec_driver_sql("a")`, `op.get_bind().exec_driver_sql(sqltext="a")`],
    [`op.get_bind().scalar(sa.text("a"))`, `op.get_bind().scalar(sqltext=text("a"))`],
    [`op.get_bind().execution_options(x=1).execute("a")`, `op.get_bind().execute(sqltext="a")`],
    [`with op.get_bind() as c:\n    c.execute("a")`, `op.get_bind().execute(sqltext="a")`],
    [`with op.get_bind().begin():\n    op.execute("a")`, `op.execute(sqltext="a")`],
    [`op.get_bind().commit()`, `op.get_bind().commit(sqltext="COMMIT")`],
    [`op.get_context().execute("a")`, `op.get_context().execute(sqltext="a")`],
    [`op.get_context().bind.execute("a")`, `op.get_context().bind.execute(sqltext="a")`],
    [`op.get_context().impl.execute("a")`, `op.get_context().impl.execute(sqltext="a")`],
    [`op.get_context().impl.static_output("a")`, `op.get_context().impl.static_output(text="a")`],
    [`context.execute("a")`, `context.execute(sqltext="a")`],
    [`context.get_context().bind.execute("a")`, `op.get_context().bind.execute(sqltext="a")`],
    [`op.get_bind().connection.cursor().execute("a")`, `op.get_bind().connection.cursor().execute(sqltext="a")`],
    [`sa.DDL("a").execute(op.get_bind())`, `sqlalchemy.DDL(…).execute(sqltext=DDL("a"))`],
  ])("%s", (source, expected) => {
    expect(upgrade(source)).toEqual([expected]);
  });

  test("a connection of its own in autocommit is outside of the migration's transaction", () => {
    const source = `
with op.get_bind().engine.connect().execution_options(isolation_level="AUTOCOMMIT") as c:
    c.execute("a")`;
    expect(upgrade(source)).toEqual([`op.get_bind().engine.connect().execute(sqltext="a") [autocommit]`]);
  });

  test("results are not known and drive nothing silently", () => {
    const source = `
conn = op.get_bind()
for row in conn.execute(sa.text("SELECT id FROM t")).fetchall():
    conn.execute(sa.text("UPDATE t SET a = 1"))
if conn.scalar(sa.text("b")) > 0:
    op.drop_table("x")`;
    expect(upgrade(source)).toEqual([
      `op.get_bind().execute(sqltext=text("SELECT id FROM t"))`,
      expect.stringContaining(`op.get_bind().execute(sqltext=text("UPDATE t SET a = 1")) loop `),
      `op.get_bind().scalar(sqltext=text("b"))`,
      expect.stringContaining(`op.drop_table(table_name="x") if `),
    ]);
  });

  test("methods that are not known leave a gap", () => {
    expect(upgrade(`op.get_bind().frobnicate()`)).toEqual(["? call: a call of op.get_bind().frobnicate"]);
  });
});

describe("sessions", () => {
  test.each([
    `session = orm.Session(bind=op.get_bind())`,
    `session = sa.orm.Session(op.get_bind())`,
    `session = orm.sessionmaker()(bind=op.get_bind())`,
    `Session = orm.sessionmaker(bind=op.get_bind())\nsession = Session()`,
    `session = orm.scoped_session(orm.sessionmaker(bind=op.get_bind()))`,
  ])("%s", (source) => {
    expect(upgrade(`${source}\nsession.execute(sa.text("a"))\nsession.commit()`)).toEqual([
      `Session.execute(sqltext=text("a"))`,
    ]);
  });

  test("objects that are written leave gaps", () => {
    const source = `
with orm.Session(op.get_bind()) as session:
    session.add(User())
    session.query(User).filter(User.id == 1).update({"a": 1})
    for user in session.query(User).all():
        user.name = "x"
    session.commit()`;
    const gap = "? query: rows written through an ORM session";
    expect(upgrade(source, "class User:\n    id = sa.Column(sa.Integer)\n")).toEqual([gap, gap, gap]);
  });
});

describe("objects that create themselves", () => {
  test.each([
    [
      `sa.Enum("a", "b", name="e").create(op.get_bind(), checkfirst=True)`,
      `sqlalchemy.Enum(…).create(target=Enum("a", "b", name="e"), bind=<op.get_bind()>, checkfirst=True) [schema_create]`,
    ],
    [
      `e = postgresql.ENUM("a", name="e")\ne.drop(op.get_bind())`,
      `sqlalchemy.dialects.postgresql.ENUM(…).drop(target=postgresql.ENUM("a", name="e"), bind=<op.get_bind()>) [schema_drop]`,
    ],
    [
      `sa.Table("t", sa.MetaData(), sa.Column("a")).create(bind=op.get_bind())`,
      `sqlalchemy.Table(…).create(target=Table("t", MetaData(), Column("a")), bind=<op.get_bind()>) [schema_create]`,
    ],
    [
      `sa.MetaData().create_all(op.get_bind(), tables=[])`,
      `sqlalchemy.MetaData(…).create_all(target=MetaData(), bind=<op.get_bind()>, tables=[]) [schema_create]`,
    ],
    [
      `sa.Sequence("s").create(op.get_bind())`,
      `sqlalchemy.Sequence(…).create(target=Sequence("s"), bind=<op.get_bind()>) [schema_create]`,
    ],
  ])("%s", (source, expected) => {
    expect(upgrade(source)).toEqual([expected]);
  });

  test("a library function that gets the connection may do anything", () => {
    expect(upgrade(`create_it(op.get_bind())`, "from sqlalchemy_utils import create_it\n")).toEqual([
      "? call: a call of sqlalchemy_utils.create_it with the connection",
    ]);
  });

  test("a table that was created can be filled", () => {
    expect(upgrade(`t = op.create_table("t", sa.Column("a"))\nop.bulk_insert(t, [{"a": 1}])`)).toEqual([
      `op.create_table(table_name="t", Column("a"))`,
      `op.bulk_insert(table=alembic.op.create_table("t", Column("a")), rows=[{"a": 1}])`,
    ]);
  });
});

describe("functions", () => {
  const read = (text: string): string => dumpOperations(readMigration("a.py", imports + text));

  test("quay passes op as an argument", () => {
    const text = `
def upgrade(op, tables, tester):
    op.drop_table("t")
    tester.populate_table("t", [])
def downgrade(op, tables, tester):
    op.bulk_insert(tables.service, [{"name": "x"}])
`;
    expect(read(text)).toMatch(
      /^upgrade:\n {2}op\.drop_table\(table_name="t"\)\n(?: {2}\? .*\n)*downgrade:\n {2}op\.bulk_insert\(table=<input: .*>, rows=\[\{"name": "x"\}\]\)$/,
    );
  });

  test("the multidb template runs one function for each database", () => {
    const text = `
def upgrade(engine_name):
    globals()["upgrade_%s" % engine_name]()
def downgrade(engine_name):
    globals()["downgrade_%s" % engine_name]()
def upgrade_one():
    op.drop_table("a")
def downgrade_one():
    pass
def upgrade_two():
    op.drop_table("b")
`;
    expect(read(text)).toBe(
      [
        "upgrade:",
        `  op.drop_table(table_name="a") if engine_name == "one"`,
        `  op.drop_table(table_name="b") if engine_name == "two"`,
        "downgrade:",
      ].join("\n"),
    );
  });

  test("what upgrade changes in the module is not seen by downgrade", () => {
    const text = `
names = ["a"]
def upgrade():
    names.append("b")
    for n in names:
        op.drop_table(n)
def downgrade():
    for n in names:
        op.drop_table(n)
`;
    expect(read(text)).toBe(
      [
        "upgrade:",
        `  op.drop_table(table_name="a")`,
        `  op.drop_table(table_name="b")`,
        "downgrade:",
        `  op.drop_table(table_name="a")`,
      ].join("\n"),
    );
  });

  test("empty, missing, assigned and raising functions", () => {
    expect(read(`def upgrade():\n    """Nothing."""\n    pass\n`)).toBe("upgrade: empty\ndowngrade: missing");
    expect(read(`def upgrade():\n    op.drop_table("t")\ndowngrade = upgrade\n`)).toBe(
      `upgrade:\n  op.drop_table(table_name="t")\ndowngrade:\n  op.drop_table(table_name="t")`,
    );
    expect(read(`from x import upgrade\ndef downgrade():\n    raise NotImplementedError("no way back")\n`)).toMatch(
      /^upgrade: other\n {2}\? import: .*\ndowngrade:\n {2}! NotImplementedError$/,
    );
    expect(read(`upgrade = lambda: op.drop_table("t")\n`)).toBe(
      `upgrade: other\n  op.drop_table(table_name="t")\ndowngrade: missing`,
    );
  });

  test("an operation while the file is loaded is a problem", () => {
    expect(read(`op.drop_table("t")\nop.get_bind().execute("x")\ndef upgrade():\n    pass\n`)).toBe(
      "problem module-level-operation\nproblem module-level-operation\nupgrade: empty\ndowngrade: missing",
    );
  });

  test("modules of the project are followed when they are at hand", async () => {
    const { parseModule } = await import("../../src/python/parse.ts");
    const helper = parseModule(`from alembic import op\ndef drop(name):\n    op.drop_table(name)\n`);
    const file = readMigration("a.py", `from helpers import drop\ndef upgrade():\n    drop("t")\n`, {
      sourceModule: (name) => (name === "helpers" ? { file: "helpers.py", module: helper } : undefined),
    });
    expect(dumpBody("upgrade", file.upgrade)).toEqual(["upgrade:", `  op.drop_table(table_name="t")`]);
    expect(file.upgrade.operations[0]?.site.file).toBe("helpers.py");
  });
});
