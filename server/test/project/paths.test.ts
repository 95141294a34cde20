import { expect, test } from "vitest";
import { baseName, directoryOf, isInside, resolvePath } from "../../src/project/paths.ts";

test("resolvePath", () => {
  expect(resolvePath("/repo", "a/./b/../c")).toBe("/repo/a/c");
  expect(resolvePath("/repo", "/x//y/")).toBe("/x/y");
  expect(resolvePath("/repo", "../../..")).toBe("/");
  expect(resolvePath("C:/repo", "..\\db\\versions")).toBe("C:/db/versions");
  expect(resolvePath("/repo", "C:\\db")).toBe("C:/db");
  expect(resolvePath("/repo", "odd\\name")).toBe("/repo/odd\\name");
});

test("directoryOf, baseName, isInside", () => {
  expect([directoryOf("/a/b.py"), directoryOf("/a"), directoryOf("/"), directoryOf("C:/a")]).toEqual([
    "/a",
    "/",
    "/",
    "C:/",
  ]);
  expect(baseName("C:\\a\\b.ini")).toBe("b.ini");
  expect([isInside("/a", "/a/b"), isInside("/a", "/ab"), isInside("/", "/x")]).toEqual([true, false, true]);
});
