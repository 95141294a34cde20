import type { ReplayedSchemas } from "../../src/lint/replayed-schemas.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { AnalysisConfig } from "../../src/project/project-config.ts";
import { createReplay } from "../../src/schema/replay.ts";
import type { SchemaState } from "../../src/schema/schema-state.ts";
import { migrationFixture } from "./migration-fixture.ts";

const parser = await loadSqlParser();

/** The schemas around a revision whose history is one block of Python. */
export function schemaAround(history: string, revision: string, config: AnalysisConfig): ReplayedSchemas {
  const replay = createReplay(parser);
  const step = (id: string, text: string, direction: "upgrade" | "downgrade" = "upgrade") => {
    const source = readMigration(`versions/${id}.py`, text, { mode: "online" });
    return { revision: id, direction, body: source[direction], source };
  };
  const before = step("a1", migrationFixture(history, { revision: "a1", down: "" }).text);
  const own = { upgrade: step("b2", revision), downgrade: step("b2", revision, "downgrade") };
  const afterUpgrade = (): SchemaState => replay.after(config, [before, own.upgrade]);
  const schemaBefore = (direction: "upgrade" | "downgrade"): SchemaState =>
    direction === "upgrade" ? replay.after(config, [before]) : afterUpgrade();
  return {
    before: schemaBefore,
    after: (direction) =>
      direction === "upgrade" ? afterUpgrade() : replay.apply(config, own.downgrade, afterUpgrade()),
    steps: (direction) => replay.steps(config, own[direction], schemaBefore(direction)),
  };
}
