import { symlinkSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { migration } from "../service/project-fixture.ts";
import { type CliResult, type TestFolder, testFolder } from "./cli.ts";

/* Each answer was compared with `alembic -c … -n … heads` of Alembic 1.20.0 in the same folders. */

const files = {
  "m1/env.py": "from alembic import context\n",
  "m1/versions/a1.py": migration({ revision: "a1" }),
  "other/m2/env.py": "from alembic import context\n",
  "other/m2/versions/b1.py": migration({ revision: "b1" }),
  "sub/alembic.ini": "[alembic]\nscript_location = m1\n",
  ".conf/alembic.ini": "[alembic]\nscript_location = m1\n",
  "my.cfg": "[alembic]\nscript_location = m1\n",
  "sub/here.ini":
    "[alembic]\nscript_location = %(here)s/../other/m2\n[two]\nscript_location = %(here)s/../m1\n[none]\nx = 1\n",
};

const folders: TestFolder[] = [];
function folder(): TestFolder {
  const it = testFolder(files);
  folders.push(it);
  return it;
}
afterEach(() => {
  for (const it of folders.splice(0)) it.dispose();
});

function heads({ code, out }: CliResult): unknown {
  return code === 0 ? (JSON.parse(out) as { heads: string[] }[]).map((it) => it.heads) : code;
}

const graph = ["graph", "--format", "json"];

describe("-c and -n", () => {
  test.each([
    ["paths are relative to the current folder, not to the ini", "", ["-c", "sub/alembic.ini"], [["a1"]]],
    ["so the same ini means nothing in its own folder", "sub", ["-c", "alembic.ini"], 2],
    ["an ini in a hidden folder", "", ["-c", ".conf/alembic.ini"], [["a1"]]],
    ["an ini of any name", "", ["-c", "my.cfg"], [["a1"]]],
    ["the section is [alembic] unless -n names another", "", ["-c", "sub/here.ini"], [["b1"]]],
    ["-n", "", ["-c", "sub/here.ini", "-n", "two"], [["a1"]]],
    ["a section without script_location", "", ["-c", "sub/here.ini", "-n", "none"], 2],
    ["%(here)s leads out of the current folder", "sub", ["-c", "here.ini"], [["b1"]]],
    ["a file that is not there", "", ["-c", "nope.ini"], 2],
  ])("%s", async (_, where, argv, expected) => {
    expect(heads(await folder().runIn(where, ...graph, ...argv))).toEqual(expected);
  });

  test("ALEMBIC_CONFIG stands for a missing -c", async () => {
    const at = folder();
    expect(heads(await at.runWith("sub/here.ini", ...graph))).toEqual([["b1"]]);
    expect(heads(await at.runWith("sub/here.ini", ...graph, "-n", "two"))).toEqual([["a1"]]);
    expect(heads(await at.runWith("sub/here.ini", ...graph, "-c", "sub/alembic.ini"))).toEqual([["a1"]]);
    const resolved = await at.runWith("sub/here.ini", "resolve", "head", "--for", "show");
    expect(JSON.parse(resolved.out)).toMatchObject({ revisions: ["b1"] });
  });

  test("check takes -c in the same way", async () => {
    const { out } = await folder().run("check", "--format", "json", "-c", "my.cfg");
    expect(JSON.parse(out)).toMatchObject({ summary: { files: 1 } });
  });
});

describe("what a directory is depends on more than its ini", () => {
  const split =
    "[alembic]\nscript_location = m1\npath_separator = newline\nversion_locations = m1/versions other/m2/versions\n";

  test("the version of Alembic that somebody states decides how locations are split", async () => {
    const at = folder();
    at.write("alembic.ini", split);
    expect(heads(await at.run(...graph, "-c", "alembic.ini"))).toEqual([[]]);
    at.write("limbeck.toml", '[versions]\nalembic = "1.15.2"\n');
    expect(heads(await at.run(...graph, "-c", "alembic.ini"))).toEqual([["a1", "b1"]]);
  });

  test("-n that no ini has is served by the pyproject.toml of the current folder", async () => {
    const at = folder();
    at.write("alembic.ini", "[alembic]\nscript_location = other/m2\n");
    expect(heads(await at.run(...graph, "-n", "nope"))).toBe(2);
    at.write("pyproject.toml", '[tool.alembic]\nscript_location = "m1"\n');
    expect(heads(await at.run(...graph, "-n", "nope"))).toEqual([["a1"]]);
    at.write("limbeck.toml", '[versions]\nalembic = "1.15.2"\n');
    expect(heads(await at.run(...graph, "-n", "nope"))).toBe(2);
  });

  test("a link that leads nowhere stops Alembic", async () => {
    const at = folder();
    symlinkSync("gone.py", `${at.path}/m1/versions/b2.py`);
    const { code, err } = await at.run("resolve", "head", "--for", "upgrade", "-c", "my.cfg");
    expect(code).toBe(2);
    expect(err).toContain(`ImportError: Can't find Python file ${at.path}/m1/versions/gone.py`);
  });
});
