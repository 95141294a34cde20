import { describe, expect, test } from "vitest";
import type { CodeAction } from "../../src/service/features/code-actions.ts";
import { codeActions } from "../../src/service/features/code-actions.ts";
import { fileDiagnostics } from "../../src/service/features/diagnostics.ts";
import type { FixContext } from "../../src/service/fix-context.ts";
import { applyChange } from "./apply-change.ts";
import { fixContext, type LoadedFixture, load, migration, projectFiles, root, versions } from "./project-fixture.ts";

type Texts = Readonly<Record<string, string>>;

const noTemplate = { [`${root}/migrations/script.py.mako`]: { ok: false, reason: "missing", message: "" } } as const;

/** Only the migrations, by absolute path. */
const pathsOf = (migrations: Texts): Texts =>
  Object.fromEntries(Object.entries(migrations).map(([name, text]) => [`${versions}/${name}`, text]));
const open = (migrations: Texts, more: Parameters<typeof projectFiles>[1] = noTemplate) =>
  load(projectFiles(migrations, more));
const reload = (files: Texts): Promise<LoadedFixture> =>
  open(Object.fromEntries(Object.entries(files).map(([path, text]) => [path.slice(versions.length + 1), text])));

function actionsOf(
  fixture: LoadedFixture,
  name: string,
  code: string,
  context: FixContext = fixContext,
): readonly CodeAction[] {
  const file = fixture.file(name);
  const range = { start: 0, end: file.text.length };
  return codeActions(fixture.snapshot(), file, range, context).filter(
    (it) => it.about.rule === code && it.kind === "quickfix",
  );
}

function codes(fixture: LoadedFixture): readonly string[] {
  const snapshot = fixture.snapshot();
  return snapshot.files.flatMap((it) => fileDiagnostics(snapshot, it)).map((it) => it.code);
}

/** Applies the action whose title begins so, reads everything again, and says what the files then are. */
async function applied(migrations: Texts, name: string, code: string, title: string) {
  const fixture = await open(migrations);
  const actions = actionsOf(fixture, name, code);
  const action = actions.find((it) => it.title.startsWith(title));
  if (action === undefined) throw new Error(`No such action; there are: ${actions.map((it) => it.title).join(" | ")}`);
  const files = applyChange(pathsOf(migrations), action);
  const after = await reload(files);
  const project = after.snapshot().projects[0];
  if (project === undefined) throw new Error("The project is gone.");
  return { action, files, graph: project.graph, codes: codes(after) };
}

const a1 = migration({ revision: "a1" });

describe("a missing parent", () => {
  const wrong = migration({ revision: "c3", down: "b2f1c0ffee" });
  const right = migration({ revision: "b2f1c0ffed", down: "a1" });

  test("becomes the one that was perhaps meant, in the docstring too, leaving the quotes", async () => {
    const it = await applied(
      { "a.py": a1, "b.py": right, "c.py": wrong },
      "c.py",
      "missing-parent-revision",
      "Did you mean",
    );
    expect(it.action.title).toBe("Did you mean 'b2f1c0ffed'?");
    expect(it.action.isPreferred).toBe(true);
    expect(it.codes).toEqual([]);
    expect(it.files[`${versions}/c.py`]).toBe(
      migration({ revision: "c3", down: "b2f1c0ffed", message: "message of c3" }),
    );
  });

  test("becomes the revision of the file that is called so", async () => {
    const bad = migration({ revision: "c3", down: "0004_add_users" });
    const files = { "0004_add_users.py": a1, "c.py": bad };
    const it = await applied(files, "c.py", "missing-parent-revision", "Did you mean 'a1'?");
    expect(it.codes).toEqual([]);
  });

  test("becomes the head", async () => {
    const bad = migration({ revision: "c3", down: "gone" });
    const it = await applied({ "a.py": a1, "c.py": bad }, "c.py", "missing-parent-revision", "Set down_revision");
    expect(it.action.title).toBe("Set down_revision to the head 'a1'");
    expect(it.codes).toEqual([]);
    expect(it.graph.heads).toEqual(["c3"]);
    expect(it.files[`${versions}/c.py`]).toContain("Revises: a1\n");
  });

  test("in a tuple only the wrong one is exchanged; a parent that is there already is not named twice", async () => {
    const files = {
      "a.py": a1,
      "b.py": migration({ revision: "b2", down: "a1" }),
      "b3.py": migration({ revision: "b3", down: "a1" }),
    };
    const merge = migration({ revision: "c3", down: ["b2", "gone"] });
    const it = await applied(
      { ...files, "c.py": merge },
      "c.py",
      "missing-parent-revision",
      "Set down_revision to the head 'b3'",
    );
    expect(it.files[`${versions}/c.py`]).toContain('down_revision = ("b2", "b3")');
    expect(it.files[`${versions}/c.py`]).toContain("Revises: b2, b3\n");
    expect(it.codes).toEqual([]);
  });

  test("a parent that was meant and is there already stays once", async () => {
    const merge = migration({ revision: "c3", down: ["b2f1c0ffed", "b2f1c0ffee"] });
    const files = { "a.py": a1, "b.py": right, "c.py": merge };
    const it = await applied(files, "c.py", "missing-parent-revision", "Did you mean");
    expect(it.files[`${versions}/c.py`]).toBe(migration({ revision: "c3", down: "b2f1c0ffed" }));
  });

  test("never a revision above it, however alike", async () => {
    const alike = {
      "b.py": migration({ revision: "b2", down: "c3c3c3c4" }),
      "c.py": migration({ revision: "c3c3c3c3", down: "b2" }),
    };
    expect(actionsOf(await open(alike), "b.py", "missing-parent-revision")).toEqual([]);

    const files = {
      "b.py": migration({ revision: "b2", down: "gone" }),
      "c.py": migration({ revision: "c3", down: "b2" }),
    };
    expect(actionsOf(await open(files), "b.py", "missing-parent-revision")).toEqual([]);
  });

  test("a dependency becomes the one that was meant", async () => {
    const bad = migration({ revision: "c3", down: "a1" }).replace("depends_on = None", "depends_on = 'b2f1c0ffee'");
    const files = { "a.py": a1, "b.py": migration({ revision: "b2f1c0ffed", down: "a1" }), "c.py": bad };
    const it = await applied(files, "c.py", "missing-dependency", "Did you mean");
    expect(it.files[`${versions}/c.py`]).toContain("depends_on = 'b2f1c0ffed'");
    expect(it.codes).toEqual([]);
  });
});

describe("an id that two files have", () => {
  test("becomes a new one in header, docstring and file name, when nothing stands on it", async () => {
    const files = {
      "a1.py": a1,
      "b2_x.py": migration({ revision: "b2", down: "a1" }),
      "b2_y.py": migration({ revision: "b2", down: "a1" }),
    };
    const it = await applied(files, "b2_y.py", "duplicate-revision-id", "Give this revision");
    expect(it.action.title).toBe("Give this revision the new id '0123456789ab'");
    expect(Object.keys(it.files)).toContain(`${versions}/0123456789ab_y.py`);
    expect(it.files[`${versions}/0123456789ab_y.py`]).toContain("Revision ID: 0123456789ab\n");
    expect(it.codes).toEqual(["multiple-heads", "multiple-heads"]);
  });

  test("a child that can be of either is left, and the title says so", async () => {
    const files = {
      "a1.py": a1,
      "x.py": migration({ revision: "b2", down: "a1" }),
      "y.py": migration({ revision: "b2", down: "a1" }),
      "c3.py": migration({ revision: "c3", down: "b2" }),
    };
    const it = await applied(files, "x.py", "duplicate-revision-id", "Give this revision");
    expect(it.action.title).toContain("1 child keeps naming 'b2'");
    expect(it.files[`${versions}/c3.py`]).toBe(files["c3.py"]);
    expect(it.codes).not.toContain("duplicate-revision-id");
  });

  test("a child that stands below the other file is certainly of this one", async () => {
    const files = {
      "a1.py": a1,
      "x.py": migration({ revision: "b2", down: "a1" }),
      "c3.py": migration({ revision: "c3", down: "b2" }),
      "y.py": migration({ revision: "b2", down: "c3" }),
    };
    const it = await applied(files, "x.py", "duplicate-revision-id", "Give this revision");
    expect(it.action.title).toBe("Give this revision the new id '0123456789ab'");
    expect(it.files[`${versions}/c3.py`]).toContain('down_revision = "0123456789ab"');
    expect(it.codes).toEqual([]);
    expect(it.graph.history).toEqual(["b2", "c3", "0123456789ab", "a1"]);
    const upper = await applied(files, "y.py", "duplicate-revision-id", "Give this revision");
    expect(upper.action.title).toBe("Give this revision the new id '0123456789ab'");
    expect(upper.files[`${versions}/c3.py`]).toBe(files["c3.py"]);
    expect(upper.graph.history).toEqual(["0123456789ab", "c3", "b2", "a1"]);
  });
});

describe("several heads", () => {
  const files = {
    "a1.py": a1,
    "b2.py": migration({ revision: "b2", down: "a1" }),
    "c3.py": migration({ revision: "c3", down: "b2" }),
    "d4.py": migration({ revision: "d4", down: "a1" }),
  };

  test("are merged by a new revision, as the project's Alembic would write it", async () => {
    const it = await applied(files, "c3.py", "multiple-heads", "Merge");
    const path = `${versions}/0123456789ab_merge_c3_and_d4.py`;
    expect(it.action.fileChanges).toMatchObject([{ kind: "create", file: path }]);
    expect(it.files[path]).toContain("Create Date: 2026-11-20 13:30:15.250000\n");
    expect(it.files[path]).toContain("down_revision: Union[str, Sequence[str], None] = ('c3', 'd4')\n");
    expect(it.codes).toEqual([]);
    expect(it.graph.heads).toEqual(["0123456789ab"]);
  });

  test("are merged with the project's own template; by Alembic itself when it is more than can be read here", async () => {
    const template = (text: string) => ({ [`${root}/migrations/script.py.mako`]: text });
    const own = `# ours\n## not written\n"""\${message}\n\nRevises: \${down_revision | comma,n}\n"""\n\${imports if imports else ""}\nrevision = \${repr(up_revision)}\ndown_revision = \${repr(down_revision)}\n`;
    const [merge] = actionsOf(await open(files, template(own)), "c3.py", "multiple-heads");
    expect(merge?.fileChanges).toEqual([
      {
        kind: "create",
        file: `${versions}/0123456789ab_merge_c3_and_d4.py`,
        text: `# ours\n"""merge c3 and d4\n\nRevises: c3, d4\n"""\n\nrevision = '0123456789ab'\ndown_revision = ('c3', 'd4')\n`,
      },
    ]);
    for (const text of [
      `<% x = 1 %>${own}`,
      `% if x:\n${own}% endif\n`,
      own.replace("message", "message | h"),
      own.replace("message", "unheard_of"),
      own.replace("down_revision = ", "parents = "),
    ]) {
      const fixture = await open(files, template(text));
      const [merge, ...others] = actionsOf(fixture, "c3.py", "multiple-heads");
      const project = fixture.snapshot().projects[0]?.id;
      expect(merge).toMatchObject({
        title: "Merge c3, d4 in a new revision (runs alembic merge)",
        edits: [],
        fileChanges: [],
        runs: { kind: "merge heads", project, revisions: ["c3", "d4"] },
      });
      const without = actionsOf(fixture, "c3.py", "multiple-heads", { ...fixContext, canRunAlembic: false });
      expect([others, without].map((actions) => actions.map((it) => it.title))).toEqual([
        ["Rebase 'c3' onto 'd4' (down_revision of 'b2')"],
        ["Rebase 'c3' onto 'd4' (down_revision of 'b2')"],
      ]);
    }
  });

  test("one is put on top of the other: its lowest revision of its own, with docstring and date", async () => {
    const it = await applied(files, "c3.py", "multiple-heads", "Rebase");
    expect(it.action.title).toBe("Rebase 'c3' onto 'd4' (down_revision of 'b2')");
    expect(it.files[`${versions}/b2.py`]).toBe(
      migration({ revision: "b2", down: "d4", date: "2026-11-20 13:30:15.250000" }),
    );
    expect(it.codes).toEqual([]);
    expect(it.graph.history).toEqual(["c3", "b2", "d4", "a1"]);
    expect((await applied(files, "d4.py", "multiple-heads", "Rebase 'd4' onto 'c3'")).graph.history).toEqual([
      "d4",
      "c3",
      "b2",
      "a1",
    ]);
  });

  test("a head that the database does not have is rather moved; a branch that it has is named as such", async () => {
    const fixture = await open(files);
    const id = fixture.snapshot().projects[0]?.id ?? "";
    fixture.workspace.setApplied(id, new Set(["a1", "d4"]));
    const titles = (name: string) => actionsOf(fixture, name, "multiple-heads").map((it) => it.title);
    expect(titles("c3.py")[0]).toBe("Rebase 'c3' onto 'd4' (down_revision of 'b2')");
    expect(titles("d4.py")[1]).toBe("Rebase 'd4' onto 'c3'; the database has it already");
  });

  test("no rebase of a branch that has two lowest revisions", async () => {
    const merged = {
      ...files,
      "c3.py": migration({ revision: "c3", down: "a1" }),
      "e5.py": migration({ revision: "e5", down: ["b2", "c3"] }),
    };
    const titles = actionsOf(await open(merged), "e5.py", "multiple-heads").map((it) => it.title);
    expect(titles).toEqual(["Merge d4, e5 in a new revision (0123456789ab_merge_d4_and_e5.py)"]);
  });

  test("no rebase onto a head that needs the branch", async () => {
    const d4 = migration({ revision: "d4", down: "a1" }).replace("depends_on = None", 'depends_on = "b2"');
    const fixture = await open({ ...files, "d4.py": d4 });
    const titles = actionsOf(fixture, "c3.py", "multiple-heads").map((it) => it.title);
    expect(titles.filter((it) => it.startsWith("Rebase"))).toEqual([]);
  });

  test("no new file for an editor that cannot make one", async () => {
    const context = { ...fixContext, canCreateFiles: false, canRunAlembic: false };
    const titles = actionsOf(await open(files), "c3.py", "multiple-heads", context).map((it) => it.title);
    expect(titles).toEqual(["Rebase 'c3' onto 'd4' (down_revision of 'b2')"]);
  });
});

describe("ids, bases, docstrings, file names", () => {
  test("an id that is too long is cut everywhere", async () => {
    const long = "add_users_and_orders_and_invoices_to_shop";
    const files = {
      "a1.py": a1,
      [`${long}.py`]: migration({ revision: long, down: "a1" }),
      "c3.py": migration({ revision: "c3", down: long }),
    };
    const it = await applied(files, `${long}.py`, "revision-id-too-long", "Rename");
    expect(it.action.title).toBe("Rename the revision to 'add_users_and_orders_and_invoice' everywhere");
    expect(it.codes).toEqual([]);
    expect(it.graph.history).toEqual(["c3", "add_users_and_orders_and_invoice", "a1"]);
    expect(Object.keys(it.files)).toContain(`${versions}/add_users_and_orders_and_invoice.py`);
    expect(it.files[`${versions}/c3.py`]).toContain("Revises: add_users_and_orders_and_invoice\n");
  });

  test("a forbidden character becomes an underscore; a taken id a new one", async () => {
    const files = { "a.py": migration({ revision: "a-1" }), "b.py": migration({ revision: "b2", down: "a-1" }) };
    const it = await applied(files, "a.py", "revision-id-forbidden-char", "Rename");
    expect(it.graph.history).toEqual(["b2", "a_1"]);
    expect(it.codes).toEqual([]);
    const taken = { ...files, "b.py": migration({ revision: "a_1", down: "a-1" }) };
    expect((await applied(taken, "a.py", "revision-id-forbidden-char", "Rename")).graph.history).toEqual([
      "a_1",
      "0123456789ab",
    ]);
  });

  test("a second base is put on top of the other history", async () => {
    const files = {
      "a1.py": a1,
      "b2.py": migration({ revision: "b2" }),
      "c3.py": migration({ revision: "c3", down: "b2" }),
    };
    const it = await applied(files, "b2.py", "multiple-bases", "Set down_revision");
    expect(it.graph.history).toEqual(["c3", "b2", "a1"]);
    expect(it.codes).toEqual([]);
    expect(it.files[`${versions}/b2.py`]).toContain("Revises: a1\n");
  });

  test("a history that is meant to be separate gets a branch label", async () => {
    const files = { "a1.py": a1, "b2.py": migration({ revision: "b2" }).replace("branch_labels = None\n", "") };
    expect(codes(await open(files))).toEqual(["multiple-heads", "multiple-bases", "multiple-heads", "multiple-bases"]);
    const it = await applied(files, "b2.py", "multiple-bases", "Keep it a history of its own");
    expect(it.files[`${versions}/b2.py`]).toContain('down_revision = None\nbranch_labels = ("branch_name",)\n');
    expect(it.codes).toEqual([]);
    const other = await applied(files, "a1.py", "multiple-bases", "Keep it a history of its own");
    expect(other.files[`${versions}/a1.py`]).toContain('\nbranch_labels = ("branch_name",)\n');
    expect(other.codes).toEqual([]);
  });

  test.each([
    ["Add down_revision 'a1', as the docstring says", ["a1"], "a1"],
    ["Add down_revision with the head 'c3'", ["c3"], "c3"],
    ["Add down_revision = None", [], ""],
  ])("a missing down_revision is written: %s", async (title, parents, said) => {
    const b2 = migration({ revision: "b2", down: "a1" }).replace('down_revision = "a1"\n', "");
    const files = { "a1.py": a1, "b2.py": b2, "c3.py": migration({ revision: "c3", down: "a1" }) };
    expect(codes(await open(files))).toContain("missing-down-revision");
    const it = await applied(files, "b2.py", "missing-down-revision", title);
    expect(it.codes).not.toContain("missing-down-revision");
    expect(it.graph.failure).toBeNull();
    expect(it.graph.revisions.get("b2")?.downRevisions).toEqual(parents);
    expect(it.files[`${versions}/b2.py`]).toContain(`Revises: ${said}\n`);
  });

  test("a missing down_revision keeps line ends, indentation and a comment behind the id", async () => {
    const b2 = 'if True:\r\n    revision = "b2"  # mine\r\n';
    const it = await applied({ "b2.py": b2 }, "b2.py", "missing-down-revision", "Add down_revision = None");
    expect(it.files[`${versions}/b2.py`]).toBe(
      'if True:\r\n    revision = "b2"  # mine\r\n    down_revision = None\r\n',
    );
  });

  test("a docstring that disagrees is told so and brought in step", async () => {
    const b2 = migration({ revision: "b2", down: "a1" })
      .replace("Revision ID: b2", "Revision ID: bb")
      .replace("Revises: a1", "Revises:");
    const files = { "a1.py": a1, "b2.py": b2 };
    expect(codes(await open(files))).toEqual(["revision-docstring-mismatch", "revision-docstring-mismatch"]);
    const it = await applied(files, "b2.py", "revision-docstring-mismatch", "Let the docstring");
    expect(it.codes).toEqual([]);
    expect(it.files[`${versions}/b2.py`]).toBe(migration({ revision: "b2", down: "a1" }));
  });

  test.each([
    ["('b2', 'b3')", 'down_revision = ("b2", "b3")'],
    ["b2 (create users), b3", 'down_revision = ("b2", "b3")'],
    ["None", "down_revision = None"],
    ["<base>", "down_revision = None"],
  ])("a docstring in another form agrees: Revises: %s", async (said, down) => {
    const text = migration({ revision: "c3" })
      .replace("Revises: ", `Revises: ${said}`)
      .replace("down_revision = None", down);
    const files = { "b2.py": migration({ revision: "b2" }), "b3.py": migration({ revision: "b3" }), "c3.py": text };
    expect(codes(await open(files))).not.toContain("revision-docstring-mismatch");
  });

  test("a file name that disagrees, only where the others follow file_template", async () => {
    const named = (id: string, down: string | null) => migration({ revision: id, down, message: `Step ${id}` });
    const most = Object.fromEntries(
      ["a1", "a2", "a3", "a4", "a5"].map((id, index) => [`${id}_step.py`, named(id, index === 0 ? null : `a${index}`)]),
    );
    const files = { ...most, "a7_step_a6.py": named("a6", "a5") };
    expect(codes(await open(files))).toEqual(["filename-mismatch"]);
    const it = await applied(files, "a7_step_a6.py", "filename-mismatch", "Rename");
    expect(it.action.title).toBe("Rename the file to a6_step_a6.py");
    expect(it.codes).toEqual([]);
    expect(
      actionsOf(await open(files), "a7_step_a6.py", "filename-mismatch", { ...fixContext, canRenameFiles: false }),
    ).toEqual([]);
    expect(codes(await open({ "x.py": a1, "y.py": named("b2", "a1"), "a3_z.py": named("a3", "b2") }))).toEqual([]);
  });
});
