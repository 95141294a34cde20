import { describe, expect, test } from "vitest";
import { applyEdits } from "../../src/base/text-edit.ts";
import { defaultLintConfig } from "../../src/lint/lint-config.ts";
import { defaultAnalysisConfig } from "../../src/project/default-analysis-config.ts";
import { lintText } from "../harness/lint-text.ts";
import { migrationFixture } from "../harness/migration-fixture.ts";
import { pythonOf, runPython } from "./run-python.ts";

/* Fixes of the rules, run by the real Alembic on a real PostgreSQL. */

interface Step {
  readonly error: string | null;
  readonly schema: readonly string[];
}

/** What every case begins with. */
const before = `def upgrade():
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.Text()),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(50)),
        sa.Column("age", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), comment="old"),
        comment="Users",
    )
    op.create_table("keyless", sa.Column("id", sa.Integer(), nullable=False))
    op.execute("CREATE SCHEMA shop")
    op.create_table("items", sa.Column("id", sa.Integer(), primary_key=True), schema="shop")


def downgrade():
    pass
`;
const row =
  "INSERT INTO teams (id, name) VALUES (1, 'a'); INSERT INTO users (id, age) VALUES (1, 20); INSERT INTO shop.items VALUES (1)";

const surroundings = {
  analysis: { ...defaultAnalysisConfig, namingConvention: { kind: "none" as const }, dialect: "postgresql" },
  config: defaultLintConfig,
};

/** The whole file with the first (or the named) fix of every finding of a rule, one after the other. */
function fixed(rule: string, block: string, title = ""): string {
  const fixture = migrationFixture(block, { revision: "b2", down: "a1" });
  let { text } = fixture;
  for (let rounds = 0; rounds < 100; rounds++) {
    const finding = lintText(fixture.path, text, surroundings).findings.find((it) => it.rule === rule);
    if (finding === undefined && rounds > 0) return text;
    const fix = finding?.fixes.find((it) => it.title.startsWith(title));
    if (fix === undefined) throw new Error(`${rule} has no such fix here: ${text}`);
    text = applyEdits(text, fix.edits);
  }
  throw new Error(`the fixes of ${rule} come to no end: ${text}`);
}

function run(
  migrations: readonly string[],
  steps: readonly (readonly [string, string])[],
): readonly (readonly Step[])[] {
  const first = migrationFixture(before, { revision: "a1", down: "" }).text;
  const cases = migrations.map((it) => ({ files: { "a1.py": first, "b2.py": it }, steps }));
  const url = process.env.LIMBECK_TEST_PG_URL;
  if (url === undefined) throw new Error("LIMBECK_TEST_PG_URL is not set: run these tests through npm test.");
  return runPython(pythonOf("LIMBECK_TEST_PYTHON_NEW"), "fixes_driver.py", { url, cases }) as Step[][];
}

const upgrades: Readonly<Record<string, string>> = {
  "tables, columns, indexes": `
    op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), schema="shop")
    op.add_column("users", sa.Column("team_id", sa.Integer(), sa.ForeignKey("teams.id", name="fk_users_team_id_teams")))
    op.create_index("ix_users_team_id", "users", ["team_id"])
    op.create_index("ix_items_id", "items", ["id"], schema="shop", unique=True)
    op.add_column("items", sa.Column("number", sa.Text(), unique=True, index=True), schema="shop")`,
  constraints: `
    op.create_unique_constraint(op.f("uq_users_email"), "users", ["email"])
    op.create_check_constraint("ck_users_age", "users", "age > 17")
    op.create_primary_key("pk_keyless", "keyless", ["id"])
    op.create_foreign_key("fk_items_id_users", "items", "users", ["id"], ["id"], source_schema="shop")
    op.create_exclude_constraint("ex_users", "users", (sa.column("age"), "="), using="btree")`,
  columns: `
    op.alter_column("users", "email", existing_type=sa.String(50), type_=sa.String(100), existing_nullable=True, nullable=False, server_default="x", existing_server_default=None)
    op.alter_column("users", "age", nullable=True, existing_nullable=False, existing_type=sa.Integer())
    op.alter_column("users", "state", new_column_name="status", comment="new", existing_comment="old", existing_type=sa.Text())`,
  "names and comments": `
    op.rename_table("keyless", "without_key")
    op.rename_table("items", "goods", schema="shop")
    op.create_table_comment("teams", "Teams", existing_comment=None)
    op.create_table_comment("users", "People", existing_comment="Users")`,
  "enum types": `
    op.create_table("moods", sa.Column("mood", sa.Enum("sad", "happy", name="Mood")), sa.Column("other", sa.Enum("a", name="kind", schema="shop")))
    sa.Enum("x", "y", name="axis").create(op.get_bind())
    op.add_column("users", sa.Column("axis", sa.Enum("x", "y", name="axis")))`,
  "batch blocks": `
    with op.batch_alter_table("items", schema="shop") as batch_op:
        batch_op.add_column(sa.Column("number", sa.Text()))
        batch_op.create_index("ix_items_number", ["number"])
        batch_op.create_unique_constraint("uq_items_number", ["number"])`,
  "an index that is built concurrently": `
    with op.get_context().autocommit_block():
        op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True, if_not_exists=True)`,
  SQL: `
    op.execute("CREATE TYPE mood AS ENUM ('sad', 'happy')")
    op.execute("CREATE DOMAIN year AS int")
    op.execute("CREATE TABLE diary (id bigint PRIMARY KEY, mood mood)")
    op.execute('ALTER TABLE users ADD COLUMN "Mood" mood, ADD CONSTRAINT ck_users_mood CHECK ("Mood" IS NOT NULL) NOT VALID')
    op.execute("CREATE INDEX ix_diary_mood ON diary (mood); CREATE INDEX ix_shop ON shop.items (id)")
    op.execute("ALTER TABLE users RENAME TO people; ALTER TABLE people RENAME COLUMN age TO years")
    op.execute("ALTER TABLE people RENAME CONSTRAINT users_pkey TO pk_people")
    op.execute("ALTER TYPE mood RENAME VALUE 'sad' TO 'low'")
    op.execute("CREATE SCHEMA archive")
    op.execute("CREATE VIEW happy AS SELECT * FROM diary WHERE mood = 'happy'")
    op.execute("CREATE MATERIALIZED VIEW low AS SELECT * FROM diary WHERE mood = 'low'")
    op.execute("REFRESH MATERIALIZED VIEW low; ANALYZE diary")`,
  "loops and helpers": `
    for name in ("users", "teams"):
        op.add_column(name, sa.Column("created_at", sa.DateTime()))
        op.create_index(f"ix_{name}_created_at", name, ["created_at"])`,
};

test("a generated downgrade takes back what the upgrade did", () => {
  const names = Object.keys(upgrades);
  const migrations = names.map((it) =>
    fixed("empty-downgrade", `def upgrade():${upgrades[it]}\n\n\ndef downgrade():\n    pass`, "Generate"),
  );
  const steps = [
    ["upgrade", "a1"],
    ["upgrade", "b2"],
    ["downgrade", "a1"],
    ["upgrade", "b2"],
  ] as const;
  const results = run(migrations, steps);
  names.forEach((name, at) => {
    const [base, upgraded, back, again] = results[at] ?? [];
    expect([name, ...(results[at] ?? []).map((it) => it.error)]).toEqual([name, null, null, null, null]);
    expect(upgraded?.schema).not.toEqual(base?.schema);
    expect(back?.schema).toEqual(base?.schema);
    expect(again?.schema).toEqual(upgraded?.schema);
  });
});

describe("add-column-not-null-without-default", () => {
  const rule = "add-column-not-null-without-default";
  const types = [
    "sa.Text()",
    "sa.String(20)",
    "sa.Integer()",
    "sa.BigInteger()",
    "sa.Numeric(10, 2)",
    "sa.Float()",
    "sa.Boolean()",
    "sa.Date()",
    "sa.DateTime()",
    "sa.DateTime(timezone=True)",
    "sa.Interval()",
    "sa.LargeBinary()",
    "sa.JSON()",
    "postgresql.JSONB()",
    "postgresql.ARRAY(sa.Text())",
    "postgresql.TSVECTOR()",
    "postgresql.MONEY()",
    "sa.Uuid()",
  ];
  const block = (type: string, flags = "") =>
    `def upgrade():\n    op.add_column("users", sa.Column("x", ${type}, nullable=False${flags}))`;
  const steps = [
    ["upgrade", "a1"],
    ["sql", row],
    ["upgrade", "b2"],
  ] as const;
  const errors = (migrations: readonly string[]) => run(migrations, steps).map((it) => it.map((step) => step.error));

  test("it fails on a table with a row, as the rule says", () => {
    const sql = `def upgrade():\n    op.execute("ALTER TABLE users ADD COLUMN x int NOT NULL")`;
    const migrations = [
      block("sa.Text()"),
      block("sa.Text()", ", default='a'"),
      block("sa.Text()", ", server_default=sa.text('NULL')"),
      sql,
    ];
    for (const result of errors(migrations.map((it) => migrationFixture(it, {}).text))) {
      expect(result.slice(0, 2)).toEqual([null, null]);
      expect(result[2]).toContain("NotNullViolation");
    }
  });

  test("both fixes run for each type", () => {
    const lines = types.map((it, at) => `    op.add_column("users", sa.Column("x${at}", ${it}, nullable=False))`);
    const all = `def upgrade():\n${lines.join("\n")}`;
    for (const result of run(
      [fixed(rule, all, "Add server_default"), fixed(rule, all, "Add the column as nullable")],
      steps,
    )) {
      expect(result.map((it) => it.error)).toEqual([null, null, null]);
      const columns = result[2]?.schema.filter((it) => it.startsWith("column users.x")) ?? [];
      expect(columns.length).toBe(types.length);
      expect(columns.filter((it) => !it.includes(" NOT NULL"))).toEqual([]);
    }
  });

  test("the fixes of SQL, batch blocks, schemas and enums run", () => {
    const enumeration = `def upgrade():
    sa.Enum("new", "paid", name="state").create(op.get_bind())
    op.add_column("users", sa.Column("x", sa.Enum("new", "paid", name="state"), nullable=False))`;
    const batch = `def upgrade():
    with op.batch_alter_table("items", schema="shop") as batch_op:
        batch_op.add_column(sa.Column("x", sa.Text(), nullable=False))
        batch_op.create_index("ix_items_x", ["x"])`;
    const sql = `def upgrade():\n    op.execute('ALTER TABLE users ADD COLUMN "X y" text NOT NULL')`;
    const quoted = `def upgrade():\n    op.add_column("users", sa.Column("Order", sa.Text(), nullable=False))`;
    const migrations = [enumeration, batch, sql, quoted].flatMap((it) => [
      fixed(rule, it, "Add "),
      fixed(rule, it, "Add the column as nullable"),
    ]);
    expect(errors(migrations)).toEqual(migrations.map(() => [null, null, null]));
  });

  test("a place to fill in stops the migration until it is filled in", () => {
    const [result] = errors([fixed(rule, block("postgresql.INET()"), "Add the column as nullable")]);
    expect(result?.[2]).toContain("SyntaxError");
  });
});

describe("unnamed-constraint", () => {
  test("with its name a constraint is the same, and can be dropped by that name", () => {
    const cases: readonly (readonly [string, string])[] = [
      ['op.create_unique_constraint(None, "users", ["email"])', "uq_users_email"],
      ['op.create_foreign_key(None, "items", "users", ["id"], ["id"], source_schema="shop")', "fk_items_id_users"],
      ['op.create_check_constraint(None, "users", "age > 17")', "ck_users_age"],
      ['op.create_primary_key(None, "keyless", ["id"])', "pk_keyless"],
      ['op.add_column("users", sa.Column("x", sa.Text(), unique=True))', "uq_users_x"],
      ['op.add_column("users", sa.Column("x", sa.Integer(), sa.ForeignKey("teams.id")))', "fk_users_x_teams"],
      [
        'op.create_table("t", sa.Column("x", sa.Text(), unique=True), sa.Column("y", sa.Text()), comment="a")',
        "uq_t_x",
      ],
      ['op.create_table("t", sa.Column("x", sa.Text()), sa.UniqueConstraint("x"))', "uq_t_x"],
      ['op.create_table("t", sa.Column("x", sa.Integer()), sa.CheckConstraint("x > 0"))', "ck_t_x"],
      [
        'op.create_table("t", sa.Column("x", sa.Integer()), sa.ForeignKeyConstraint(["x"], ["users.id"]))',
        "fk_t_x_users",
      ],
      ['op.create_table("t", sa.Column("x", sa.Integer(), sa.ForeignKey("users.id", name=None)))', "fk_t_x_users"],
      ['op.execute("ALTER TABLE users ADD UNIQUE (email)")', "uq_users_email"],
      ['op.execute("ALTER TABLE users ADD x int REFERENCES teams")', "fk_users_x_teams"],
      ["op.execute('CREATE TABLE t (x int UNIQUE)')", "uq_t_x"],
    ];
    const block = (line: string): string => `def upgrade():\n    ${line}`;
    const plain = run(
      cases.map(([line]) => migrationFixture(block(line), {}).text),
      [["upgrade", "b2"]],
    );
    const named = run(
      cases.map(([line]) => fixed("unnamed-constraint", block(line))),
      [["upgrade", "b2"]],
    );
    const withoutNames = (step: Step | undefined): readonly string[] =>
      (step?.schema ?? [])
        .map((it) =>
          it.replace(/^(constraint \S+) \S+ /, "$1 ").replace(/^(index CREATE (?:UNIQUE )?INDEX) \S+ /, "$1 "),
        )
        .sort();
    cases.forEach(([line, name], at) => {
      expect([line, plain[at]?.[0]?.error, named[at]?.[0]?.error]).toEqual([line, null, null]);
      expect(named[at]?.[0]?.schema.some((it) => it.startsWith("constraint ") && it.includes(` ${name} `))).toBe(true);
      expect(plain[at]?.[0]?.schema.some((it) => it.includes(` ${name} `))).toBe(false);
      expect(withoutNames(named[at]?.[0])).toEqual(withoutNames(plain[at]?.[0]));
    });
  });
});
