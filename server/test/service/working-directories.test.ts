import { expect, test } from "vitest";
import { createWorkingDirectories } from "../../src/service/working-directories.ts";

test("each folder has its own, the innermost counts; only a change is a change", () => {
  const folders = ["/work", "/work/inner", "C:/team"];
  const directories = createWorkingDirectories(() => folders);
  expect(directories.of("/work/alembic.ini")).toBeNull();
  const sections = [
    { workingDirectory: "backend/" },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is VS Code's variable
    { workingDirectory: "${workspaceFolder}/../other" },
    { workingDirectory: "src\\app" },
  ];
  expect(directories.set(sections)).toBe(true);
  expect(directories.set(sections)).toBe(false);
  expect(directories.of("/work/deploy/alembic.ini")).toBe("/work/backend");
  expect(directories.of("/work/inner/alembic.ini")).toBe("/work/other");
  expect(directories.of("C:/team/alembic.ini")).toBe("C:/team/src/app");
  expect(directories.of("/elsewhere/alembic.ini")).toBeNull();
  expect(directories.set([{ workingDirectory: " " }, null, { workingDirectory: 3 }])).toBe(true);
  expect(directories.of("/work/inner/alembic.ini")).toBeNull();
});
