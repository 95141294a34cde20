import { afterEach, describe, expect, test } from "vitest";
import { migration } from "../service/project-fixture.ts";
import { type TestFolder, testFolder } from "./cli.ts";

const ini = "[alembic]\nscript_location = migrations\n";
const chain = (folder: string): Readonly<Record<string, string>> => ({
  [`${folder}/env.py`]: "from alembic import context\ncontext.configure()\n",
  [`${folder}/versions/a1_first.py`]: migration({ revision: "a1" }),
  [`${folder}/versions/b2_second.py`]: migration({ revision: "b2", down: "a1" }),
  [`${folder}/versions/c3_third.py`]: migration({ revision: "c3", down: "b2" }),
});
const project = { "alembic.ini": ini, ...chain("migrations") };

const folders: TestFolder[] = [];
function folder(files: Readonly<Record<string, string>>): TestFolder {
  const it = testFolder(files);
  folders.push(it);
  return it;
}
afterEach(() => {
  for (const it of folders.splice(0)) it.dispose();
});

describe("resolve", () => {
  test("JSON has the shape of the specification", async () => {
    const { code, out, err } = await folder(project).run("resolve", "+2", "--for", "upgrade", "--current", "a1");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual({
      expression: "+2",
      for: "upgrade",
      current: ["a1"],
      revisions: ["c3"],
      steps: [
        { revision: "b2", direction: "upgrade", from: ["a1"], to: ["b2"] },
        { revision: "c3", direction: "upgrade", from: ["b2"], to: ["c3"] },
      ],
    });
  });

  test.each([
    [["resolve", "-1", "--for", "downgrade", "--current", "b2"]],
    [["resolve", "--for", "downgrade", "--current", "b2", "-1"]],
    [["resolve", "--for=downgrade", "--current=b2", "--", "-1"]],
    [["resolve", "-1", "-c", "alembic.ini", "-n", "alembic", "--for", "downgrade", "--current", "b2"]],
  ])("an expression that begins with a minus is a value: %j", async (argv) => {
    const { code, out, err } = await folder(project).run(...argv);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      expression: "-1",
      revisions: ["a1"],
      steps: [{ revision: "b2", direction: "downgrade", from: ["b2"], to: ["a1"] }],
    });
  });

  test("history and show list the revisions in Alembic's order and run nothing", async () => {
    const at = folder(project);
    const history = await at.run("resolve", "-1:", "--for", "history");
    expect(JSON.parse(history.out)).toMatchObject({ revisions: ["c3", "b2"], steps: [] });
    const show = await at.run("resolve", "heads", "--for", "show", "--current", "");
    expect(JSON.parse(show.out)).toMatchObject({ current: [], revisions: ["c3"], steps: [] });
  });

  test("a stamp of several rows to nothing ends at base", async () => {
    const { out } = await folder(project).run("resolve", "base", "--for", "stamp", "--current", "b2");
    expect(JSON.parse(out)).toMatchObject({
      revisions: [],
      steps: [{ revision: null, direction: "stamp", from: ["b2"], to: [] }],
    });
  });

  test("a range is read as with --sql, unless rows are given", async () => {
    const at = folder(project);
    const range = await at.run("resolve", "a1:b2", "--for", "upgrade");
    expect(JSON.parse(range.out)).toMatchObject({ revisions: ["b2"], steps: [{ revision: "b2" }] });
    expect(await at.run("resolve", "a1:b2", "--for", "upgrade", "--current", "")).toEqual({
      code: 2,
      out: "",
      err: "Range revision not allowed\n",
    });
  });

  test.each([
    ["nope", "upgrade", "Can't locate revision identified by 'nope'\n"],
    ["+9", "upgrade", "Relative revision +9 didn't produce 9 migrations\n"],
    ["head", "history", "History range requires [start]:[end], [start]:, or :[end]\n"],
    ["c3+1", "upgrade", "AssertionError\n"],
  ])("what Alembic rejects is code 2 with Alembic's sentence: %s for %s", async (expression, purpose, err) => {
    expect(await folder(project).run("resolve", expression, "--for", purpose)).toEqual({ code: 2, out: "", err });
  });

  test("a wrong command, and none, are refused", async () => {
    const at = folder(project);
    const wrong = await at.run("resolve", "head", "--for", "merge");
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("Allowed choices are upgrade, downgrade, stamp, history, show");
    const none = await at.run("resolve", "head");
    expect(none.code).toBe(2);
    expect(none.err).toContain("--for");
  });

  test("several projects and no -c: code 2, and all are listed", async () => {
    const at = folder({
      "one/alembic.ini":
        "[alembic]\nscript_location = %(here)s/migrations\n[other]\nscript_location = one/migrations\n",
      "two/alembic.ini": ini,
      ...chain("one/migrations"),
      ...chain("two/migrations"),
    });
    expect(await at.run("resolve", "head", "--for", "show")).toEqual({
      code: 2,
      out: "",
      err: "There are several Alembic projects; say which one:\n  -c one/alembic.ini\n  -c one/alembic.ini -n other\n  -c two/alembic.ini\n",
    });
    const one = await at.run("resolve", "head", "--for", "show", "-c", "one/alembic.ini");
    expect(JSON.parse(one.out)).toMatchObject({ revisions: ["c3"] });
  });

  test("the current folder's project wins over those below it", async () => {
    const at = folder({ ...project, "other/alembic.ini": ini, ...chain("other/migrations") });
    at.write("migrations/versions/d4_fourth.py", migration({ revision: "d4", down: "c3" }));
    expect(JSON.parse((await at.run("resolve", "head", "--for", "show")).out)).toMatchObject({ revisions: ["d4"] });
  });

  test("a chain that Alembic refuses to load", async () => {
    const at = folder(project);
    at.write("migrations/versions/a1_first.py", migration({ revision: "a1", down: "c3" }));
    expect(await at.run("resolve", "head", "--for", "upgrade")).toMatchObject({
      code: 2,
      err: expect.stringContaining("Cycle is detected in revisions"),
    });
  });
});

describe("graph as a drawing", () => {
  test("dot and mermaid", async () => {
    const at = folder(project);
    const dot = await at.run("graph", "--format", "dot");
    expect(dot).toMatchObject({ code: 0, err: "" });
    expect(dot.out).toContain('  "b2" -> "c3";\n');
    const mermaid = await at.run("graph", "--format", "mermaid");
    expect(mermaid).toMatchObject({ code: 0, err: "" });
    expect(mermaid.out).toMatch(/^flowchart BT\n {2}r1\(\["c3 \(head\)/);
  });
});
