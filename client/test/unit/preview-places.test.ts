import { expect, test } from "vitest";
import type { PreviewBlock, PreviewResult } from "../../../server/src/lsp/protocol.ts";
import { blockAt, blocksFrom } from "../../src/preview/preview-places.ts";
import { versionFolders } from "../../src/views/version-folders.ts";

const lines = (start: number, end: number) => ({
  start: { line: start, character: 0 },
  end: { line: end, character: 9 },
});
const block = (
  range: readonly [number, number],
  uri: string,
  ...places: readonly (readonly [number, number])[]
): PreviewBlock => ({
  kind: "statement",
  range: lines(...range),
  link: null,
  uri,
  places: places.map((it) => lines(...it)),
});
const inner = [4, 4] as const;
const result: PreviewResult = {
  version: 1,
  text: "",
  sql: "",
  complete: true,
  revisions: [],
  summary: [],
  blocks: [
    block([6, 8], "a", [20, 25]),
    block([10, 11], "a", inner, [26, 26]),
    block([13, 14], "a", inner, [27, 27]),
    block([16, 17], "b", [20, 20]),
  ],
};

test("blockAt finds the statement around a line of the preview", () => {
  expect([5, 6, 8, 9].map((line) => blockAt(result, line)?.range.start.line)).toEqual([undefined, 6, 6, undefined]);
});

test("blocksFrom finds the statements of an operation: of a helper's body all, of its call its own, of another file none", () => {
  const from = (uri: string, line: number) => blocksFrom(result, uri, line).map((it) => it.range.start.line);
  expect(from("a", 22)).toEqual([6]);
  expect(from("a", 4)).toEqual([10, 13]);
  expect(from("a", 26)).toEqual([10]);
  expect(from("b", 20)).toEqual([16]);
  expect(from("a", 40)).toEqual([]);
});

test("versionFolders names version locations and the folders below them that hold migrations", () => {
  const projects = [{ versionLocations: ["/p/versions"] }];
  expect(versionFolders(projects, ["/p/versions/2026/a.py", "/p/versions/b.py"])).toEqual([
    "/p/versions",
    "/p/versions/2026",
  ]);
});
