import { Client } from "pg";
import { beforeAll, expect, test } from "vitest";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { sqlToActions } from "../../src/postgres/sql-to-actions.ts";
import { applyStatement } from "../../src/schema/apply-statement.ts";
import { emptySchema } from "../../src/schema/empty-schema.ts";
import type { SchemaState } from "../../src/schema/schema-state.ts";
import { random } from "./random.ts";
import { readCatalog } from "./schema/catalog.ts";
import { compareSchema } from "./schema/compare.ts";
import { inNewDatabase } from "./schema/new-database.ts";
import { ddlGenerator } from "./schema/random-ddl.ts";

const seed = Number(process.env.LIMBECK_SEED ?? 1);
const databases = Number(process.env.LIMBECK_ROUNDS ?? 4);
const statements = 120;

let parser: SqlParser;
let postgres = 0;
beforeAll(async () => {
  parser = await loadSqlParser();
  const client = new Client({ connectionString: process.env.LIMBECK_TEST_PG_URL });
  await client.connect();
  const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
  postgres = Math.floor(Number(rows[0]?.server_version_num ?? 0) / 10_000);
  await client.end();
});

test.for(Array.from({ length: databases }, (_, round) => seed + round))(
  "random statements make the same schema on the server and in the replay (seed %i)",
  async (round) => {
    const generator = ddlGenerator(random(round));
    await inNewDatabase(async (client) => {
      let state: SchemaState = emptySchema({ schema: null, name: "alembic_version", hasPrimaryKey: true });
      let accepted = 0;
      let exact = 0;
      for (let i = 0; i < statements; i++) {
        const sql = generator.next();
        const isAccepted = await client.query(sql).then(
          () => true,
          () => false,
        );
        if (!isAccepted) continue;
        accepted++;
        generator.succeeded(sql);
        state = applied(state, sql);
        const result = compareSchema(state, await readCatalog(client), new Set(['["public","alembic_version"]']));
        expect({ sql, wrong: result.wrong }).toEqual({ sql, wrong: [] });
        exact = result.equal / (result.equal + result.tainted + result.doubted);
      }
      // The generator must not lose itself in statements that the server refuses, nor the replay in gaps.
      expect(accepted).toBeGreaterThan(statements / 3);
      expect(exact).toBe(1);
    });
  },
);

function applied(state: SchemaState, sql: string): SchemaState {
  const span = { start: 0, end: sql.length };
  const read = sqlToActions({ text: sql, pieces: [{ at: 0, length: sql.length, span, verbatim: true }], span }, parser);
  return read.reduce(
    (now, it) =>
      applyStatement(
        now,
        {
          operation: null,
          at: { operation: 0, gap: null },
          sql,
          span: it.span,
          actions: it.actions,
          gap: null,
          condition: null,
          guarded: false,
        },
        { revision: "r", direction: "upgrade", postgres },
      ),
    state,
  );
}
