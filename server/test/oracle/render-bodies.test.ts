import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compareRendering, versionsOf } from "./render-comparison.ts";
import type { RenderCase, RenderConfig } from "./render-generator.ts";

/*
 * Bodies that random directives and real projects met rarely, and that were wrong once: test-fixtures/emit/bodies.txt, printed with and without literal_binds
 * and under a convention by every pair of versions.
 */

const bodies = readFileSync(new URL("../../../test-fixtures/emit/bodies.txt", import.meta.url), "utf8")
  .split(/^---\n/m)
  .map((it) => it.trimEnd());

const plain: RenderConfig = { literalBinds: true, paramstyle: "named", convention: null, driver: "default" };
const configs: readonly RenderConfig[] = [
  plain,
  { ...plain, literalBinds: false, driver: "pg8000" },
  { ...plain, driver: "asyncpg" },
  { ...plain, convention: { ix: "%(table_name)s_%(constraint_name)s_idx", pk: "pk_%(table_name)s" } },
];

const variables = ["LIMBECK_TEST_PYTHON_NEW", "LIMBECK_TEST_PYTHON_MIDDLE", "LIMBECK_TEST_PYTHON_OLD"];

for (const variable of variables) {
  const python = process.env[variable];
  // The oldest pair comes from Debian's packages and is not on every machine.
  if (python === undefined && variable === "LIMBECK_TEST_PYTHON_OLD") continue;
  test(`bodies that were wrong once print what the Alembic of ${variable} prints`, () => {
    if (python === undefined) throw new Error(`${variable} is not set: run these tests through npm test.`);
    const cases: readonly RenderCase[] = bodies.flatMap((body) => configs.map((config) => ({ body, config })));
    const { same, wrong } = compareRendering(cases, versionsOf(python));
    expect(wrong).toEqual([]);
    // Most of them are known and printed, not left out.
    expect(same).toBeGreaterThan(cases.length / 2);
  });
}
