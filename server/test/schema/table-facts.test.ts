import { expect, test } from "vitest";
import { findTable } from "../../src/schema/find-table.ts";
import { schemaAfter } from "../../src/service/features/schema-at.ts";
import { load, migration, projectFiles } from "../service/project-fixture.ts";

const span = { start: 0, end: 0 };

/** A table or view after an upgrade with these statements. */
async function tableAfter(name: string, ...statements: readonly string[]) {
  const upgrade = statements.map((it) => `op.execute(${JSON.stringify(it)})`).join("\n    ");
  const fixture = await load(projectFiles({ "a.py": migration({ revision: "aaaa", down: null, upgrade }) }));
  const snapshot = fixture.snapshot();
  const [project] = snapshot.projects;
  const state = project === undefined ? null : schemaAfter(snapshot, project, "aaaa");
  const found = state === null ? null : findTable(state, { schema: null, name: { known: true, value: name, span } });
  return found?.answer === "yes" ? found.table : null;
}

test("the columns of a partition key follow renames", async () => {
  const create = "CREATE TABLE t (a int, b text) PARTITION BY RANGE (a, lower(b))";
  expect((await tableAfter("t", create))?.partitionKey).toEqual(["a", null]);
  expect((await tableAfter("t", create, "ALTER TABLE t RENAME COLUMN a TO x"))?.partitionKey).toEqual(["x", null]);
});

test("the columns of a view follow renames, and are not told where the query takes all", async () => {
  const create = "CREATE VIEW v AS SELECT 1 AS a, 2 AS b";
  expect((await tableAfter("v", create))?.viewColumns).toEqual(["a", "b"]);
  expect((await tableAfter("v", create, "ALTER VIEW v RENAME COLUMN a TO x"))?.viewColumns).toEqual(["x", "b"]);
  expect((await tableAfter("v", "CREATE VIEW v AS SELECT * FROM t"))?.viewColumns).toBeUndefined();
});

test("policies come and go", async () => {
  const made = ["CREATE TABLE t (a int)", "CREATE POLICY p ON t USING (true)", "CREATE POLICY q ON t AS RESTRICTIVE"];
  expect((await tableAfter("t", ...made))?.policies).toEqual([
    { name: "p", policy: "permissive" },
    { name: "q", policy: "restrictive" },
  ]);
  expect((await tableAfter("t", ...made, "DROP POLICY p ON t"))?.policies).toEqual([
    { name: "q", policy: "restrictive" },
  ]);
});
