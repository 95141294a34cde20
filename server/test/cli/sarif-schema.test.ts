import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { testFolder } from "./cli.ts";

/*
 * The schema is the one that OASIS publishes with SARIF 2.1.0 (errata 01), unchanged:
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
 */
const fixtures = fileURLToPath(new URL("../../../test-fixtures/", import.meta.url));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const valid = ajv.compile(JSON.parse(readFileSync(join(fixtures, "sarif", "sarif-schema-2.1.0.json"), "utf8")));

test("a result that no SARIF reader would take is refused", () => {
  const log = {
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "limbeck" } }, results: [{ message: { text: "a" }, level: "fatal" }] }],
  };
  expect(valid(log)).toBe(false);
  expect(valid.errors?.map((it) => it.instancePath)).toContain("/runs/0/results/0/level");
});

// Where there is no project, there is no log.
const projects = readdirSync(join(fixtures, "projects")).filter((it) => it !== "no-alembic");

test.each(projects)("what is said about projects/%s, with all rules, is valid", async (name) => {
  const folder = testFolder({});
  try {
    cpSync(join(fixtures, "projects", name), folder.path, { recursive: true });
    const { out } = await folder.run("check", "--format", "sarif", "--select", "all");
    const log: unknown = JSON.parse(out);
    valid(log);
    expect(valid.errors ?? []).toEqual([]);
  } finally {
    folder.dispose();
  }
});
