import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { codeActions } from "../../src/service/features/code-actions.ts";
import { applyChange } from "../service/apply-change.ts";
import { fixContext, load, migration, projectFiles, root, versions } from "../service/project-fixture.ts";
import { pythonOf, runPython } from "./run-python.ts";

/*
 * A migration in two halves, run by the real Alembic on a real PostgreSQL: together they do what it did, each can be taken back and done again, and rows and schema are
 * committed by themselves.
 */

interface Step {
  readonly errors: readonly string[];
  readonly message: string;
  readonly schema: readonly string[];
  readonly versions: readonly string[];
  readonly value: string | null;
}

const env = `
from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
`;

const base = migration({
  revision: "a1",
  upgrade: [
    'op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True))',
    'op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("email", sa.Text()))',
    "op.execute(\"INSERT INTO users (id, email) VALUES (1, 'a@b')\")",
  ].join("\n"),
  downgrade: 'op.drop_table("users")\nop.drop_table("teams")',
});

interface Case {
  readonly title: string;
  readonly rule: string;
  readonly upgrade: string;
  readonly downgrade: string;
  readonly extra?: string;
  /** A query, whose value is the same for the whole and for the halves. */
  readonly probe: string;
}

const cases: readonly Case[] = [
  {
    title: "schema, then rows",
    rule: "mixed-schema-and-data",
    upgrade:
      'op.execute("SET LOCAL lock_timeout = \'2s\'")\nop.add_column("users", sa.Column("plan", sa.Text()))\nop.execute("UPDATE users SET plan = current_setting(\'lock_timeout\')")',
    downgrade: 'op.drop_column("users", "plan")',
    probe: "SELECT plan FROM users",
  },
  {
    title: "two tables",
    rule: "wide-lock-window",
    upgrade:
      'op.add_column("users", sa.Column("plan", sa.Text()))\nop.add_column("teams", sa.Column("plan", sa.Text()))\nop.create_index("ix_teams_plan", "teams", ["plan"])',
    downgrade:
      'op.drop_index("ix_teams_plan", "teams")\nop.drop_column("teams", "plan")\nop.drop_column("users", "plan")',
    probe: "SELECT count(*) FROM teams",
  },
  {
    title: "names and helpers",
    rule: "mixed-schema-and-data",
    extra: "import json\n\nPLANS = ['free']\n\ndef plan():\n    return json.dumps(PLANS)\n",
    upgrade: [
      'users = sa.table("users", sa.column("plan", sa.Text()))',
      'op.add_column("users", sa.Column("plan", sa.Text()))',
      "op.get_bind().execute(users.update().values(plan=plan()))",
    ].join("\n"),
    downgrade: 'op.drop_column("users", "plan")',
    probe: "SELECT plan FROM users",
  },
  {
    title: "a validation",
    rule: "validate-in-same-transaction",
    upgrade: [
      'op.create_check_constraint("ck_users_email", "users", "email <> \'\'", postgresql_not_valid=True)',
      'op.execute("ALTER TABLE users VALIDATE CONSTRAINT ck_users_email")',
    ].join("\n"),
    downgrade: 'op.drop_constraint("ck_users_email", "users", type_="check")',
    probe: "SELECT convalidated FROM pg_constraint WHERE conname = 'ck_users_email'",
  },
  {
    title: "a foreign key",
    rule: "create-foreign-key-validates",
    upgrade: 'op.create_foreign_key("fk_users_id", "teams", "users", ["id"], ["id"])',
    downgrade: 'op.drop_constraint("fk_users_id", "teams", type_="foreignkey")',
    probe: "SELECT convalidated FROM pg_constraint WHERE conname = 'fk_users_id'",
  },
];

async function halves({ rule, upgrade, downgrade, extra = "" }: Case) {
  const whole = migration({ revision: "b2", down: "a1", upgrade, downgrade, extra });
  const files = { [`${versions}/a1.py`]: base, [`${versions}/b2.py`]: whole, [`${root}/migrations/env.py`]: env };
  const { [`${root}/migrations/env.py`]: _, ...texts } = files;
  const named = Object.fromEntries(Object.entries(texts).map(([path, text]) => [basename(path), text]));
  const fixture = await load(
    projectFiles(named, {
      [`${root}/migrations/env.py`]: env,
      [`${root}/migrations/script.py.mako`]: { ok: false, reason: "missing", message: "" },
    }),
  );
  const file = fixture.file("b2.py");
  const actions = codeActions(fixture.snapshot(), file, { start: 0, end: file.text.length }, fixContext);
  const action = actions.find((it) => it.about.rule === rule && it.fileChanges.length > 0);
  if (action === undefined) throw new Error(`There is no such fix of ${rule}.`);
  const after = applyChange(files, action);
  const migrations = Object.entries(after).filter(([path]) => path.startsWith(versions));
  return { whole: named, split: Object.fromEntries(migrations.map(([path, text]) => [basename(path), text])) };
}

const divided = await Promise.all(cases.map(halves));

describe.each([
  ["SQLAlchemy 2.0", "LIMBECK_TEST_PYTHON_MIDDLE"],
  ["the newest SQLAlchemy", "LIMBECK_TEST_PYTHON_NEW"],
] as const)("%s", (_, variable) => {
  const url = process.env.LIMBECK_TEST_PG_URL;
  if (url === undefined) throw new Error("LIMBECK_TEST_PG_URL is not set: run these tests through npm test.");
  const results = runPython(pythonOf(variable), "rules_driver.py", {
    url,
    cases: cases.flatMap(({ probe }, at) => [
      {
        files: divided[at]?.whole,
        env,
        steps: [
          ["upgrade", "a1"],
          ["upgrade", "head"],
          ["probe", probe],
          ["downgrade", "a1"],
        ],
      },
      {
        files: divided[at]?.split,
        env,
        steps: [
          ["upgrade", "a1"],
          ["upgrade", "head"],
          ["probe", probe],
          ["downgrade", "-1"],
          ["upgrade", "head"],
          ["downgrade", "a1"],
        ],
      },
    ]),
  }) as readonly (readonly Step[])[];

  test.each(cases.map((it, at) => [it.title, at] as const))("%s", (_title, at) => {
    const [whole, split] = [results[2 * at] ?? [], results[2 * at + 1] ?? []];
    expect([...whole, ...split].map((it) => it.message)).toEqual(Array(10).fill(""));
    expect(split[1]?.versions).toEqual([fixContext.newRevisionId()]);
    expect(split[1]?.schema).toEqual(whole[1]?.schema);
    expect(split[2]?.value).toBe(whole[2]?.value);
    expect(split[3]?.versions).toEqual(["b2"]);
    expect(split[4]?.schema).toEqual(whole[1]?.schema);
    expect(split[5]?.schema).toEqual(whole[0]?.schema);
  });
});
