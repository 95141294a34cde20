import { describe, expect, test } from "vitest";
import { definition, references } from "../../src/service/features/definition.ts";
import { highlights } from "../../src/service/features/highlights.ts";
import { hover } from "../../src/service/features/hover.ts";
import { prepareRename, renameAt } from "../../src/service/features/rename-revision.ts";
import { applyChange } from "./apply-change.ts";
import { fixContext, load, migration, projectFiles, versions, withCursor } from "./project-fixture.ts";

type Texts = Readonly<Record<string, string>>;

async function atCursor(migrations: Texts) {
  const [name = "", marked = ""] = Object.entries(migrations).find(([, text]) => text.includes("<CURSOR>")) ?? [];
  const { text, offset } = withCursor(marked);
  const texts = { ...migrations, [name]: text };
  const fixture = await load(projectFiles(texts));
  const files = Object.fromEntries(Object.entries(texts).map(([it, content]) => [`${versions}/${it}`, content]));
  return { snapshot: fixture.snapshot(), file: fixture.file(name), offset, files, text };
}

const a1 = migration({ revision: "a1" });
const b2 = migration({ revision: "b2", down: "a1" });
const c3 = migration({ revision: "c3", down: "a1" });
const merge = migration({ revision: "d4", down: ["b2", "c3"] });
const dependant = migration({ revision: "e5", down: "d4" }).replace("depends_on = None", "depends_on = ['b2']");
const all = { "a1_x.py": a1, "b2_x.py": b2, "c3.py": c3, "d4.py": merge, "e5.py": dependant };

describe("rename", () => {
  test.each([
    ["its own header", "b2_x.py", 'revision = "b<CURSOR>2"', 'revision = "b2"'],
    ["its own docstring", "b2_x.py", "Revision ID: <CURSOR>b2", "Revision ID: b2"],
    ["a child's tuple", "d4.py", '("b2<CURSOR>", "c3")', '("b2", "c3")'],
    ["a child's docstring", "d4.py", "Revises: b<CURSOR>2, c3", "Revises: b2, c3"],
    ["a dependant", "e5.py", "['<CURSOR>b2']", "['b2']"],
  ])("from %s changes every place, and the file's name", async (_from, name, marked, plain) => {
    const found = await atCursor({ ...all, [name]: all[name as keyof typeof all].replace(plain, marked) });
    const { snapshot, file, offset, files } = found;
    const prepared = prepareRename(snapshot, file, offset);
    expect(prepared).toMatchObject({ ok: true, id: "b2" });
    if (prepared?.ok !== true) throw new Error("It cannot be renamed.");
    expect(file.text.slice(prepared.span.start, prepared.span.end)).toBe("b2");
    const renaming = renameAt(snapshot, file, offset, "add_users", fixContext);
    if (!renaming.ok) throw new Error(renaming.message);
    expect(applyChange(files, renaming)).toEqual({
      [`${versions}/a1_x.py`]: a1,
      [`${versions}/add_users_x.py`]: migration({ revision: "add_users", down: "a1", message: "message of b2" }),
      [`${versions}/c3.py`]: c3,
      [`${versions}/d4.py`]: migration({ revision: "d4", down: ["add_users", "c3"] }),
      [`${versions}/e5.py`]: dependant.replace("'b2'", "'add_users'"),
    });
  });

  test("the file keeps its name for an editor that cannot rename files, and when only a part of the name is the id", async () => {
    const files = { "a1.py": a1, "b2.py": b2.replace('revision = "b2"', 'revision = "<CURSOR>b2"') };
    const one = await atCursor(files);
    expect(renameAt(one.snapshot, one.file, one.offset, "b9", { canRenameFiles: false })).toMatchObject({
      ok: true,
      fileChanges: [],
    });
    const other = await atCursor({ "a1.py": a1, "b2x_y.py": files["b2.py"] });
    expect(renameAt(other.snapshot, other.file, other.offset, "b9", fixContext)).toMatchObject({
      ok: true,
      fileChanges: [],
    });
  });

  test.each([
    ["a1", 'The revision "a1" exists already.'],
    ["shop", '"shop" is already a branch label.'],
    ["a".repeat(33), `"${"a".repeat(33)}" has 33 characters, but alembic_version.version_num holds 32.`],
    ["a-b", 'A revision id cannot contain "-": Alembic uses that in target expressions.'],
    ["a b", "Use letters, digits, underscores and dots in a revision id."],
    ["", "A revision needs an id."],
    ["head", '"head" means something else to Alembic.'],
  ])("to %j is refused: %s", async (to, message) => {
    const files = {
      "a1.py": a1.replace("branch_labels = None", 'branch_labels = "shop"'),
      "b2.py": b2.replace('"b2"', '"<CURSOR>b2"'),
    };
    const { snapshot, file, offset } = await atCursor(files);
    expect(renameAt(snapshot, file, offset, to, fixContext)).toEqual({ ok: false, message });
  });

  test.each([
    [
      "computed from parts",
      b2.replace('revision = "b2"', 'revision = "b" + "<CURSOR>2"'),
      a1,
      "not written as one text in b.py",
    ],
    [
      "named by a value that cannot be read",
      b2.replace('"b2"', '"<CURSOR>b2"'),
      a1.replace("down_revision = None", "down_revision = parent()"),
      "cannot be read",
    ],
    ["declared twice", b2.replace('"b2"', '"<CURSOR>b2"'), b2, "Several files declare"],
    [
      "not declared",
      b2.replace('down_revision = "a1"', 'down_revision = "<CURSOR>zz"'),
      a1,
      "No file of this project declares",
    ],
  ])("an id that is %s is refused", async (_what, text, other, message) => {
    const { snapshot, file, offset } = await atCursor({ "a.py": other, "b.py": text });
    const prepared = prepareRename(snapshot, file, offset);
    expect(prepared).toMatchObject({ ok: false, message: expect.stringContaining(message) });
    expect(renameAt(snapshot, file, offset, "new_id", fixContext).ok).toBe(false);
  });

  test("a child whose header is half-typed is a reason to refuse", async () => {
    const fixture = await load(projectFiles({ "a1.py": a1, "b2.py": b2 }));
    fixture.workspace.setDocument(`${versions}/b2.py`, b2.replace('down_revision = "a1"', 'down_revision = "'));
    const offset = a1.indexOf('"a1"') + 1;
    const renaming = renameAt(fixture.snapshot(), fixture.file("a1.py"), offset, "first", fixContext);
    expect(renaming).toMatchObject({ ok: false, message: expect.stringContaining("b2.py") });
  });

  test("one text that stands for two attributes is replaced once; another revision's own line stays", async () => {
    const shared = b2
      .replace('down_revision = "a1"', 'parent = "a1"\ndown_revision = parent')
      .replace("depends_on = None", "depends_on = parent")
      .replace("Revision ID: b2", "Revision ID: a1");
    const files = { "a1.py": a1.replace('"a1"', '"a1<CURSOR>"'), "b2.py": shared };
    const found = await atCursor(files);
    const renaming = renameAt(found.snapshot, found.file, found.offset, "first", fixContext);
    if (!renaming.ok) throw new Error(renaming.message);
    const after = applyChange(found.files, renaming)[`${versions}/b2.py`];
    expect(after).toBe(shared.replace('parent = "a1"', 'parent = "first"').replace("Revises: a1", "Revises: first"));
  });

  test("nothing elsewhere, and no branch label", async () => {
    const elsewhere = await atCursor({ "a1.py": a1.replace("import sqlalchemy", "import <CURSOR>sqlalchemy") });
    expect(prepareRename(elsewhere.snapshot, elsewhere.file, elsewhere.offset)).toBeNull();
    const label = await atCursor({ "a1.py": a1.replace("branch_labels = None", 'branch_labels = "<CURSOR>shop"') });
    expect(prepareRename(label.snapshot, label.file, label.offset)).toBeNull();
  });
});

describe("an id in a docstring", () => {
  test("leads to its definition, its references, its description, and the other places of the file", async () => {
    const { snapshot, file, offset, text } = await atCursor({
      ...all,
      "d4.py": merge.replace("Revises: b2", "Revises: b<CURSOR>2"),
    });
    expect(definition(snapshot, file, offset)?.target.file.path).toBe(`${versions}/b2_x.py`);
    const places = references(snapshot, file, offset, { includeDeclaration: true });
    expect(places.map((it) => it.file.path.slice(versions.length + 1))).toEqual(["b2_x.py", "d4.py", "e5.py"]);
    expect(hover(snapshot, file, offset)?.markdown).toContain("message of b2");
    const marked = highlights(snapshot, file, offset).map((it) => text.slice(it.start, it.end));
    expect(marked).toEqual(['"b2"', "b2"]);
  });
});
