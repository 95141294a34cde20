import { expect, test } from "vitest";
import type { SchemaState } from "../../src/schema/schema-state.ts";
import { schemaSteps } from "../../src/service/features/schema-at.ts";
import { load, migration, projectFiles } from "../service/project-fixture.ts";

const statements = [
  "CREATE TABLE users (id serial PRIMARY KEY, name text)",
  "CREATE TABLE orders (id serial PRIMARY KEY, of_user int REFERENCES users, next int REFERENCES orders)",
  "CREATE VIEW names AS SELECT name FROM users",
  "CREATE VIEW short_names AS SELECT name FROM names",
  "CREATE TABLE counted (id int DEFAULT nextval('users_id_seq'))",
  "CREATE TABLE parts (id int) PARTITION BY RANGE (id)",
  "CREATE TABLE part PARTITION OF parts FOR VALUES FROM (1) TO (2)",
  "CREATE TABLE child () INHERITS (users)",
  "CREATE SEQUENCE own OWNED BY orders.of_user",
  "ALTER TABLE orders RENAME COLUMN of_user TO buyer",
  "ALTER TABLE users RENAME TO people",
  "CREATE SCHEMA shop",
  "ALTER TABLE orders SET SCHEMA shop",
  "ALTER SEQUENCE users_id_seq RENAME TO people_ids",
  "ALTER TABLE part ADD COLUMN parent int REFERENCES people",
  "ALTER TABLE parts DETACH PARTITION part",
  "ALTER TABLE counted ADD COLUMN other int GENERATED ALWAYS AS IDENTITY",
  "DROP TABLE people CASCADE",
];

/** Every relation and sequence that a table or a sequence names, with its key. */
function named(state: SchemaState): readonly (readonly [named: string, user: string])[] {
  const pairs: [string, string][] = [];
  for (const [key, table] of state.tables.entries()) {
    for (const it of [...table.reads, ...table.inherits, table.partitionOf]) if (it !== null) pairs.push([it, key]);
    for (const it of table.constraints) if (it.references !== null) pairs.push([it.references.table, key]);
    for (const it of table.columns) {
      if (it.ownedSequence !== null) pairs.push([it.ownedSequence, key]);
      if (it.default?.form === "catalog" && it.default.text.startsWith("nextval(")) pairs.push([it.default.text, key]);
    }
  }
  for (const [key, it] of state.sequences.entries()) if (it.ownedBy !== null) pairs.push([it.ownedBy.table, key]);
  return pairs;
}

function sent(all: readonly string[]): string {
  return all.map((it) => `op.execute("${it}")`).join("\n");
}

test("the index of users holds everybody who names something, after any statement", async () => {
  const undecided = 'if op.get_bind().dialect.has_table("x"):\n    op.execute("DROP TABLE users CASCADE")';
  const { snapshot } = await load(
    projectFiles({
      "a1.py": migration({ revision: "a1", upgrade: `${sent(statements.slice(0, 9))}\n${undecided}` }),
      "b2.py": migration({ revision: "b2", down: "a1", upgrade: sent(statements.slice(9)) }),
      "c3.py": migration({ revision: "c3", upgrade: sent(statements) }),
    }),
  );
  const now = snapshot();
  const [project] = now.projects;
  if (project === undefined) throw new Error("The project was not found.");
  let count = 0;
  for (const revision of ["a1", "b2", "c3"]) {
    for (const { before } of schemaSteps(now, project, revision, "upgrade")) {
      const pairs = named(before);
      count += pairs.length;
      for (const [it, user] of pairs)
        expect([it, before.users.get(it) ?? []]).toEqual([it, expect.arrayContaining([user])]);
    }
  }
  expect(count).toBeGreaterThan(150);
});
