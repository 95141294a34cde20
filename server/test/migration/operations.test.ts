import { describe, expect, test } from "vitest";
import { readMigration } from "../../src/migration/read-migration.ts";
import { dumpBody } from "../harness/dump-operations.ts";

const imports =
  "from alembic import op, context\nimport sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql\n";

/** What `upgrade()` with this body does, one line an operation. */
function upgrade(body: string, before = "", mode: "offline" | "online" = "offline"): readonly string[] {
  const indented = body
    .trim()
    .split("\n")
    .map((it) => `    ${it}`)
    .join("\n");
  const text = `${imports}${before}\n\ndef upgrade():\n${indented}\n`;
  return dumpBody("upgrade", readMigration("a.py", text, { mode }).upgrade)
    .slice(1)
    .map((it) => it.slice(2));
}

describe("directives", () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      `op.add_column("t", sa.Column("a", sa.Integer(), nullable=False), schema="s")`,
      `op.add_column(table_name="t", column=Column("a", Integer(), nullable=False), schema="s")`,
    ],
    [
      `op.alter_column("t", "a", nullable=False, existing_type=sa.INTEGER(), postgresql_using="a::int")`,
      `op.alter_column(table_name="t", column_name="a", nullable=False, existing_type=INTEGER(), **postgresql_using="a::int")`,
    ],
    [
      `op.bulk_insert(sa.table("t", sa.column("a")), [{"a": 1}])`,
      `op.bulk_insert(table=table("t", column("a")), rows=[{"a": 1}])`,
    ],
    [
      `op.create_check_constraint("ck", "t", sa.column("a") > 0)`,
      `op.create_check_constraint(constraint_name="ck", table_name="t", condition=(column("a") > 0))`,
    ],
    [
      `op.create_exclude_constraint("ex", "t", ("a", "&&"), ("b", "="), where="c", using="gist")`,
      `op.create_exclude_constraint(constraint_name="ex", table_name="t", ("a", "&&"), ("b", "="), **where="c", **using="gist")`,
    ],
    [
      `op.create_foreign_key(None, "a", "b", ["x"], ["id"], ondelete="CASCADE", postgresql_not_valid=True)`,
      `op.create_foreign_key(constraint_name=None, source_table="a", referent_table="b", local_cols=["x"], remote_cols=["id"], ondelete="CASCADE", **postgresql_not_valid=True)`,
    ],
    [
      `op.create_index(op.f("ix"), "t", ["a", sa.text("lower(b)")], unique=True, postgresql_concurrently=True)`,
      `op.create_index(index_name=alembic.op.f("ix"), table_name="t", columns=["a", text("lower(b)")], unique=True, **postgresql_concurrently=True)`,
    ],
    [
      `op.create_primary_key("pk", "t", ["a", "b"])`,
      `op.create_primary_key(constraint_name="pk", table_name="t", columns=["a", "b"])`,
    ],
    [
      `op.create_table("t", sa.Column("a", sa.Integer, primary_key=True), sa.UniqueConstraint("a"), schema="s", if_not_exists=True)`,
      `op.create_table(table_name="t", if_not_exists=True, Column("a", Integer, primary_key=True), UniqueConstraint("a"), **schema="s")`,
    ],
    [`op.create_table_comment("t", "c")`, `op.create_table_comment(table_name="t", comment="c")`],
    [
      `op.create_unique_constraint("uq", "t", ["a"], deferrable=True)`,
      `op.create_unique_constraint(constraint_name="uq", table_name="t", columns=["a"], **deferrable=True)`,
    ],
    [`op.drop_column("t", "a", if_exists=True)`, `op.drop_column(table_name="t", column_name="a", **if_exists=True)`],
    [
      `op.drop_constraint("fk", "t", type_="foreignkey")`,
      `op.drop_constraint(constraint_name="fk", table_name="t", type_="foreignkey")`,
    ],
    [
      `op.drop_index("ix", table_name="t", postgresql_concurrently=True)`,
      `op.drop_index(index_name="ix", table_name="t", **postgresql_concurrently=True)`,
    ],
    [`op.drop_table("t")`, `op.drop_table(table_name="t")`],
    [`op.drop_table_comment("t")`, `op.drop_table_comment(table_name="t")`],
    [`op.execute("SELECT 1")`, `op.execute(sqltext="SELECT 1")`],
    [`op.execute(sa.text("SELECT :a").bindparams(a=1))`, `op.execute(sqltext=text("SELECT :a").bindparams(a=1))`],
    [`op.rename_table("a", "b", schema="s")`, `op.rename_table(old_table_name="a", new_table_name="b", schema="s")`],
    [`op.run_async(work, 1)`, `op.run_async(async_function=<function work>, 1)`],
    [`op.create_entity(1, flag=True)`, `op.create_entity(0=1, flag=True) [custom]`],
    [`op.add_column(column=sa.Column("a"), table_name="t")`, `op.add_column(column=Column("a"), table_name="t")`],
  ];
  test.each(cases)("%s", (source, expected) => {
    expect(upgrade(source, "async def work(c, n):\n    pass\n")).toEqual([expected]);
  });

  test("an operation object that is invoked", () => {
    const before = "from alembic.operations import ops\n";
    expect(upgrade(`op.invoke(ops.DropTableOp("t"))`, before)).toEqual([
      `op.invoke(operation=alembic.operations.ops.DropTableOp("t"))`,
    ]);
  });

  test("positional arguments that Alembic 1.11 no longer takes are bound and listed", () => {
    expect(
      upgrade(`op.drop_constraint("c", "t", "unique", "s")\nop.create_index("i", "t", ["a"], None, True)`),
    ).toEqual([
      `op.drop_constraint(constraint_name="c", table_name="t", type_="unique", schema="s") [by position: schema]`,
      `op.create_index(index_name="i", table_name="t", columns=["a"], schema=None, unique=True) [by position: schema, unique]`,
    ]);
  });

  test("names that Alembic 1.5 removed are bound and refused", () => {
    expect(upgrade(`op.drop_constraint("c", "t", type="unique")`)).toEqual([
      `op.drop_constraint(constraint_name="c", table_name="t", type_="unique") [error: drop_constraint() got an unexpected keyword argument 'type']`,
    ]);
    expect(upgrade(`op.create_unique_constraint(name="c", source="t", local_cols=["a"])`)).toEqual([
      `op.create_unique_constraint(constraint_name="c", table_name="t", columns=["a"]) [error: create_unique_constraint() takes 'constraint_name' instead of 'name' since Alembic 1.5]`,
    ]);
  });

  test("calls that do not fit are recorded with Python's sentence", () => {
    expect(upgrade(`op.add_column("t")\nop.drop_table("t", "u", "v")`)).toEqual([
      `op.add_column(table_name="t") [error: add_column() missing 1 required positional argument: 'column']`,
      `op.drop_table(table_name="t", schema="u") [error: drop_table() takes 2 positional arguments but 4 were given] [by position: schema]`,
    ]);
  });

  test("unknown unpacked arguments leave the rest open", () => {
    expect(upgrade(`op.create_index("i", "t", ["a"], **options())`, "from somewhere import options\n")).toEqual([
      expect.stringMatching(/^op\.create_index\(index_name="i", table_name="t", columns=\["a"\], …\w+\)$/),
    ]);
    expect(upgrade(`op.create_table("t", *columns)`, "from somewhere import columns\n")).toEqual([
      `op.create_table(table_name="t", …import)`,
    ]);
  });

  test("behind unknown unpacked arguments no position has a name", () => {
    expect(upgrade(`op.create_index(*names, "t", columns=["a"])`, "from somewhere import names\n")).toEqual([
      `op.create_index(columns=["a"], …import)`,
    ]);
  });

  test("known unpacked arguments are bound", () => {
    const before = `cols = [sa.Column("a"), sa.Column("b")]\nkw = {"schema": "s"}\n`;
    expect(upgrade(`op.create_table("t", *cols, **kw)`, before)).toEqual([
      `op.create_table(table_name="t", Column("a"), Column("b"), **schema="s")`,
    ]);
  });
});

describe("ways to reach op", () => {
  test.each([
    ["from alembic.op import drop_table as gone\n", `gone("t")`],
    ["import alembic.op\n", `alembic.op.drop_table("t")`],
    ["import alembic\n", `alembic.op.drop_table("t")`],
    ["import alembic as a\n", `a.op.drop_table("t")`],
    ["from alembic import op as o\n", `o.drop_table("t")`],
    ["import alembic\nop2 = alembic.op\n", `op2.drop_table("t")`],
    ["", `getattr(op, "drop_table")("t")`],
    ["drop = op.drop_table\n", `drop("t")`],
  ])("%s%s", (before, source) => {
    expect(upgrade(source, before)).toEqual([`op.drop_table(table_name="t")`]);
  });

  test("helpers, loops, comprehensions, conditions on constants", () => {
    const before = `
TABLES = ("a", "b")
def drop(name, *, schema=None):
    if schema:
        op.drop_table(name, schema=schema)
    else:
        op.drop_table(name)
`;
    expect(upgrade(`for t in TABLES:\n    drop(t)\n[drop(x, schema="s") for x in TABLES if x != "a"]`, before)).toEqual(
      [`op.drop_table(table_name="a")`, `op.drop_table(table_name="b")`, `op.drop_table(table_name="b", schema="s")`],
    );
  });

  test("a condition that is not known keeps both sides", () => {
    const source = `
if sa.inspect(op.get_bind()).has_table("a"):
    op.drop_table("a")
else:
    op.drop_table("b")
op.drop_table("c")`;
    expect(upgrade(source)).toEqual([
      `op.drop_table(table_name="a") if sa.inspect(op.get_bind()).has_table("a")`,
      expect.stringContaining(`op.drop_table(table_name="b") else`),
      `op.drop_table(table_name="c")`,
    ]);
  });

  test("the dialect is PostgreSQL", () => {
    const source = `
bind = op.get_bind()
if bind.dialect.name == "postgresql":
    op.drop_table("a")
if op.get_context().dialect.name == "sqlite" or bind.engine.name == "mysql":
    op.drop_table("b")`;
    expect(upgrade(source)).toEqual([`op.drop_table(table_name="a")`]);
  });

  test("the mode decides offline conditions", () => {
    const source = `
if context.is_offline_mode() or op.get_context().as_sql:
    op.drop_table("offline")
else:
    op.drop_table("online")`;
    expect(upgrade(source)).toEqual([`op.drop_table(table_name="offline")`]);
    expect(upgrade(source, "", "online")).toEqual([`op.drop_table(table_name="online")`]);
  });

  test("arguments of the command line are not known", () => {
    expect(upgrade(`if context.get_x_argument(as_dictionary=True).get("data"):\n    op.drop_table("a")`)).toEqual([
      expect.stringContaining(`op.drop_table(table_name="a") if `),
    ]);
  });
});

describe("batch blocks", () => {
  test("schema operations wait for the end of the block", () => {
    const source = `
with op.batch_alter_table("t", schema="s") as b:
    b.add_column(sa.Column("a"))
    b.execute("SELECT 1")
    op.drop_table("x")
    b.create_foreign_key("fk", "u", ["a"], ["id"])
op.drop_table("y")`;
    expect(upgrade(source)).toEqual([
      `batch_op.execute(sqltext="SELECT 1") [batch 0]`,
      `op.drop_table(table_name="x") [batch 0]`,
      `batch_op.add_column(column=Column("a"), table_name=<batch> "t", schema=<batch> "s") [batch 0]`,
      `batch_op.create_foreign_key(constraint_name="fk", referent_table="u", local_cols=["a"], remote_cols=["id"], source_table=<batch> "t", source_schema=<batch> "s") [batch 0]`,
      `op.drop_table(table_name="y")`,
    ]);
  });

  test.each([
    [
      `b.alter_column("a", nullable=False)`,
      `batch_op.alter_column(column_name="a", nullable=False, table_name=<batch> "t") [batch 0]`,
    ],
    [`b.drop_column("a")`, `batch_op.drop_column(column_name="a", table_name=<batch> "t") [batch 0]`],
    [
      `b.create_index("i", ["a"], unique=True)`,
      `batch_op.create_index(index_name="i", columns=["a"], table_name=<batch> "t", **unique=True) [batch 0]`,
    ],
    [`b.drop_index("i")`, `batch_op.drop_index(index_name="i", table_name=<batch> "t") [batch 0]`],
    [
      `b.drop_constraint("c", type_="check")`,
      `batch_op.drop_constraint(constraint_name="c", type_="check", table_name=<batch> "t") [batch 0]`,
    ],
    [
      `b.create_primary_key("p", ["a"])`,
      `batch_op.create_primary_key(constraint_name="p", columns=["a"], table_name=<batch> "t") [batch 0]`,
    ],
    [
      `b.create_unique_constraint("u", ["a"])`,
      `batch_op.create_unique_constraint(constraint_name="u", columns=["a"], table_name=<batch> "t") [batch 0]`,
    ],
    [
      `b.create_check_constraint("c", "a > 0")`,
      `batch_op.create_check_constraint(constraint_name="c", condition="a > 0", table_name=<batch> "t") [batch 0]`,
    ],
    [
      `b.create_exclude_constraint("e", ("a", "="))`,
      `batch_op.create_exclude_constraint(constraint_name="e", table_name=<batch> "t", ("a", "=")) [batch 0]`,
    ],
    [`b.create_table_comment("c")`, `batch_op.create_table_comment(comment="c", table_name=<batch> "t") [batch 0]`],
    [`b.drop_table_comment()`, `batch_op.drop_table_comment(table_name=<batch> "t") [batch 0]`],
    [`b.get_bind().execute(sa.text("x"))`, `op.get_bind().execute(sqltext=text("x")) [batch 0]`],
    [
      `b.rename_table("x")`,
      `batch_op.rename_table(old_table_name="x") [batch 0] [error: 'BatchOperations' object has no attribute 'rename_table']`,
    ],
    [
      `b.drop_constraint("c", if_exists=True)`,
      `batch_op.drop_constraint(constraint_name="c", table_name=<batch> "t") [batch 0] [error: drop_constraint() got an unexpected keyword argument 'if_exists']`,
    ],
  ])("%s", (source, expected) => {
    expect(upgrade(`with op.batch_alter_table("t") as b:\n    ${source}`)).toEqual([expected]);
  });

  test("two blocks, one inside the other", () => {
    const source = `
with op.batch_alter_table("t") as b, op.batch_alter_table("u") as c:
    c.drop_column("x")
    b.drop_column("y")`;
    expect(upgrade(source)).toEqual([
      `batch_op.drop_column(column_name="x", table_name=<batch> "u") [batch 1]`,
      `batch_op.drop_column(column_name="y", table_name=<batch> "t") [batch 0]`,
    ]);
  });

  test("the name of the table can be unknown", () => {
    expect(
      upgrade(`with op.batch_alter_table(name) as b:\n    b.drop_column("x")`, "from somewhere import name\n"),
    ).toEqual([
      expect.stringMatching(/^batch_op\.drop_column\(column_name="x", table_name=<batch> <import: .*>\) \[batch 0\]$/),
    ]);
  });
});

describe("autocommit", () => {
  test("a block ends where it ends", () => {
    const source = `
with op.get_context().autocommit_block():
    op.execute("a")
op.execute("b")`;
    expect(upgrade(source)).toEqual([`op.execute(sqltext="a") [autocommit]`, `op.execute(sqltext="b")`]);
  });

  test("a batch operation is executed at the end of its block, outside of an inner autocommit block", () => {
    const source = `
with op.batch_alter_table("t") as b:
    with op.get_context().autocommit_block():
        b.drop_index("i")
        b.execute("a")`;
    expect(upgrade(source)).toEqual([
      `batch_op.execute(sqltext="a") [batch 0] [autocommit]`,
      `batch_op.drop_index(index_name="i", table_name=<batch> "t") [batch 0]`,
    ]);
  });
});
