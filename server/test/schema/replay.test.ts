import { describe, expect, test } from "vitest";
import { findTable } from "../../src/schema/find-table.ts";
import { schemaAfter, schemaAfterDowngrade, schemaBefore, schemaSteps } from "../../src/service/features/schema-at.ts";
import { schemaDifference } from "../../src/service/features/schema-difference.ts";
import { schemaDocument } from "../../src/service/features/schema-document.ts";
import { schemaText } from "../../src/service/features/schema-text.ts";
import { loadWorkspace } from "../../src/service/load-workspace.ts";
import { createWorkspace } from "../../src/service/workspace.ts";
import { memoryFiles } from "../service/memory-files.ts";
import { edge, type LoadedFixture, load, migration, projectFiles, root, versions } from "../service/project-fixture.ts";

function only(fixture: Pick<LoadedFixture, "snapshot">) {
  const snapshot = fixture.snapshot();
  const [project] = snapshot.projects;
  if (project === undefined) throw new Error("The project was not found.");
  return { snapshot, project };
}

/** The chain a, b, c … with these upgrades, and what its last schema says. */
async function chain(...upgrades: readonly (string | { readonly upgrade: string; readonly downgrade: string })[]) {
  const ids = upgrades.map((_, i) => String.fromCharCode(97 + i).repeat(4));
  const files = Object.fromEntries(
    upgrades.map((it, i) => {
      const parts = typeof it === "string" ? { upgrade: it } : it;
      return [`${ids[i]}.py`, migration({ revision: ids[i] ?? "", down: ids[i - 1] ?? null, ...parts })];
    }),
  );
  const fixture = await load(projectFiles(files));
  const { snapshot, project } = only(fixture);
  const at = (revision: string) => {
    const state = schemaAfter(snapshot, project, revision);
    if (state === null) throw new Error(`${revision} is not in the graph.`);
    return state;
  };
  const text = (revision = ids.at(-1) ?? "") =>
    schemaText(snapshot, project, {
      revision,
      state: at(revision),
      fileName: (path) => path.replace(`${versions}/`, ""),
    });
  const document = (revision = ids.at(-1) ?? "") =>
    schemaDocument(snapshot, project, { revision, state: at(revision) });
  return { fixture, snapshot, project, at, text, document };
}

const users = `op.create_table(
    "users",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", sa.String(200), nullable=False, unique=True),
)`;

describe("what is there after a revision", () => {
  test("tables of directives and of SQL, with the names that PostgreSQL chooses", async () => {
    const { text } = await chain(
      users,
      'op.execute("CREATE TABLE orders (id serial, of_user int REFERENCES users, UNIQUE (id, of_user))")',
    );
    expect(text()).toBe(`Schema at bbbb: exact for a database that was empty at base

table orders
  id       integer DEFAULT nextval('orders_id_seq'::regclass) NOT NULL
  of_user  integer
  orders_id_of_user_key: UNIQUE (id, of_user)
  orders_of_user_fkey: FOREIGN KEY (of_user) REFERENCES users (id)

table users
  id     integer DEFAULT nextval('users_id_seq'::regclass) NOT NULL
  email  character varying(200) NOT NULL
  users_pkey: PRIMARY KEY (id)
  users_email_key: UNIQUE (email)
`);
  });

  test("the state before each statement of a revision", async () => {
    const { snapshot, project } = await chain(
      users,
      'op.drop_column("users", "email")\nop.rename_table("users", "people")',
    );
    const steps = schemaSteps(snapshot, project, "bbbb", "upgrade");
    const columns = steps.map(({ before }) =>
      [...before.tables.values()].map((it) => `${it.name}: ${it.columns.length}`).sort(),
    );
    expect(columns).toEqual([
      ["alembic_version: 1", "users: 2"],
      ["alembic_version: 1", "users: 1"],
    ]);
  });

  test("both sides of a merge, in Alembic's order", async () => {
    const files = {
      "a.py": migration({ revision: "aaaa", upgrade: users }),
      "b.py": migration({ revision: "bbbb", down: "aaaa", upgrade: 'op.add_column("users", sa.Column("b", sa.Text))' }),
      "c.py": migration({ revision: "cccc", down: "aaaa", upgrade: 'op.add_column("users", sa.Column("c", sa.Text))' }),
      "d.py": migration({ revision: "dddd", down: ["bbbb", "cccc"] }),
    };
    const { snapshot, project } = only(await load(projectFiles(files)));
    const names = (revision: string) =>
      [...(schemaAfter(snapshot, project, revision)?.tables.values() ?? [])]
        .find((it) => it.name === "users")
        ?.columns.map((it) => it.name)
        .slice(2);
    expect([names("bbbb"), names("cccc"), names("dddd")?.toSorted()]).toEqual([["b"], ["c"], ["b", "c"]]);
  });
});

describe("gaps", () => {
  test("a block that alters one table taints that table and no other", async () => {
    const block = 'op.execute("DO $$ BEGIN IF now() > now() THEN ALTER TABLE users ADD x int; END IF; END $$")';
    const { document } = await chain(`${users}\nop.create_table("other", sa.Column("id", sa.Integer))`, block);
    const { tables, gaps, exact } = document();
    expect(exact).toBe(false);
    expect(tables.map((it) => [it.name, it.exact])).toEqual([
      ["other", true],
      ["users", false],
    ]);
    expect(gaps.map((it) => [it.revision, it.line, it.why])).toEqual([["bbbb", 18, "what the DO block does"]]);
  });

  test("what is made after something unreadable is exact", async () => {
    const { document } = await chain(
      users,
      "import secret\nsecret.run(op)",
      'op.create_table("later", sa.Column("id", sa.Integer))',
    );
    const { tables } = document();
    expect(tables.map((it) => [it.name, it.exact])).toEqual([
      ["later", true],
      ["users", false],
    ]);
  });

  test("under a condition only what it touches is in doubt", async () => {
    const { document } = await chain(
      users,
      'if op.get_bind().execute("SELECT 1").scalar():\n    op.add_column("users", sa.Column("x", sa.Text))',
    );
    const [table] = document().tables;
    expect(table?.columns.map((it) => [it.name, it.exact])).toEqual([
      ["id", true],
      ["email", true],
      ["x", false],
    ]);
    expect(table?.constraints.every((it) => it.exact)).toBe(true);
  });

  test("a table that no revision made was there before", async () => {
    const { at, document } = await chain('op.add_column("legacy", sa.Column("x", sa.Text))');
    const span = { start: 0, end: 0 };
    const name = (value: string) => ({ schema: null, name: { known: true, value, span } as const });
    expect(findTable(at("aaaa"), name("legacy"))).toMatchObject({ answer: "yes" });
    expect(document().tables.map((it) => [it.name, it.exact])).toEqual([["legacy", false]]);
    // The database may hold more than the migrations tell.
    expect(findTable(at("aaaa"), name("nobody_says"))).toEqual({ answer: "unknown", gaps: [] });
  });

  test("what was not certain of a table is over when it is dropped", async () => {
    const { document } = await chain('op.add_column("legacy", sa.Column("x", sa.Text))', 'op.drop_table("legacy")');
    expect(document()).toMatchObject({ exact: true, tables: [] });
    const doubtful = 'if op.get_bind().execute("SELECT 1").scalar():\n    op.drop_table("legacy")';
    const kept = await chain('op.add_column("legacy", sa.Column("x", sa.Text))', doubtful);
    expect(kept.document()).toMatchObject({ exact: false, tables: [{ name: "legacy", exact: false }] });
  });

  test("a type that only a running Python knows is a gap of its column", async () => {
    const { document } = await chain(`${users}\nop.add_column("users", sa.Column("x", __import__("secret").Type()))`);
    const [table] = document().tables;
    expect(table?.columns.map((it) => [it.name, it.type, it.exact])).toEqual([
      ["id", "integer", true],
      ["email", "character varying(200)", true],
      ["x", null, false],
    ]);
  });

  test("rows with values that only a run knows are no gap, a table whose name is not known is one", async () => {
    const insert = "import uuid\nop.execute(f\"INSERT INTO users (email) VALUES ('{uuid.uuid4()}')\")";
    const certain = await chain(users, insert);
    expect(certain.document().exact).toBe(true);
    const drop = "import os\nop.execute(f\"DROP TABLE {os.environ['TABLE']}\")";
    const doubtful = await chain(users, drop);
    expect(doubtful.document().gaps.map((it) => it.touches)).toEqual([["*"]]);
  });

  test("a guard that the catalog decides is no gap", async () => {
    const guarded = `op.execute("DO $$ BEGIN CREATE TYPE mood AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$")`;
    const { document } = await chain(guarded, guarded);
    expect(document()).toMatchObject({ exact: true, enums: [{ name: "mood", values: ["a"] }] });
  });
});

describe("the difference that a revision makes", () => {
  test("added, removed, renamed and changed", async () => {
    const { snapshot, project } = await chain(
      users,
      `op.alter_column("users", "email", new_column_name="mail")
op.add_column("users", sa.Column("age", sa.Integer))
op.alter_column("users", "id", type_=sa.BigInteger)
op.drop_constraint("users_email_key", "users")
op.rename_table("users", "people")
op.create_table("t", sa.Column("x", sa.Text))`,
    );
    const before = schemaBefore(snapshot, project, "bbbb");
    const after = schemaAfter(snapshot, project, "bbbb");
    if (before === null || after === null) throw new Error("The revision was not found.");
    const { tables } = schemaDifference(before, after);
    expect(tables.map((it) => [it.change, it.formerly, it.name])).toEqual([
      ["renamed", "users", "people"],
      ["added", null, "t"],
    ]);
    expect(tables[0]?.columns.map((it) => [it.change, it.formerly, it.name, it.before, it.after])).toEqual([
      ["added", null, "age", null, "integer"],
      [
        "changed",
        null,
        "id",
        "integer DEFAULT nextval('users_id_seq'::regclass) NOT NULL",
        "bigint DEFAULT nextval('users_id_seq'::regclass) NOT NULL",
      ],
      ["renamed", "email", "mail", "character varying(200) NOT NULL", "character varying(200) NOT NULL"],
    ]);
    expect(tables[0]?.constraints.map((it) => [it.change, it.name])).toEqual([["removed", "users_email_key"]]);
    expect(schemaDifference(before, before)).toEqual({ tables: [], types: [] });
  });

  test("a downgrade that takes everything back makes none", async () => {
    const { snapshot, project } = await chain(users, {
      upgrade: 'op.add_column("users", sa.Column("age", sa.Integer))',
      downgrade: 'op.drop_column("users", "age")',
    });
    const before = schemaBefore(snapshot, project, "bbbb");
    const after = schemaAfterDowngrade(snapshot, project, "bbbb");
    if (before === null || after === null) throw new Error("The revision was not found.");
    expect(schemaDifference(before, after)).toEqual({ tables: [], types: [] });
  });
});

test("editing revision 990 of 1,000 replays ten more, and the rest is shared", async () => {
  const id = (n: number): string => `r${String(n).padStart(4, "0")}`;
  const upgrade = (n: number): string => `op.create_table("t${n}", sa.Column("id", sa.Integer, primary_key=True))`;
  const files = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [
      `${id(i + 1)}.py`,
      migration({ revision: id(i + 1), down: i === 0 ? null : id(i), upgrade: upgrade(i + 1) }),
    ]),
  );
  // Loaded without being linted: only the replay is wanted.
  const workspace = createWorkspace(edge);
  await loadWorkspace({ files: memoryFiles(projectFiles(files)), folders: [root], workspace });
  const { counters } = workspace.snapshot().replay;
  const last = () => {
    const { snapshot, project } = only(workspace);
    return schemaAfter(snapshot, project, id(1000));
  };
  expect(last()?.tables.size).toBe(1001);
  expect(counters.replayed).toBe(1000);
  last();
  expect(counters.replayed).toBe(1000);
  const edited = migration({
    revision: id(990),
    down: id(989),
    upgrade: 'op.create_table("edited", sa.Column("id", sa.Integer))',
  });
  workspace.setDocument(`${versions}/${id(990)}.py`, edited);
  const state = last();
  expect([...(state?.tables.values() ?? [])].some((it) => it.name === "edited")).toBe(true);
  // The edited one and the ten behind it.
  expect(counters.replayed).toBe(1011);
  expect(schemaBefore(only(workspace).snapshot, only(workspace).project, id(990))?.tables.size).toBe(990);
  expect(counters.replayed).toBe(1011);
}, 60_000);

describe("rows that an ORM session writes", () => {
  const write = [
    "from sqlalchemy.orm import Session",
    "session = Session(bind=op.get_bind())",
    "session.add({})",
    "session.commit()",
  ].join("\n");

  test("leave the schema as it is known", async () => {
    const { at } = await chain(users, write);
    expect(at("bbbb").gaps).toEqual([]);
  });

  test("unless a trigger may do anything", async () => {
    const trigger = "CREATE TRIGGER t AFTER INSERT ON users EXECUTE FUNCTION foreign_to_us()";
    const { at } = await chain(users, `op.execute("${trigger}")`, write);
    expect(at("cccc").gaps.map((it) => [it.why.detail, it.touches])).toEqual([
      ["what the trigger t does", { kind: "anything" }],
    ]);
  });
});
