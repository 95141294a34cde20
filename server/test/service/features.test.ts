import { describe, expect, test } from "vitest";
import { applyEdits } from "../../src/base/text-edit.ts";
import { codeActions, safeFixes } from "../../src/service/features/code-actions.ts";
import { definition, references } from "../../src/service/features/definition.ts";
import { fileDiagnostics } from "../../src/service/features/diagnostics.ts";
import { documentSymbols, type FileSymbol } from "../../src/service/features/document-symbols.ts";
import { hover } from "../../src/service/features/hover.ts";
import { projectName } from "../../src/service/features/project-name.ts";
import { revisionsPage } from "../../src/service/features/revisions.ts";
import type { Files } from "./memory-files.ts";
import { fixContext, load, migration, projectFiles, root, versions, withCursor } from "./project-fixture.ts";

const base = migration({
  revision: "a1",
  message: "create users",
  upgrade: 'op.create_table("users", sa.Column("id", sa.Integer(), nullable=False))',
  downgrade: 'op.drop_table("users")',
});

/** Loads the files, one of which holds `<CURSOR>`; says which and where. */
async function atCursor(migrations: Readonly<Record<string, string>>, more: Files = {}) {
  const cursor = Object.entries(migrations).find(([, text]) => text.includes("<CURSOR>"));
  if (cursor === undefined) throw new Error("The fixture has no <CURSOR>.");
  const [name, marked] = cursor;
  const { text, offset } = withCursor(marked);
  const fixture = await load(projectFiles({ ...migrations, [name]: text }, more));
  return { fixture, snapshot: fixture.snapshot(), file: fixture.file(name), offset, text };
}

const shown = (place: {
  readonly file: { readonly path: string; readonly text: string };
  readonly span: { readonly start: number; readonly end: number };
}) => `${place.file.path.slice(versions.length + 1)}: ${place.file.text.slice(place.span.start, place.span.end)}`;

describe("diagnostics", () => {
  const diagnosticsOf = async (files: Files, name: string) => {
    const fixture = await load(files);
    const file = fixture.file(name);
    return fileDiagnostics(fixture.snapshot(), file).map((it) => ({
      code: it.code,
      severity: it.severity,
      at: file.text.slice(it.span.start, it.span.end),
      message: it.message,
    }));
  };

  test("findings of the rules, with the place", async () => {
    const found = await diagnosticsOf(
      projectFiles({
        "a1.py": base,
        "b2.py": migration({
          revision: "b2",
          down: "a1",
          upgrade: 'op.drop_table("users")',
          downgrade: "raise NotImplementedError",
        }),
      }),
      "b2.py",
    );
    expect(found).toEqual([
      {
        code: "drop-table",
        severity: expect.any(String),
        at: "op.drop_table",
        message: expect.stringContaining("users"),
      },
    ]);
  });

  test("a missing parent is placed at its id in the tuple", async () => {
    const found = await diagnosticsOf(
      projectFiles({ "a1.py": base, "m.py": migration({ revision: "m3", down: ["a1", "gone"] }) }),
      "m.py",
    );
    expect(found).toEqual([
      { code: "missing-parent-revision", severity: "error", at: '"gone"', message: expect.stringContaining("gone") },
    ]);
  });

  test("a syntax error says where, and the rest of the file is still linted", async () => {
    const text = migration({
      revision: "a1",
      upgrade: 'op.drop_table("users")\nx = = 1',
      downgrade: "raise NotImplementedError",
    });
    const found = await diagnosticsOf(projectFiles({ "a1.py": text }), "a1.py");
    expect(found.map((it) => it.code)).toEqual(["drop-table", "python-syntax"]);
  });

  test("a file that is not text has one message on its first line", async () => {
    const message = "This file is not text.";
    const found = await diagnosticsOf(
      projectFiles({ "a1.py": base, "x.py": { ok: false, reason: "binary", message } }),
      "x.py",
    );
    expect(found).toEqual([{ code: "unreadable-file", severity: "error", at: "", message }]);
  });

  test("a helper module among the version files is an error, because Alembic refuses the folder", async () => {
    const found = await diagnosticsOf(
      projectFiles({ "a1.py": base, "helpers.py": "def f():\n    pass\n" }),
      "helpers.py",
    );
    expect(found).toEqual([
      {
        code: "no-revision",
        severity: "error",
        at: "def f():",
        message: expect.stringContaining("Could not determine revision id"),
      },
    ]);
  });

  test("`limbeck.lint` decides which files the rules are asked for; problems are always said", async () => {
    const bad = migration({
      revision: "b2",
      down: "gone",
      upgrade: 'op.drop_table("users")',
      downgrade: "raise NotImplementedError",
    });
    const { workspace, snapshot, file } = await load(projectFiles({ "a1.py": base, "b2.py": bad }));
    const codes = () => fileDiagnostics(snapshot(), file("b2.py")).map((it) => it.code);
    expect(codes()).toEqual(["missing-parent-revision", "drop-table"]);
    workspace.setSettings({ lint: "open" });
    expect(codes()).toEqual(["missing-parent-revision"]);
    workspace.setDocument(file("b2.py").path, bad);
    expect(codes()).toEqual(["missing-parent-revision", "drop-table"]);
    workspace.setDocument(file("b2.py").path, null);
    workspace.setSettings({ lint: "pending" });
    expect(codes()).toEqual(["missing-parent-revision", "drop-table"]);
    workspace.setApplied(snapshot().projects[0]?.id ?? "", new Set(["b2"]));
    expect(codes()).toEqual(["missing-parent-revision"]);
  });
});

describe("code actions", () => {
  test("the fixes of the finding under the cursor, the first one preferred, then the comment", async () => {
    const text = migration({
      revision: "b2",
      down: "a1",
      upgrade: 'op.add_<CURSOR>column("users", sa.Column("age", sa.Integer(), nullable=False))',
      downgrade: 'op.drop_column("users", "age")',
    });
    const { snapshot, file, offset } = await atCursor({ "a1.py": base, "b2.py": text });
    const actions = codeActions(snapshot, file, { start: offset, end: offset }, fixContext);
    expect(actions.map((it) => it.kind)).toEqual([...actions.slice(1).map(() => "quickfix"), "suppress"]);
    expect(actions.map((it) => it.isPreferred)).toEqual([true, ...actions.slice(1).map(() => false)]);
    expect(actions[0]?.about.rule).toBe("add-column-not-null-without-default");
    const [first] = actions;
    expect(applyEdits(file.text, first?.edits ?? [])).toContain("server_default=");
  });

  test("the comment stands above the statement, never inside a string, and silences the finding", async () => {
    const text = migration({
      revision: "b2",
      down: "a1",
      upgrade: 'if True:\n    op.execute("""\n        SELECT 1;\n        DROP <CURSOR>TABLE users;\n    """)',
      downgrade: "raise NotImplementedError",
    });
    const { fixture, snapshot, file, offset } = await atCursor({ "a1.py": base, "b2.py": text });
    const action = codeActions(snapshot, file, { start: offset, end: offset }, fixContext).find(
      (it) => it.kind === "suppress",
    );
    const fixed = applyEdits(file.text, action?.edits ?? []);
    expect(fixed).toContain('        # limbeck: ignore[drop-table] why this is right\n        op.execute("""\n');
    fixture.workspace.setDocument(file.path, fixed);
    const after = fixture.snapshot();
    expect(after.lint(fixture.file("b2.py")).findings.map((it) => it.rule)).toEqual([]);
    expect(after.lint(fixture.file("b2.py")).suppressed).toHaveLength(1);
    const [edit] = action?.edits ?? [];
    expect(edit?.text.slice(action?.placeholder?.start, action?.placeholder?.end)).toBe("why this is right");
  });

  test("nothing away from findings", async () => {
    const { snapshot, file, offset } = await atCursor({ "a1.py": base.replace("import", "<CURSOR>import") });
    expect(codeActions(snapshot, file, { start: offset, end: offset }, fixContext)).toEqual([]);
  });

  test("fix all takes safe fixes only, and no two that overlap", async () => {
    const { snapshot, file } = await atCursor({ "a1.py": base.replace("import", "<CURSOR>import") });
    expect(safeFixes(snapshot, file)).toEqual([]);
  });
});

describe("hover", () => {
  const hoverAt = async (migrations: Readonly<Record<string, string>>) => {
    const { snapshot, file, offset } = await atCursor(migrations);
    const it = hover(snapshot, file, offset);
    return it === null ? null : { markdown: it.markdown, at: file.text.slice(it.span.start, it.span.end) };
  };

  test("a parent's id: message, date, place in the chain, file", async () => {
    const found = await hoverAt({
      "a1.py": base,
      "b2.py": migration({ revision: "b2", down: "a1" }).replace('= "a1"', '= "a<CURSOR>1"'),
    });
    expect(found).toEqual({
      at: '"a1"',
      markdown: "**create users**\n\n`a1` · 2026-01-02 03:04:05 · base\n\n`migrations/versions/a1.py`",
    });
  });

  test("an id that no file has", async () => {
    const found = await hoverAt({
      "a1.py": base,
      "b2.py": migration({ revision: "b2", down: "zz" }).replace('= "zz"', '= "z<CURSOR>z"'),
    });
    expect(found?.markdown).toBe("No file of this project declares the revision `zz`.");
  });

  test("an operation: what it does", async () => {
    const found = await hoverAt({
      "a1.py": base,
      "b2.py": migration({
        revision: "b2",
        down: "a1",
        upgrade: 'op.add_<CURSOR>column("users", sa.Column("email", sa.String(20), nullable=False, server_default=""))',
      }),
    });
    expect(found?.at).toContain("op.add_column(");
    expect(found?.markdown).toContain("**op.add_column**");
    expect(found?.markdown).toContain("Adds the column `email VARCHAR(20) NOT NULL DEFAULT");
    expect(found?.markdown).toContain("to `users`");
  });

  test("a table that this revision creates is said to be new", async () => {
    const found = await hoverAt({
      "a1.py": migration({
        revision: "a1",
        upgrade:
          'op.create_table("users", sa.Column("id", sa.Integer()))\nop.add_<CURSOR>column("users", sa.Column("email", sa.Text()))',
      }),
    });
    expect(found?.markdown).toContain("`users` is created in this revision");
  });

  test("SQL text shows what it does and the statement", async () => {
    const found = await hoverAt({
      "a1.py": migration({ revision: "a1", upgrade: 'op.exe<CURSOR>cute("DROP TABLE users CASCADE")' }),
    });
    expect(found?.markdown).toContain("Drops the table `users` with all its rows, and everything that depends on it");
    expect(found?.markdown).toContain("```sql\nDROP TABLE users CASCADE;\n```");
  });

  test("a condition that is not known is said", async () => {
    const found = await hoverAt({
      "a1.py": migration({
        revision: "a1",
        upgrade: 'if op.get_bind().dialect.has_table("users"):\n    op.drop_<CURSOR>table("users")',
      }),
    });
    expect(found?.markdown).toContain("Runs only if");
  });

  const users = migration({
    revision: "a1",
    upgrade: `op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("email", sa.String(20), nullable=False))
op.create_index("ix_users_email", "users", ["email"])`,
    downgrade: 'op.drop_table("users")',
  });
  const withUsers = (upgrade: string, downgrade = "pass") =>
    migration({ revision: "b2", down: "a1", upgrade, downgrade });

  test("a table's name: its columns before the operation", async () => {
    const found = await hoverAt({
      "a1.py": users,
      "b2.py": withUsers(
        'op.add_column("users", sa.Column("age", sa.Integer()))\nop.drop_column("us<CURSOR>ers", "email")',
      ),
    });
    expect(found).toEqual({
      at: '"users"',
      markdown: [
        "**`users`**, table, just before this",
        "```sql\nid    integer DEFAULT nextval('users_id_seq'::regclass) NOT NULL\nemail character varying(20) NOT NULL\nage   integer\n```",
        "3 columns, 1 constraint, 0 foreign keys, 1 index.",
      ].join("\n\n"),
    });
  });

  test("the table of a batch block", async () => {
    const found = await hoverAt({
      "a1.py": users,
      "b2.py": withUsers('with op.batch_alter_table("us<CURSOR>ers") as batch_op:\n    batch_op.drop_column("email")'),
    });
    expect(found?.at).toBe('"users"');
    expect(found?.markdown).toContain("email character varying(20) NOT NULL");
  });

  test("going down, the table is as upgrade() left it", async () => {
    const found = await hoverAt({
      "a1.py": users,
      "b2.py": withUsers(
        'op.add_column("users", sa.Column("age", sa.Integer()))',
        'op.drop_column("us<CURSOR>ers", "age")',
      ),
    });
    expect(found?.markdown).toContain("age   integer");
  });

  test("a column's name: its type and what names it", async () => {
    const found = await hoverAt({
      "a1.py": users,
      "b2.py": withUsers('op.create_unique_constraint("uq", "users", ["id", "em<CURSOR>ail"])'),
    });
    expect(found).toEqual({
      at: '"email"',
      markdown:
        "**`email`** of `users`, just before this\n\n```sql\ncharacter varying(20) NOT NULL\nCREATE INDEX ix_users_email ON users (email)\n```",
    });
  });

  test("a column that is not there", async () => {
    const found = await hoverAt({ "a1.py": users, "b2.py": withUsers('op.drop_column("users", "na<CURSOR>me")') });
    expect(found?.markdown).toBe("**`name`** of `users`\n\n`users` has no column `name` just before this.");
  });

  test("what may have changed the table is said", async () => {
    const found = await hoverAt({
      "a1.py": users,
      "b2.py": withUsers('op.execute(open("/etc/x").read())\nop.drop_column("us<CURSOR>ers", "email")'),
    });
    expect(found?.markdown).toContain("What may have changed it:\n\n- `b2.py:");
  });

  test("a table that no revision makes", async () => {
    const found = await hoverAt({ "a1.py": users, "b2.py": withUsers('op.drop_table("or<CURSOR>ders")') });
    expect(found?.markdown).toBe(
      "**`orders`**\n\nNo revision before this is known to create `orders`; the database may have it all the same.",
    );
  });

  test("an operation says what its table has before it", async () => {
    const found = await hoverAt({
      "a1.py": users,
      "b2.py": withUsers('op.add_<CURSOR>column("users", sa.Column("age", sa.Integer()))'),
    });
    expect(found?.markdown).toContain("Just before this `users` has 2 columns, 1 constraint, 0 foreign keys, 1 index.");
  });

  test("nothing on other places", async () => {
    expect(await hoverAt({ "a1.py": base.replace("import sqlalchemy", "import sql<CURSOR>alchemy") })).toBeNull();
  });
});

describe("outline", () => {
  const outline = (symbols: readonly FileSymbol[], depth = 0): string =>
    symbols
      .map(
        (it) =>
          `${"  ".repeat(depth)}${it.name}${it.detail === "" ? "" : ` (${it.detail})`}\n${outline(it.children, depth + 1)}`,
      )
      .join("");

  test("revision, functions, operations with what they are about", async () => {
    const text = migration({
      revision: "b2",
      message: "two things\non two lines",
      down: "a1",
      upgrade:
        'op.add_column("users", sa.Column("email", sa.Text()))\nop.create_index("ix_users_email", "users", ["email"])\nop.execute("UPDATE users\\n SET email = 1")',
      downgrade: 'op.drop_column("users", "email")',
    });
    const fixture = await load(projectFiles({ "a1.py": base, "b2.py": text }));
    const symbols = documentSymbols(fixture.snapshot(), fixture.file("b2.py"));
    expect(outline(symbols)).toBe(
      [
        "b2 (two things on two lines)",
        "upgrade",
        "  op.add_column (users)",
        "  op.create_index (users.ix_users_email)",
        "  op.execute (UPDATE users SET email = 1)",
        "downgrade",
        "  op.drop_column (users.email)",
        "",
      ].join("\n"),
    );
    for (const it of symbols) {
      expect(it.span.start <= it.selection.start && it.selection.end <= it.span.end).toBe(true);
    }
  });

  test("an operation in a loop stands once; one in a helper stands where the helper is called", async () => {
    const text = `${migration({
      revision: "a1",
      upgrade: 'for name in ("a", "b"):\n    op.drop_table(name)\nhelper()',
    })}\n\ndef helper():\n    op.drop_table("c")\n`;
    const fixture = await load(projectFiles({ "a1.py": text }));
    const upgrade = documentSymbols(fixture.snapshot(), fixture.file("a1.py")).find((it) => it.name === "upgrade");
    expect(upgrade?.children.map((it) => text.slice(it.span.start, it.span.end))).toEqual([
      "op.drop_table(name)",
      "helper()",
    ]);
  });
});

describe("definition and references", () => {
  const target = async (migrations: Readonly<Record<string, string>>) => {
    const { snapshot, file, offset } = await atCursor(migrations);
    const found = definition(snapshot, file, offset);
    return found === null ? null : shown(found.target);
  };
  const child = migration({ revision: "b2", down: "a1" });

  test("from down_revision to the file that declares it", async () => {
    expect(await target({ "a1.py": base, "b2.py": child.replace('= "a1"', '= "<CURSOR>a1"') })).toBe('a1.py: "a1"');
  });

  test("from each id of a merge", async () => {
    const merge = migration({ revision: "d4", down: ["b2", "c3"] });
    const others = { "a1.py": base, "b2.py": child, "c3.py": migration({ revision: "c3", down: "a1" }) };
    expect(await target({ ...others, "d4.py": merge.replace('"b2", "c3"', '"b<CURSOR>2", "c3"') })).toBe('b2.py: "b2"');
    expect(await target({ ...others, "d4.py": merge.replace('"b2", "c3"', '"b2", "c3<CURSOR>"') })).toBe('c3.py: "c3"');
  });

  test("from depends_on, by id and by label", async () => {
    const labelled = base.replace("branch_labels = None", 'branch_labels = ("core",)');
    const other = migration({ revision: "x9" });
    expect(
      await target({ "a1.py": labelled, "x9.py": other.replace("depends_on = None", 'depends_on = "a<CURSOR>1"') }),
    ).toBe('a1.py: "a1"');
    expect(
      await target({ "a1.py": labelled, "x9.py": other.replace("depends_on = None", 'depends_on = "co<CURSOR>re"') }),
    ).toBe('a1.py: "a1"');
  });

  test("nowhere from an id that no file has", async () => {
    expect(await target({ "a1.py": base, "b2.py": child.replace('= "a1"', '= "<CURSOR>zz"') })).toBeNull();
  });

  test("references: the declaration, children and dependants", async () => {
    const { snapshot, file, offset } = await atCursor({
      "a1.py": base.replace('revision = "a1"', 'revision = "a<CURSOR>1"'),
      "b2.py": child,
      "x9.py": migration({ revision: "x9" }).replace("depends_on = None", 'depends_on = ["a1"]'),
    });
    const places = references(snapshot, file, offset, { includeDeclaration: true });
    expect(places.map((it) => shown(it))).toEqual(['a1.py: "a1"', 'b2.py: "a1"', 'x9.py: "a1"']);
    expect(references(snapshot, file, offset, { includeDeclaration: false })).toHaveLength(2);
  });
});

describe("projects and revisions", () => {
  test("a page of the chain, newest first, with counts", async () => {
    const fixture = await load(
      projectFiles({
        "a1.py": base,
        "b2.py": migration({
          revision: "b2",
          down: "a1",
          upgrade: 'op.add_column("users", sa.Column("age", sa.Integer(), nullable=False))',
          downgrade: 'op.drop_column("users", "age")',
        }),
        "c3.py": migration({ revision: "c3", down: "b2" }),
      }),
    );
    const snapshot = fixture.snapshot();
    const [project] = snapshot.projects;
    if (project === undefined) throw new Error("no project");
    const page = revisionsPage(snapshot, project, { offset: 1, limit: 1 });
    expect(page.total).toBe(3);
    expect(page.revisions.map((it) => [it.revision.revision, it.message, it.createDate, it.errors])).toEqual([
      ["b2", "message of b2", "2026-01-02 03:04:05.678901", 1],
    ]);
    expect(
      revisionsPage(snapshot, project, { offset: -5, limit: 99_999 }).revisions.map((it) => it.revision.revision),
    ).toEqual(["c3", "b2", "a1"]);
    expect(revisionsPage(snapshot, project, { offset: 3, limit: 10 }).revisions).toEqual([]);
  });

  test("a project is called by its folder", async () => {
    const fixture = await load(projectFiles({ "a1.py": base }));
    const [project] = fixture.snapshot().projects;
    if (project === undefined) throw new Error("no project");
    expect(projectName(project, [root])).toBe("folder");
    expect(projectName(project, ["/"])).toBe("folder");
    expect(
      projectName(
        { ...project, config: { ...project.config, configFile: `${root}/backend/alembic.ini`, section: "billing" } },
        [root],
      ),
    ).toBe("backend [billing]");
  });
});
