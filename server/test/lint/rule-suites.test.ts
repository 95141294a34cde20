import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { rules } from "../../src/lint/rules/index.ts";
import { runRuleCase } from "../harness/rule-case.ts";
import { type Block, readSuite, rewriteSuite } from "../harness/suite.ts";

/*
 * The suites of test-fixtures/rules. `UPDATE=1 npx vitest run server/test/lint` writes what is found into them: read the difference
 * before you keep it.
 */
const folder = resolve(import.meta.dirname, "../../../test-fixtures/rules");
const update = process.env.UPDATE === "1";
const files = globSync("*.md", { cwd: folder }).sort();

test("every rule has a suite, and every suite a rule", () => {
  expect(files.map((it) => basename(it, ".md")).sort()).toEqual(rules.map((it) => it.id).sort());
});

describe.each(files)("%s", (file) => {
  const path = join(folder, file);
  const suite = readSuite(file, readFileSync(path, "utf8"));
  const contents = new Map<Block, string>();

  test.each(suite.cases.map((it) => [it.name, it] as const))("%s", (_, it) => {
    const result = runRuleCase(basename(file, ".md"), suite, it);
    for (const [block, text] of result.contents) contents.set(block, text);
    if (!update) expect(result.failures.join("\n\n")).toBe("");
  });

  afterAll(() => {
    if (update && contents.size > 0) writeFileSync(path, rewriteSuite(suite, contents));
  });
});
