import { join, resolve } from "node:path";
import type { Client } from "pg";
import { expect, test } from "vitest";
import { nodeFileSystem } from "../../src/node/file-system.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import { schemaAtHeads } from "../../src/service/features/schema-at.ts";
import { schemaSql } from "../../src/service/features/schema-sql.ts";
import { loadModules, loadWorkspace } from "../../src/service/load-workspace.ts";
import type { Snapshot } from "../../src/service/snapshot.ts";
import { createWorkspace } from "../../src/service/workspace.ts";
import { random } from "./random.ts";
import { readCatalog } from "./schema/catalog.ts";
import { inNewDatabase } from "./schema/new-database.ts";
import { runProject } from "./schema/run-project.ts";

const seed = Number(process.env.LIMBECK_SEED ?? 1);
const fixtures = resolve(import.meta.dirname, "../../../test-fixtures");

async function loaded(folder: string): Promise<Snapshot> {
  const workspace = createWorkspace({ parser: await loadSqlParser() });
  const files = nodeFileSystem();
  await loadWorkspace({ files, folders: [folder], workspace });
  const readAll = async (): Promise<void> => {
    const snapshot = workspace.snapshot();
    for (const file of snapshot.files) snapshot.read(file);
  };
  await readAll();
  await loadModules(files, workspace, readAll);
  return workspace.snapshot();
}

/** The projects, with what the run must reach: all revisions, or the one that the project is made to fail in. */
const projects: readonly (readonly [folder: string, upgraded: "all" | number])[] = [
  ["projects/shop", "all"],
  ["projects/flask", "all"],
  ["projects/locations", "all"],
  ["projects/pyproject", "all"],
  ["projects/two-heads", "all"],
  ["projects/failing", 3],
  ["schema/chain", "all"],
];

test.for(projects)(
  "%s: after every revision, up and down, the catalog is the replayed schema",
  async ([folder, upgraded]) => {
    const snapshot = await loaded(join(fixtures, folder));
    const [project] = snapshot.projects;
    if (project === undefined) throw new Error(`${folder} has no project.`);
    const { below } = random(seed);
    const run = await inNewDatabase((client) =>
      runProject({ client, snapshot, project, chance: () => below(2) === 0 }),
    );
    const wanted = upgraded === "all" ? project.graph.upgradeOrder.length : upgraded;
    expect(run.wrong).toEqual([]);
    expect({ upgraded: run.upgraded, downgraded: run.downgraded }).toEqual({ upgraded: wanted, downgraded: wanted });
    console.log(
      `${folder}: ${run.equal} facts exact and equal, ${run.asWritten} as written, ${run.doubted} equal and ${run.tainted} different under a gap`,
    );
  },
);

test("the SQL of a schema makes the same catalog in an empty database", async () => {
  const snapshot = await loaded(join(fixtures, "projects/shop"));
  const [project] = snapshot.projects;
  if (project === undefined) throw new Error("The project was not found.");
  const state = schemaAtHeads(snapshot, project);
  const text = schemaSql(snapshot, project, { revision: "heads", state, fileName: (path) => path });
  const withoutVersionTable = async (client: Client) => {
    const { relations, ...rest } = await readCatalog(client);
    return { ...rest, relations: new Map([...relations].filter(([key]) => key !== '["public","alembic_version"]')) };
  };
  const { below } = random(seed);
  const replayed = await inNewDatabase(async (client) => {
    const upgrade = await runProject({ client, snapshot, project, chance: () => below(2) === 0, direction: "upgrade" });
    expect(upgrade.refused).toEqual([]);
    return withoutVersionTable(client);
  });
  const made = await inNewDatabase(async (client) => {
    await client.query(text);
    return withoutVersionTable(client);
  });
  const sorted = (map: ReadonlyMap<string, unknown>) =>
    Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
  expect(sorted(made.sequences)).toEqual(sorted(replayed.sequences));
  expect(sorted(made.types)).toEqual(sorted(replayed.types));
  expect(sorted(made.relations)).toEqual(sorted(replayed.relations));
});
