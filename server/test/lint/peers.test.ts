import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { defaultLintConfig } from "../../src/lint/lint-config.ts";
import { lintText } from "../harness/lint-text.ts";
import { migrationFixture } from "../harness/migration-fixture.ts";
import { surroundingsOf } from "../harness/rule-case.ts";
import { readSuite, type SuiteCase } from "../harness/suite.ts";

/*
 * The cases of other linters, restated as migrations (test-fixtures/peers). `finds` names every rule of the recommended set that speaks
 * there as a warning or an error: what a peer calls bad must be found, and what it calls fine must be quiet, unless the case says why not.
 * `UPDATE=1` writes what is found: read the difference before you keep it.
 */
const folder = resolve(import.meta.dirname, "../../../test-fixtures/peers");

describe.each(globSync("*.md", { cwd: folder }).sort())("%s", (file) => {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  const suite = readSuite(file, text);
  const found = new Map<number, string>();

  test.each(suite.cases.map((it) => [it.name, it] as const))("%s", (_, it) => {
    const failures: string[] = [];
    const surroundings = surroundingsOf("recommended", suite, it, failures);
    expect(failures).toEqual([]);
    const block = migrationOf(it);
    const migration = migrationFixture(block.text, {});
    const { findings } = lintText(migration.path, migration.text, { ...surroundings, config: defaultLintConfig });
    const loud = findings.filter(({ severity }) => severity === "error" || severity === "warning");
    const rules = [...new Set(loud.map(({ rule }) => rule))].sort().join(" ");
    found.set(block.open, rules);
    if (process.env.UPDATE !== "1") expect(rules).toBe(block.settings.get("finds"));
  });

  afterAll(() => {
    if (process.env.UPDATE !== "1") return;
    const lines = text.split("\n");
    for (const [line, rules] of found) lines[line] = lines[line]?.replace(/finds="[^"]*"/, `finds="${rules}"`) ?? "";
    writeFileSync(path, lines.join("\n"));
  });
});

function migrationOf(it: SuiteCase) {
  const [block, ...others] = it.blocks.filter((block) => block.settings.has("finds"));
  if (block === undefined || others.length > 0) throw new Error(`${it.name}: one block with finds="…" is needed`);
  return block;
}
