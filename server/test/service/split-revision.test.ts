import { describe, expect, test } from "vitest";
import { codeActions } from "../../src/service/features/code-actions.ts";
import { fileDiagnostics } from "../../src/service/features/diagnostics.ts";
import type { FixContext } from "../../src/service/fix-context.ts";
import { applyChange } from "./apply-change.ts";
import { fixContext, type LoadedFixture, load, migration, projectFiles, root, versions } from "./project-fixture.ts";

type Texts = Readonly<Record<string, string>>;

const env = `${root}/migrations/env.py`;
const mako = `${root}/migrations/script.py.mako`;
const online = (more = ""): string => `from alembic import context
from sqlalchemy import create_engine

engine = create_engine("postgresql://localhost/shop")
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None${more})
    with context.begin_transaction():
        context.run_migrations()
`;

const surroundings = (texts: Texts, more: Texts = {}): Texts => ({
  [env]: online(),
  ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${versions}/${name}`, text])),
  ...more,
});

const open = (files: Texts): Promise<LoadedFixture> =>
  load(
    projectFiles(
      Object.fromEntries(
        Object.entries(files).flatMap(([path, text]) =>
          path.startsWith(versions) ? [[path.slice(versions.length + 1), text]] : [],
        ),
      ),
      {
        [mako]: files[mako] ?? ({ ok: false, reason: "missing", message: "" } as const),
        [env]: files[env] ?? online(),
      },
    ),
  );

const begins = "Move this and what follows";

function splits(fixture: LoadedFixture, name: string, rule: string, context: FixContext = fixContext) {
  const file = fixture.file(name);
  return codeActions(fixture.snapshot(), file, { start: 0, end: file.text.length }, context).filter(
    (it) => it.about.rule === rule && it.fileChanges.length > 0,
  );
}

/** Applies the fix, reads everything again, and gives the files and what is said of them. */
async function split(texts: Texts, rule: string, more: Texts = {}) {
  const files = surroundings(texts, more);
  const [action] = splits(await open(files), "b.py", rule);
  if (action === undefined) throw new Error("No such fix is offered.");
  const after = applyChange(files, action);
  const fixture = await open(after);
  const snapshot = fixture.snapshot();
  const codes = snapshot.files.flatMap((it) => fileDiagnostics(snapshot, it)).map((it) => it.code);
  const made = action.fileChanges.flatMap((it) => (it.kind === "create" ? [it.file] : []));
  return { action, files: after, made: after[made[0] ?? ""] ?? "", path: made[0], codes, snapshot };
}

const base = migration({
  revision: "a1",
  upgrade: [
    'op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("email", sa.Text()))',
    'op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True))',
  ].join("\n"),
  downgrade: 'op.drop_table("teams")\nop.drop_table("users")',
});

const add = 'op.add_column("users", sa.Column("plan", sa.Text()))';
const fill = "op.execute(\"UPDATE users SET plan = 'free'\")";

describe("a migration is split", () => {
  const mixed = migration({
    revision: "b2",
    down: "a1",
    upgrade: `op.execute("SET LOCAL lock_timeout = '2s'")\n${add}\n# What everybody has.\n${fill}`,
    downgrade: 'op.drop_column("users", "plan")',
  });

  test("before the rows, with the settings of the transaction and a transaction for each revision", async () => {
    const it = await split({ "a.py": base, "b.py": mixed }, "mixed-schema-and-data");
    expect(it.action.title).toBe(
      "Move this and what follows into a revision of its own, and set transaction_per_migration=True in env.py",
    );
    expect(it.path).toBe(`${versions}/0123456789ab_message_of_b2_part_2.py`);
    expect(it.made).toBe(`"""message of b2, part 2

Revision ID: 0123456789ab
Revises: b2
Create Date: 2026-11-20 13:30:15.250000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '0123456789ab'
down_revision: Union[str, Sequence[str], None] = 'b2'
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.execute("SET LOCAL lock_timeout = '2s'")
    # What everybody has.
    op.execute("UPDATE users SET plan = 'free'")


def downgrade() -> None:
    """Downgrade schema."""
    pass
`);
    expect(it.files[`${versions}/b.py`]).toBe(
      migration({
        revision: "b2",
        down: "a1",
        upgrade: `op.execute("SET LOCAL lock_timeout = '2s'")\n${add}`,
        downgrade: 'op.drop_column("users", "plan")',
      }),
    );
    expect(it.files[env]).toBe(online(", transaction_per_migration=True"));
    expect(it.codes).not.toContain("mixed-schema-and-data");
    expect(it.snapshot.projects[0]?.graph.heads).toEqual(["0123456789ab"]);
  });

  test("its children become those of the second half; env.py that is right stays", async () => {
    const child = migration({ revision: "c3", down: "b2" });
    const dependent = migration({ revision: "d4", down: "a1" }).replace("depends_on = None", 'depends_on = "b2"');
    const right = { [env]: online(", transaction_per_migration=True") };
    const texts = { "a.py": base, "b.py": mixed, "c.py": child, "d.py": dependent };
    const it = await split(texts, "mixed-schema-and-data", right);
    expect(it.action.title).toBe("Move this and what follows into a revision of its own");
    expect(it.files[env]).toBe(right[env]);
    expect(it.files[`${versions}/c.py`]).toBe(
      migration({ revision: "c3", down: "0123456789ab", message: "message of c3" }),
    );
    expect(it.files[`${versions}/d.py`]).toContain('depends_on = "0123456789ab"');
    expect(it.made).toContain("Create Date: 2026-01-02 03:04:05.678000");
    expect(it.snapshot.projects[0]?.graph.problems.filter((one) => one.code !== "multiple-heads")).toEqual([]);
  });

  test("what the second half takes back goes with it, in its order", async () => {
    const wide = migration({
      revision: "b2",
      down: "a1",
      upgrade: `${add}\nop.add_column("teams", sa.Column("plan", sa.Text()))\nop.create_index("ix_teams_plan", "teams", ["plan"])`,
      downgrade:
        'op.drop_index("ix_teams_plan", "teams")\nop.drop_column("teams", "plan")\nop.drop_column("users", "plan")',
    });
    const it = await split({ "a.py": base, "b.py": wide }, "wide-lock-window");
    expect(it.files[`${versions}/b.py`]).toBe(
      migration({ revision: "b2", down: "a1", upgrade: add, downgrade: 'op.drop_column("users", "plan")' }),
    );
    expect(it.made).toContain(
      '    op.add_column("teams", sa.Column("plan", sa.Text()))\n    op.create_index("ix_teams_plan", "teams", ["plan"])\n',
    );
    expect(it.made).toContain(
      '    """Downgrade schema."""\n    op.drop_index("ix_teams_plan", "teams")\n    op.drop_column("teams", "plan")\n',
    );
    expect(it.codes).not.toContain("wide-lock-window");
  });

  test("names, helpers and imports that the second half needs are written again", async () => {
    const text = migration({
      revision: "b2",
      down: "a1",
      extra: [
        "import json",
        "from sqlalchemy.dialects import postgresql as pg",
        "",
        "PLANS = ['free']",
        "",
        "def plan():",
        "    return json.dumps(PLANS[0])",
        "",
        "def unused():",
        "    pass",
        "",
      ].join("\n"),
      upgrade: [
        "connection = op.get_bind()",
        'users = sa.table("users", sa.column("plan", pg.JSONB))',
        add,
        "connection.execute(users.update().values(plan=plan()))",
      ].join("\n"),
      downgrade: 'raise NotImplementedError("No way back.")',
    });
    const it = await split({ "a.py": base, "b.py": text }, "mixed-schema-and-data");
    expect(it.made).toContain("import json\nfrom sqlalchemy.dialects import postgresql as pg\n");
    expect(it.made).toContain("PLANS = ['free']\n\n\ndef plan():\n    return json.dumps(PLANS[0])\n\n\ndef upgrade");
    expect(it.made).not.toContain("unused");
    expect(it.made).toContain(
      '    connection = op.get_bind()\n    users = sa.table("users", sa.column("plan", pg.JSONB))\n    connection.execute(',
    );
    expect(it.made).toContain('    raise NotImplementedError("No way back.")\n');
    expect(it.files[`${versions}/b.py`]).toContain('raise NotImplementedError("No way back.")');
  });

  test("a setting that is repeated brings its connection; empty lines stay", async () => {
    const text = migration({
      revision: "b2",
      down: "a1",
      upgrade: `conn = op.get_bind()\nconn.execute(sa.text("SET LOCAL lock_timeout = 5000"))\n\n${add}\n\n${fill}`,
      downgrade: 'op.drop_column("users", "plan")',
    });
    const it = await split({ "a.py": base, "b.py": text }, "mixed-schema-and-data");
    expect(it.made).toContain(
      `    conn = op.get_bind()\n    conn.execute(sa.text("SET LOCAL lock_timeout = 5000"))\n\n    ${fill}\n`,
    );
  });

  test("the project's own template is filled in", async () => {
    const template = `"""\${message}

Revision ID: \${up_revision}
Revises: \${down_revision | comma,n}
Create Date: \${create_date}
"""
import sqlalchemy as sa
from alembic import op
\${imports if imports else ""}
revision = \${repr(up_revision)}
down_revision = \${repr(down_revision)}
branch_labels = \${repr(branch_labels)}
depends_on = \${repr(depends_on)}


def upgrade():
    \${upgrades if upgrades else "pass"}


def downgrade():
    \${downgrades if downgrades else "pass"}
`;
    const it = await split({ "a.py": base, "b.py": mixed }, "mixed-schema-and-data", { [mako]: template });
    expect(it.made).toContain(`depends_on = None


def upgrade():
    op.execute("SET LOCAL lock_timeout = '2s'")
    # What everybody has.
    op.execute("UPDATE users SET plan = 'free'")


def downgrade():
    pass
`);
  });

  test("a validation goes into the next revision", async () => {
    const text = migration({
      revision: "b2",
      down: "a1",
      upgrade: [
        'op.create_check_constraint("ck_users_email", "users", "email <> \'\'", postgresql_not_valid=True)',
        'op.execute("ALTER TABLE users VALIDATE CONSTRAINT ck_users_email")',
      ].join("\n"),
      downgrade: 'op.drop_constraint("ck_users_email", "users", type_="check")',
    });
    const it = await split({ "a.py": base, "b.py": text }, "validate-in-same-transaction");
    expect(it.made).toContain('    op.execute("ALTER TABLE users VALIDATE CONSTRAINT ck_users_email")\n');
    expect(it.files[`${versions}/b.py`]).toContain('op.drop_constraint("ck_users_email"');
    expect(it.codes).not.toContain("validate-in-same-transaction");
  });

  test("a foreign key is added NOT VALID, and validated in the next revision", async () => {
    const text = migration({
      revision: "b2",
      down: "a1",
      upgrade: 'op.create_foreign_key("fk_users_id", "users", "teams", ["id"], ["id"])',
      downgrade: 'op.drop_constraint("fk_users_id", "users", type_="foreignkey")',
    });
    const it = await split({ "a.py": base, "b.py": text }, "create-foreign-key-validates");
    expect(it.action.title).toContain("Add it NOT VALID, and validate it in a revision of its own");
    expect(it.files[`${versions}/b.py`]).toContain("postgresql_not_valid=True");
    expect(it.made).toContain('    op.execute("ALTER TABLE users VALIDATE CONSTRAINT fk_users_id")\n');
    expect(it.codes).not.toContain("create-foreign-key-validates");
  });
});

describe("no split is offered", () => {
  const offered = async (upgrade: string, downgrade: string, context: FixContext = fixContext, more: Texts = {}) => {
    const text = migration({ revision: "b2", down: "a1", upgrade, downgrade });
    const fixture = await open(surroundings({ "a.py": base, "b.py": text }, more));
    return splits(fixture, "b.py", "mixed-schema-and-data", context).filter((it) => it.title.startsWith(begins)).length;
  };
  const back = 'op.drop_column("users", "plan")';

  test("it is, where nothing speaks against it", async () => {
    expect(await offered(`${add}\n${fill}`, back)).toBe(1);
  });
  test("where the editor cannot make files", async () => {
    expect(await offered(`${add}\n${fill}`, back, { ...fixContext, canCreateFiles: false })).toBe(0);
  });
  test("where env.py cannot be changed so that each revision has a transaction", async () => {
    const computed = { [env]: online(", transaction_per_migration=read_flag()") };
    expect(await offered(`${add}\n${fill}`, back, fixContext, computed)).toBe(0);
  });
  test("where the first half may end the function", async () => {
    expect(await offered(`if has_plan():\n    return\n${add}\n${fill}`, back)).toBe(0);
  });
  test("where the second half needs what a query of the first half has read", async () => {
    const read = 'plan = op.get_bind().execute(sa.text("SELECT 1")).scalar()';
    expect(await offered(`${read}\n${add}\n${fill}\nprint(plan)`, back)).toBe(0);
  });
  test("where the two stand in one block", async () => {
    expect(await offered(`if has_users():\n    ${add}\n    ${fill}`, back)).toBe(0);
  });
  test("where it cannot be told which half a statement of downgrade() takes back", async () => {
    expect(await offered(`${add}\n${fill}`, `op.execute("SELECT f()")\n${back}`)).toBe(0);
  });
  test("where a text of several lines would change", async () => {
    const text = 'op.execute("""\nUPDATE users SET plan = 1\n""")';
    const written = migration({ revision: "b2", down: "a1", upgrade: "pass", downgrade: back }).replace(
      "    pass",
      () => `    ${add}\n    ${text}`,
    );
    const fixture = await open(surroundings({ "a.py": base, "b.py": written }));
    expect(splits(fixture, "b.py", "mixed-schema-and-data")).toEqual([]);
  });
  test("where the database has the revision already", async () => {
    const text = migration({ revision: "b2", down: "a1", upgrade: `${add}\n${fill}`, downgrade: back });
    const fixture = await open(surroundings({ "a.py": base, "b.py": text }));
    const project = fixture.snapshot().projects[0]?.id ?? "";
    fixture.workspace.setApplied(project, new Set(["b2"]));
    expect(splits(fixture, "b.py", "mixed-schema-and-data")).toEqual([]);
  });
});
