import { beforeAll, describe, expect, test } from "vitest";
import { known } from "../../src/base/static.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { QualifiedName } from "../../src/postgres/name.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { createdInRevision } from "../../src/schema/created-in-revision.ts";
import { tableOfIndex } from "../../src/schema/table-of-index.ts";
import { emitPython } from "../emit/emit-python.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

function named(text: string): QualifiedName {
  const span = { start: 0, end: 0 };
  const [name = "", schema] = text.split(".").reverse();
  return { schema: schema === undefined ? null : known(schema, span), name: known(name, span) };
}

const create = 'op.create_table("t", sa.Column("a", sa.Text))';

describe("created before the last statement", () => {
  /** The statement that asks is `op.drop_column("asks", "a")`, or the end of the body. */
  function answer(body: string, name = "t"): string {
    const { statements } = emitPython(body, parser);
    const asking = statements.find((it) => it.actions.some((action) => action.kind === "dropColumn")) ?? null;
    return createdInRevision(statements, asking, named(name));
  }

  test.for([
    ["an old table", 'op.drop_index("i")', "t", "no"],
    ["created by an operation", create, "t", "yes"],
    ["created by SQL", 'op.execute("CREATE TABLE t (a int)")', "t", "yes"],
    ["created from a query", 'op.execute("CREATE TABLE t AS SELECT 1")', "t", "yes"],
    ["created by SELECT INTO", 'op.execute("SELECT * INTO t FROM u")', "t", "yes"],
    ["a materialized view", 'op.execute("CREATE MATERIALIZED VIEW t AS SELECT 1")', "t", "yes"],
    ["a view that may have been there", 'op.execute("CREATE OR REPLACE VIEW t AS SELECT 1")', "t", "unknown"],
    ["a view that is dropped again", 'op.execute("CREATE VIEW t AS SELECT 1; DROP VIEW t")', "t", "no"],
    ["created later", `op.drop_column("asks", "a")\n${create}`, "t", "no"],
    ["IF NOT EXISTS", 'op.execute("CREATE TABLE IF NOT EXISTS t (a int)")', "t", "unknown"],
    ["if_not_exists=True", 'op.create_table("t", sa.Column("a", sa.Text), if_not_exists=True)', "t", "unknown"],
    ["another table", 'op.create_table("u", sa.Column("a", sa.Text))', "t", "no"],
    ["another schema", 'op.create_table("t", sa.Column("a", sa.Text), schema="x")', "y.t", "no"],
    ["the same schema", 'op.create_table("t", sa.Column("a", sa.Text), schema="x")', "x.t", "yes"],
    ["a schema on one side only", create, "public.t", "unknown"],
    ["a name that is not known", 'op.create_table(name(), sa.Column("a", sa.Text))', "t", "unknown"],
    ["renamed to it", 'op.create_table("u", sa.Column("a", sa.Text))\nop.rename_table("u", "t")', "t", "yes"],
    ["renamed from it", `${create}\nop.rename_table("t", "u")`, "t", "no"],
    ["an old table renamed to it", 'op.rename_table("u", "t")', "t", "no"],
    [
      "renamed away, and an old one to it",
      `${create}\nop.rename_table("t", "u")\nop.rename_table("v", "t")`,
      "t",
      "no",
    ],
    [
      "swapped",
      `op.create_table("n", sa.Column("a", sa.Text))\nop.rename_table("t", "o")\nop.rename_table("n", "t")`,
      "t",
      "yes",
    ],
    [
      "swapped, the old one",
      `op.create_table("n", sa.Column("a", sa.Text))\nop.rename_table("t", "o")\nop.rename_table("n", "t")`,
      "o",
      "no",
    ],
    ["renamed, to a name that is not known", `${create}\nop.rename_table("t", name())`, "t", "unknown"],
    ["an unknown table is renamed", `${create}\nop.rename_table(name(), "u")`, "t", "unknown"],
    ["moved to a schema", `${create}\nop.execute("ALTER TABLE t SET SCHEMA s")`, "s.t", "yes"],
    ["dropped again", `${create}\nop.drop_table("t")`, "t", "no"],
    ["dropped with its schema", 'op.create_table("t", schema="s")\nop.execute("DROP SCHEMA s CASCADE")', "s.t", "no"],
    ["dropped and created", `op.drop_table("t")\n${create}`, "t", "yes"],
    ["an unknown table is dropped", `${create}\nop.drop_table(name())`, "t", "unknown"],
    ["unknown SQL before", "op.execute(name())", "t", "unknown"],
    ["unknown SQL, and created", `op.execute(name())\n${create}`, "t", "yes"],
    ["a DO block", 'op.execute("DO $$ BEGIN END $$")', "t", "unknown"],
    ["a syntax error", 'op.execute("CREATE TABEL t (a int)")', "t", "unknown"],
    ["something unknown about another table", 'op.alter_column("u", "a", nullable=name())', "t", "no"],
    ["a gap", "name(op)", "t", "unknown"],
    ["only queries and data", 'op.execute("SELECT f()")\nop.execute("INSERT INTO u SELECT * FROM v")', "t", "no"],
  ] as const)("%s", ([, body, name, expected]) => {
    const asks = body.includes("asks") ? "" : '\nop.drop_column("asks", "a")';
    expect(answer(`from project import name\n${body}${asks}`, name)).toBe(expected);
  });

  test.for([
    ["under a condition", `if name():\n    ${create}`, "unknown"],
    ["under the same condition", `if name():\n    ${create}\n    op.drop_column("asks", "a")`, "yes"],
    ["in the other branch", `if name():\n    ${create}\nelse:\n    op.drop_column("asks", "a")`, "unknown"],
    [
      "under a condition of its own",
      `if name():\n    ${create}\n    if name():\n        op.drop_column("asks", "a")`,
      "yes",
    ],
    ["dropped under a condition", `${create}\nif name():\n    op.drop_table("t")`, "unknown"],
    ["both under conditions", `if name():\n    ${create}\n    op.drop_table("t")`, "no"],
  ] as const)("%s", ([, body, expected]) => {
    const asks = body.includes("asks") ? "" : '\nop.drop_column("asks", "a")';
    expect(answer(`from project import name\n${body}${asks}`)).toBe(expected);
  });
});

describe("the table of an index", () => {
  function table(body: string, index: string): string | null {
    const found = tableOfIndex(emitPython(body, parser).statements, null, named(index));
    return found?.name.known ? found.name.value : null;
  }

  test.for([
    ["an older index", 'op.drop_table("t")', "i", null],
    ["create_index", 'op.create_index("i", "t", ["a"])', "i", "t"],
    ["SQL", 'op.execute("CREATE INDEX i ON s.t (a)")', "s.i", "t"],
    ["another schema", 'op.execute("CREATE INDEX i ON s.t (a)")', "x.i", null],
    ["a unique constraint", 'op.create_unique_constraint("i", "t", ["a"])', "i", "t"],
    ["a check has none", 'op.create_check_constraint("i", "t", "a > 0")', "i", null],
    ["index=True", 'op.add_column("t", sa.Column("a", sa.Text, index=True))', "ix_t_a", "t"],
  ] as const)("%s", ([, body, index, expected]) => expect(table(body, index)).toBe(expected));
});
