import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

test("the generated pages and the schema of the rules are up to date", () => {
  const root = resolve(import.meta.dirname, "../../..");
  const result = spawnSync(process.execPath, ["scripts/gen.ts", "--check"], { cwd: root, encoding: "utf8" });
  expect(result.stderr).toBe("");
  expect(result.status).toBe(0);
});
