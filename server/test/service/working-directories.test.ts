import { expect, test } from "vitest";
import { createWorkingDirectories } from "../../src/service/working-directories.ts";

test("each folder has its own, the innermost counts; only a change is a change", () => {
  const folders = ["/folder", "/folder/inner", "C:/team"];
  const directories = createWorkingDirectories(() => folders);
  expect(directories.of("/folder/alembic.ini")).toBeNull();
  const sections = [
    { workingDirectory: "backend/" },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is VS Code's variable
    { workingDirectory: "${workspaceFolder}/../other" },
    { workingDirectory: "src\\app" },
  ];
  expect(directories.set(sections)).toBe(true);
  expect(directories.set(sections)).toBe(false);
  expect(directories.of("/folder/deploy/alembic.ini")).toBe("/folder/backend");
  expect(directories.of("/folder/inner/alembic.ini")).toBe("/folder/other");
  expect(directories.of("C:/team/alembic.ini")).toBe("C:/team/src/app");
  expect(directories.of("/elsewhere/alembic.ini")).toBeNull();
  expect(directories.set([{ workingDirectory: " " }, null, { workingDirectory: 3 }])).toBe(true);
  expect(directories.of("/folder/inner/alembic.ini")).toBeNull();
});
