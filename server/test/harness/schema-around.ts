import { readMigration } from "../../src/migration/read-migration.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { AnalysisConfig } from "../../src/project/project-config.ts";
import { createReplay } from "../../src/schema/replay.ts";
import type { SchemaState } from "../../src/schema/schema-state.ts";
import { migrationFixture } from "./migration-fixture.ts";

const parser = await loadSqlParser();

/** The schemas around a revision whose history is one block of Python: after it, and after the revision itself on top. */
export function schemaAround(
  history: string,
  revision: string,
  config: AnalysisConfig,
): (direction: "upgrade" | "downgrade") => SchemaState | null {
  const replay = createReplay(parser);
  const step = (id: string, text: string) => {
    const source = readMigration(`versions/${id}.py`, text, { mode: "online" });
    return { revision: id, direction: "upgrade" as const, body: source.upgrade, source };
  };
  const before = step("a1", migrationFixture(history, { revision: "a1", down: "" }).text);
  return (direction) => replay.after(config, direction === "upgrade" ? [before] : [before, step("b2", revision)]);
}
