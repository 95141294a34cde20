import { describe, expect, test } from "vitest";
import { readSuppressions } from "../../src/lint/suppressions.ts";
import { parseModule } from "../../src/python/parse.ts";

function read(text: string) {
  return readSuppressions(parseModule(text)).map(({ ids, reason, line, ownLine, mistake }) => ({
    ids: ids.map((it) => it.id),
    reason,
    line,
    ownLine,
    mistake: mistake !== null,
  }));
}

describe("what a suppression comment is about", () => {
  test("its own line", () => {
    expect(read("import a\nx = 1  # limbeck: ignore[one] because\n")).toEqual([
      { ids: ["one"], reason: "because", line: 1, ownLine: false, mistake: false },
    ]);
  });

  test("the next line of code, other comments and empty lines between", () => {
    expect(read("import a\n# limbeck: ignore[one]\n# more\n\nx = 1\n")[0]).toMatchObject({ line: 4, ownLine: true });
  });

  test("the file, above the first statement; the docstring does not count", () => {
    expect(read("# limbeck: ignore[one]\nimport a\n")[0]?.line).toBeNull();
    expect(read('"""Doc."""\n\n# limbeck: ignore[one]\nimport a\n')[0]?.line).toBeNull();
    expect(read('# limbeck: ignore[one]\n"""Doc."""\nimport a\n')[0]?.line).toBeNull();
    expect(read('"""Doc."""  # limbeck: ignore[one]\nimport a\n')[0]?.line).toBe(0);
    expect(read("import a\n# limbeck: ignore[one]\nimport b\n")[0]?.line).toBe(2);
  });

  test("at the end of the file, nothing but itself", () => {
    expect(read("import a\n# limbeck: ignore[one]\n")[0]?.line).toBe(1);
  });
});

test("several rules, spaces and letter case", () => {
  expect(read("x = 1  #LIMBECK : Ignore [ one , two ]  two reasons ")[0]).toMatchObject({
    ids: ["one", "two"],
    reason: "two reasons",
  });
});

test("the span of each id is its text", () => {
  const text = "x = 1  # limbeck: ignore[ one,two ] why";
  const [comment] = readSuppressions(parseModule(text));
  expect(comment?.ids.map((it) => text.slice(it.span.start, it.span.end))).toEqual(["one", "two"]);
});

test.each([
  "# limbeck: ignore",
  "# limbeck: ignore[]",
  "# limbeck: ignore-file[one]",
  "# limbeck: ingore[one]",
  "# limbeck: ignore(one)",
])("%s is a mistake", (comment) => {
  expect(read(`x = 1\n${comment}\n`)[0]).toMatchObject({ ids: [], mistake: true });
});

test.each(["# limbeck is nice", "# noqa: E501", '"# limbeck: ignore[one]"'])("%s is none", (text) => {
  expect(read(`x = 1\n${text}\n`)).toEqual([]);
});
