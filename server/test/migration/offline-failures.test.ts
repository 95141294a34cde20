import { describe, expect, test } from "vitest";
import { readMigration } from "../../src/migration/read-migration.ts";

/** What ends `alembic upgrade --sql` in the body, and the gaps. */
function read(
  body: string,
  mode: "offline" | "online" = "offline",
): { failures: readonly string[]; gaps: readonly string[] } {
  const lines = body.split("\n").map((line) => `    ${line}\n`);
  const text = `import sqlalchemy as sa\nfrom alembic import op\nrevision = "a"\ndown_revision = None\n\ndef upgrade():\n${lines.join("")}`;
  const { upgrade } = readMigration("/v/a.py", text, { mode });
  return {
    failures: upgrade.offlineFailures.map(
      (it) => `${it.exception.split(":")[0]}${it.conditions.length > 0 ? " if" : ""}${it.caught ? " caught" : ""}`,
    ),
    gaps: upgrade.gaps.map((it) => it.why.detail),
  };
}

describe("what an offline run cannot do", () => {
  test.each([
    ['op.get_bind().execute(sa.text("select 1")).fetchall()', ["AttributeError"]],
    ['rows = op.get_bind().execute(sa.text("select 1"))\nfor row in rows:\n    pass', ["TypeError"]],
    ['op.get_bind().execute(sa.text("select 1"))[0]', ["TypeError"]],
    ['op.get_bind().execute(sa.text("update t set a = 1"))', []],
    ["with op.get_bind().begin_nested():\n    pass", ["AttributeError"]],
    ["op.get_bind().exec_driver_sql('select 1')", ["AttributeError"]],
    ["op.get_bind().execution_options(x=1).execute(sa.text('select 1'))", []],
    ["sa.inspect(op.get_bind()).has_table('t')", ["NoInspectionAvailable"]],
    ["if unknown_name:\n    pass", ["NameError"]],
    ["try:\n    op.get_bind().begin_nested()\nexcept Exception:\n    pass", ["AttributeError caught"]],
    ["if sa.inspect(op.get_bind()).has_table('t'):\n    op.get_bind().scalars('x')", ["NoInspectionAvailable"]],
    ["import os\nif os.environ['x']:\n    op.get_bind().begin()", ["AttributeError if"]],
  ])("%s", (body, expected) => {
    expect(read(body).failures).toEqual(expected);
  });

  test("a run with a server has results", () => {
    expect(read("op.get_bind().execute(sa.text('select 1')).fetchall()", "online").failures).toEqual([]);
  });

  test("names of Python, of the module and of star imports are no NameError", () => {
    expect(read("memoryview(b''), __doc__, revision, isinstance(1, int), [x for x in range(2)]").failures).toEqual([]);
  });
});

describe("the order of a set is nobody's", () => {
  const order = "the order of a set, which no program can rely on";

  test.each([
    ['for x in {"a", "b"}:\n    op.execute(x)', [order]],
    ['for x in {"a"}:\n    op.execute(x)', []],
    ['for x in sorted({"b", "a"}):\n    op.execute(x)', []],
    ['seen = set()\nfor x in {"a", "b"}:\n    seen.add(x)\nop.execute(str(len(seen)))', []],
  ])("%s", (body, expected) => {
    expect(read(body).gaps).toEqual(expected);
  });

  test("a text that is joined from a set is not known", () => {
    const text = `from alembic import op\ndef upgrade():\n    op.execute(", ".join({"a", "b"}))\n    op.execute(", ".join(sorted({"b", "a"})))\n`;
    const [first, second] = readMigration("/v/a.py", text).upgrade.operations.map(
      (it) => it.args.get("sqltext")?.value,
    );
    expect(first?.type).toBe("unknown");
    expect(second).toMatchObject({ type: "str", value: "a, b" });
  });
});

describe("a reading that is ended says so", () => {
  test.each([
    ["a loop that is too long", "i = 0\nwhile i < 10 ** 9:\n    i += 1"],
    ["a text that is too long", "x = 'a'\nfor i in range(100):\n    x = x + x\nop.execute(x)"],
  ])("%s", (_, body) => {
    const lines = body.split("\n").map((line) => `    ${line}\n`);
    const text = `from alembic import op\n\ndef upgrade():\n${lines.join("")}    op.drop_table("t")\n`;
    const { problems, upgrade } = readMigration("/v/a.py", text);
    expect(problems.map((it) => it.code)).toEqual(["reading-ended"]);
    expect(upgrade.gaps.map((it) => it.why.reason)).toEqual(["budget"]);
  });

  test("a file that is read to its end has no such problem", () => {
    expect(
      readMigration("/v/a.py", "from alembic import op\ndef upgrade():\n    op.drop_table('t')\n").problems,
    ).toEqual([]);
  });
});
