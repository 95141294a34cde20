import { describe, expect, test } from "vitest";
import { nameArgument } from "../../src/migration/name-argument.ts";
import type { Operation } from "../../src/migration/operation.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import { tableOf } from "../../src/migration/table-call.ts";
import { pythonOf, runPython } from "./run-python.ts";

/** Migrations that the real Alembic runs offline; each must give the same operations, in the same order, here. */
const sources: readonly string[] = [
  `
t = op.create_table("t", sa.Column("a", sa.Integer(), primary_key=True), sa.Column("b", sa.String(9), index=True))
op.bulk_insert(t, [{"a": 1, "b": "x"}])
op.create_index("i", "t", ["a"])
op.rename_table("t", "u")
op.drop_table("u")`,
  `
with op.batch_alter_table("t", schema="s") as b:
    b.add_column(sa.Column("a", sa.Integer()))
    b.execute("SELECT 1")
    b.create_foreign_key("fk", "u", ["a"], ["id"])
    op.execute("SELECT 2")
    b.get_bind().execute(sa.text("SELECT 3"))
    b.drop_constraint("c", type_="unique")
    b.create_table_comment("x")
op.drop_column("t", "z")`,
  `
with op.batch_alter_table("t") as b, op.batch_alter_table("u") as c:
    c.drop_column("x")
    b.drop_column("y")
with op.batch_alter_table("v") as b:
    pass`,
  `
with op.get_context().autocommit_block():
    op.create_index("i", "t", ["a"], postgresql_concurrently=True)
    with op.batch_alter_table("u") as b:
        b.drop_index("j")
with op.batch_alter_table("w") as b:
    with op.get_context().autocommit_block():
        b.drop_column("k")
        b.execute("SELECT 1")
op.execute("SELECT 2")`,
  `
for name, columns in {"a": ["x", "y"], "b": []}.items():
    for column in columns:
        op.add_column(name, sa.Column(column, sa.Text()))
    else:
        op.create_table_comment(name, f"{name}!")
[op.drop_column("c", it) for it in sorted({"q", "p"}, reverse=True)]`,
  `
def each(*tables, **options):
    for table in tables:
        yield table
    return options
for it in each("a", "b", x=1):
    op.drop_table(it)
list(map(op.drop_table, ("c", "d")))`,
  `
bind = op.get_bind()
e = postgresql.ENUM("a", "b", name="e")
e.create(bind, checkfirst=False)
op.add_column("t", sa.Column("a", e))
op.alter_column("t", "a", nullable=False, server_default=None)
sa.Table("m", sa.MetaData(), sa.Column("a", sa.Integer())).create(bind)
sa.MetaData().create_all(bind)
e.drop(bind)
bind.execute(sa.text("SELECT 1"))
op.get_context().impl.static_output("SELECT 2")`,
  `
if context.is_offline_mode() and op.get_bind().dialect.name == "postgresql":
    op.drop_table("offline")
else:
    op.drop_table("online")
op.drop_table("a" if op.get_context().as_sql else "b")`,
  `
try:
    op.drop_constraint("c", "t", type_="check")
except Exception:
    op.drop_table("never")
else:
    op.drop_table("else")
finally:
    op.drop_table("finally")`,
  `
steps = [(op.drop_table, ("a",), {"schema": "s"}), (op.drop_column, ("b", "c"), {})]
while steps:
    f, args, kw = steps.pop(0)
    f(*args, **kw)
match = getattr(op, "create_" + "unique_constraint")
match("u", "t", ["a"])
op.create_primary_key(op.f("pk"), "t", ["a"])
op.create_check_constraint("ck", "t", sa.column("a") > 0)
op.create_exclude_constraint("ex", "t", (sa.column("a"), "="), using="gist")
op.drop_table_comment("t")
op.drop_index("i")`,
  `
from alembic.op import drop_table as gone
import alembic.op as again
gone("a")
again.drop_table("b")
with again.batch_alter_table("c") as d:
    for n in range(2):
        d.drop_column(f"n{n}")`,
  `
class Steps:
    tables = ("a", "b")
    def __init__(self, op):
        self.op = op
    def run(self):
        for it in self.tables:
            self.op.drop_table(it)
        return self
Steps(op).run().op.execute("SELECT 1")
(lambda t: op.drop_table(t))("l")`,
];

const head = "from alembic import op, context\nimport sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql\n";

function migration(body: string): string {
  const lines = body.trim().split("\n");
  return `${head}\ndef upgrade():\n${lines.map((it) => `    ${it}`).join("\n")}\n`;
}

/** Alembic prints raw text without an operation of its own, so the driver does not see it. */
function executed(operations: readonly Operation[]): readonly (readonly [string, string, boolean])[] {
  return operations
    .filter((it) => it.directive !== "static_output")
    .map((it) => [it.directive, tableName(it), it.autocommit] as const);
}

function tableName(operation: Operation): string {
  const { args } = operation;
  const built = tableOf(args.get("table")?.value);
  if (built !== undefined) return built.name.known ? built.name.value : "?";
  const named = args.get("table_name") ?? args.get("source_table") ?? args.get("old_table_name");
  if (named === undefined || operation.directive === "drop_index") return "";
  const { name } = nameArgument(named.value);
  return name.known ? name.value : "?";
}

describe.each(["LIMBECK_TEST_PYTHON_NEW", "LIMBECK_TEST_PYTHON_OLD"] as const)("%s", (variable) => {
  test("operations in the order in which Alembic executes them", () => {
    const texts = sources.map(migration);
    const real = runPython(pythonOf(variable), "operations_driver.py", texts) as (readonly [
      string,
      string,
      boolean,
    ])[][];
    texts.forEach((text, i) => {
      const file = readMigration("a.py", text);
      const expected = real[i]?.map(([name, table, autocommit]) => [
        name,
        name === "drop_index" ? "" : table,
        autocommit,
      ]);
      expect(executed(file.upgrade.operations), text).toEqual(expected);
      expect(file.upgrade.gaps, text).toEqual([]);
      expect(
        file.upgrade.operations.filter((it) => it.site.conditions.length > 0),
        text,
      ).toEqual([]);
    });
  });
});
