import { describe, expect, test } from "vitest";
import { load, migration, projectFiles, versions } from "./project-fixture.ts";

const chain = {
  "a1_users.py": migration({
    revision: "a1",
    upgrade: 'op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))',
    downgrade: 'op.drop_table("users")',
  }),
  "b2_email.py": migration({
    revision: "b2",
    down: "a1",
    upgrade: 'op.add_column("users", sa.Column("email", sa.Text()))',
    downgrade: 'op.drop_column("users", "email")',
  }),
  "c3_orders.py": migration({
    revision: "c3",
    down: "b2",
    upgrade: 'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True))',
    downgrade: 'op.drop_table("orders")',
  }),
};

async function loaded() {
  const fixture = await load(projectFiles(chain));
  const snapshot = fixture.snapshot();
  expect(snapshot.projects[0]?.graph.heads).toEqual(["c3"]);
  return fixture;
}

describe("workspace", () => {
  test("reads each file once, builds one graph, asks the rules once a file", async () => {
    const { workspace } = await loaded();
    expect(workspace.counters).toEqual({ parsed: 3, graphsBuilt: 1, linted: 3 });
  });

  test("editing a body never rebuilds the graph, and reads only that file; one behind it asked for the schema", async () => {
    const { workspace, snapshot } = await loaded();
    const graph = snapshot().projects[0]?.graph;
    const path = `${versions}/b2_email.py`;
    let text = chain["b2_email.py"];
    for (const letter of "_address") {
      text = text.replace('sa.Column("email', `sa.Column("email${letter}`);
      workspace.setDocument(path, text);
      const now = snapshot();
      for (const it of now.files) now.lint(it);
      expect(now.projects[0]?.graph).toBe(graph);
    }
    expect(workspace.counters).toEqual({ parsed: 3 + 8, graphsBuilt: 1, linted: 3 + 2 * 8 });
  });

  test("a half-typed header keeps the last good header", async () => {
    const { workspace, snapshot, file } = await loaded();
    const graph = snapshot().projects[0]?.graph;
    const path = `${versions}/b2_email.py`;
    const text = chain["b2_email.py"];
    const halves = [
      text.replace('down_revision = "a1"', "down_revision = "),
      text.replace('down_revision = "a1"', 'down_revision = "a'),
      text.replace('down_revision = "a1"', 'down_revision = ("a1", '),
      text.replace('revision = "b2"', 'revision = "b'),
      text.replace('revision = "b2"', "rev = = "),
      `"""unfinished docstring\n${text.slice(text.indexOf("from alembic"))}`,
    ];
    for (const half of halves) {
      workspace.setDocument(path, half);
      expect(file("b2_email.py").text).toBe(half);
      expect(snapshot().projects[0]?.graph).toBe(graph);
    }
    expect(workspace.counters.graphsBuilt).toBe(1);
  });

  test("a header that is complete again counts, also while the body is broken", async () => {
    const { workspace, snapshot } = await loaded();
    const path = `${versions}/c3_orders.py`;
    const text = chain["c3_orders.py"];
    workspace.setDocument(path, text.replace('down_revision = "b2"', "down_revision ="));
    expect(snapshot().projects[0]?.graph.heads).toEqual(["c3"]);
    workspace.setDocument(
      path,
      text.replace('down_revision = "b2"', 'down_revision = "a1"').replace("op.create_table(", "op.create_table(("),
    );
    expect(snapshot().projects[0]?.graph.heads).toEqual(["b2", "c3"]);
  });

  test("the same text again costs nothing", async () => {
    const { workspace, snapshot, file } = await loaded();
    const before = file("b2_email.py");
    workspace.setDocument(before.path, before.text);
    workspace.setDocument(before.path, null);
    expect(file("b2_email.py")).toBe(before);
    const now = snapshot();
    for (const it of now.files) now.lint(it);
    expect(workspace.counters.parsed).toBe(3);
  });

  test("a file is read for a run with a connection only when it asks whether it has one", async () => {
    const uses = migration({ revision: "a1", upgrade: 'op.get_bind().execute("SELECT 1")' });
    const asks = migration({ revision: "b2", down: "a1", upgrade: "if op.get_context().as_sql: pass" });
    const { workspace, snapshot } = await load(projectFiles({ "a1.py": uses, "b2.py": asks }));
    const now = snapshot();
    for (const it of now.files) now.readOnline(it);
    for (const it of now.files) now.readOnline(it);
    expect(workspace.counters.parsed).toBe(3);
  });

  test("a snapshot does not change when the workspace does", async () => {
    const { workspace, snapshot } = await loaded();
    const before = snapshot();
    const path = `${versions}/c3_orders.py`;
    workspace.setDocument(path, chain["c3_orders.py"].replace('down_revision = "b2"', 'down_revision = "a1"'));
    expect(before.projects[0]?.graph.heads).toEqual(["c3"]);
    expect(before.file(path)?.text).toBe(chain["c3_orders.py"]);
    expect(snapshot().projects[0]?.graph.heads).toEqual(["b2", "c3"]);
  });

  test("a new document in the versions folder belongs to the project before it is saved", async () => {
    const { workspace, snapshot } = await loaded();
    workspace.setDocument(`${versions}/d4_new.py`, migration({ revision: "d4", down: "c3" }));
    expect(snapshot().projects[0]?.graph.heads).toEqual(["d4"]);
    workspace.setDocument(`${versions}/d4_new.py`, null);
    expect(snapshot().projects[0]?.graph.heads).toEqual(["c3"]);
  });

  test("an open document outside of every project counts when it imports op, and an env.py does not", async () => {
    const { workspace, snapshot } = await loaded();
    workspace.setDocument("/elsewhere/x.py", migration({ revision: "x1" }));
    workspace.setDocument("/elsewhere/env.py", "from alembic import context\n");
    const paths = snapshot().files.map((it) => it.path);
    expect(paths).toContain("/elsewhere/x.py");
    expect(paths).not.toContain("/elsewhere/env.py");
  });

  test("settings change findings without reading anything again", async () => {
    const text = migration({ revision: "a1", upgrade: 'op.drop_table("users")' });
    const { workspace, snapshot } = await load(projectFiles({ "a1.py": text }));
    const rulesOf = () => {
      const now = snapshot();
      return now.files.flatMap((it) => now.lint(it).findings).filter((it) => it.rule === "drop-table");
    };
    expect(rulesOf()).toHaveLength(1);
    workspace.setSettings({ rules: { "drop-table": "off" } });
    expect(rulesOf()).toHaveLength(0);
    workspace.setSettings({ rules: { "drop-table": "hint" } });
    expect(rulesOf()[0]?.severity).toBe("hint");
    expect(workspace.counters.parsed).toBe(1);
  });

  test("a header that takes a constant of an imported module knows it as soon as the module is read", async () => {
    const { workspace } = await load({
      "/folder/alembic.ini": "[alembic]\nscript_location = migrations\n",
      "/folder/branches.py": 'EXPAND = "expand"\n',
      "/folder/migrations/versions/a1.py":
        'import branches\nrevision = "a1"\ndown_revision = None\nbranch_labels = (branches.EXPAND,)\n',
    });
    const labels = (): readonly string[] => [...(workspace.snapshot().projects[0]?.graph.labels.keys() ?? [])];
    expect(labels()).toEqual(["expand"]);
    workspace.modules.set("/folder/branches.py", 'EXPAND = "grow"\n');
    expect(labels()).toEqual(["grow"]);
  });

  test("what a migration imports from the project is read, and is read again when it changes", async () => {
    const text = migration({
      revision: "a1",
      extra: "from helpers import drop_it",
      upgrade: "drop_it()",
    });
    const helper = (table: string) => `from alembic import op\n\ndef drop_it():\n    op.drop_table("${table}")\n`;
    const { workspace, snapshot, file } = await load(
      projectFiles({ "a1.py": text }, { "/folder/helpers.py": helper("users") }),
    );
    const dropped = () =>
      snapshot()
        .statements(file("a1.py"))
        .upgrade.flatMap((it) => it.actions)
        .flatMap((it) => (it.kind === "dropTable" && it.table.name.known ? [it.table.name.value] : []));
    expect(dropped()).toEqual(["users"]);
    workspace.modules.set("/folder/helpers.py", helper("orders"));
    expect(dropped()).toEqual(["orders"]);
    workspace.modules.set("/folder/helpers.py", null);
    expect(dropped()).toEqual([]);
  });
});
