import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { interpreterOfSetting } from "../../src/python/setting-provider.ts";
import { virtualEnvironmentProvider } from "../../src/python/virtual-environment-provider.ts";

describe("finding interpreters", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "limbeck-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const put = (...parts: string[]): string => {
    const path = join(folder, ...parts);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, "");
    return path;
  };

  test("a virtual environment beside the project comes before one further up; both layouts are known", async () => {
    const near = put("services", "api", ".venv", "bin", "python");
    const far = put("venv", "Scripts", "python.exe");
    const place = { workingDirectory: join(folder, "services", "api"), folder };
    const found = await virtualEnvironmentProvider.find(place);
    expect(found.map((it) => it.path)).toEqual([near, far]);
    expect(found.map((it) => it.from)).toEqual([
      `the virtual environment ${join("services", "api", ".venv")}`,
      "the virtual environment venv",
    ]);
  });

  test("nothing above the workspace folder is taken", async () => {
    put(".venv", "bin", "python");
    const inner = join(folder, "inner");
    expect(await virtualEnvironmentProvider.find({ workingDirectory: inner, folder: inner })).toEqual([]);
  });

  test("the setting names a file, a directory or a name on the PATH", async () => {
    const python = put(".venv", "bin", "python");
    const place = { workingDirectory: folder, folder };
    const path = async (text: string): Promise<string> =>
      (await interpreterOfSetting(text, place, { VENVS: join(folder, ".venv") })).path;
    expect(await path(".venv/bin/python")).toBe(join(folder, ".venv/bin/python"));
    expect(await path(`${"$"}{workspaceFolder}/.venv`)).toBe(python);
    expect(await path(`${"$"}{env:VENVS}/bin/python`)).toBe(python);
    expect(await path("python3.12")).toBe("python3.12");
  });
});
