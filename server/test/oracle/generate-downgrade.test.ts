import type { Client } from "pg";
import { expect, test } from "vitest";
import { applyEdits } from "../../src/base/text-edit.ts";
import { emitBody } from "../../src/emit/emit-body.ts";
import { generateDowngrade, writeDowngrade } from "../../src/lint/fixes/generate-downgrade.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import { defaultAnalysisConfig } from "../../src/project/default-analysis-config.ts";
import type { AnalysisConfig } from "../../src/project/project-config.ts";
import { migrationFixture } from "../harness/migration-fixture.ts";
import { schemaAround } from "../harness/schema-around.ts";
import { downgradeCases } from "./downgrade-cases.ts";
import { random } from "./random.ts";
import { pythonOf, runPython } from "./run-python.ts";
import { inNewDatabase } from "./schema/new-database.ts";
import { ddlGenerator } from "./schema/random-ddl.ts";

/*
 * The downgrade that "Generate downgrade() from upgrade()" writes, run by the real Alembic on a real PostgreSQL: after upgrade and downgrade the catalog is what it was.
 * LIMBECK_SEED repeats a run, LIMBECK_ROUNDS makes it longer.
 */

interface Case {
  readonly name: string;
  readonly before: string;
  readonly upgrade: string;
}

interface Step {
  readonly errors: readonly string[];
  readonly message: string;
  readonly schema: readonly string[];
}

const parser = await loadSqlParser();
const analysis: AnalysisConfig = {
  ...defaultAnalysisConfig,
  namingConvention: { kind: "none" },
  dialect: "postgresql",
};

function generated({ before, upgrade }: Case) {
  const history = `${before}\n\n\ndef downgrade():\n    pass\n`;
  const { text } = migrationFixture(`${upgrade}\n\n\ndef downgrade():\n    pass\n`, { path: "b2.py" });
  const file = readMigration("b2.py", text);
  const statements = emitBody(file.upgrade, { parser, config: analysis });
  const result = generateDowngrade(file, statements, { schemas: schemaAround(history, text, analysis), analysis });
  const edit = writeDowngrade(file, result.lines.length === 0 ? ["pass"] : result.lines);
  const whole = edit === null ? text : applyEdits(text, [...result.imports, edit]);
  return { ...result, text: whole, a1: migrationFixture(history, { revision: "a1", down: "" }).text };
}

function run(
  variable: Parameters<typeof pythonOf>[0],
  all: readonly { readonly a1: string; readonly text: string }[],
): readonly Step[][] {
  const url = process.env.LIMBECK_TEST_PG_URL;
  if (url === undefined) throw new Error("LIMBECK_TEST_PG_URL is not set: run these tests through npm test.");
  const steps = [
    ["upgrade", "a1"],
    ["upgrade", "b2"],
    ["downgrade", "a1"],
  ];
  const cases = all.map((it) => ({ files: { "a1.py": it.a1, "b2.py": it.text }, env: null, driver: "psycopg", steps }));
  return runPython(pythonOf(variable), "rules_driver.py", { url, cases }) as Step[][];
}

/** What is not as it was, with the text that was run. */
function wrong(it: ReturnType<typeof generated>, result: readonly Step[] | undefined): unknown {
  const [first, second, third] = result ?? [];
  const before = new Set(first?.schema);
  const after = new Set(third?.schema);
  const problem = {
    messages: [first?.message, second?.message, third?.message],
    missing: [...before].filter((line) => !after.has(line)),
    extra: [...after].filter((line) => !before.has(line)),
  };
  const isRight = problem.messages.every((line) => line === "") && problem.missing.length + problem.extra.length === 0;
  return isRight ? null : { ...problem, a1: it.a1, text: it.text };
}

test.each([["LIMBECK_TEST_PYTHON_NEW"], ["LIMBECK_TEST_PYTHON_MIDDLE"]] as const)(
  "operations come back (%s)",
  (variable) => {
    const all = downgradeCases.map((it) => ({ it, made: generated(it) }));
    const results = run(
      variable,
      all.map(({ made }) => made),
    );
    for (const [at, { it, made }] of all.entries()) {
      expect([it.name, made.unknown, made.text]).toEqual([it.name, 0, made.text]);
      expect([it.name, wrong(made, results[at])]).toEqual([it.name, null]);
    }
  },
);

test("a table to which another refers cannot be dropped", () => {
  const history = "def upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n";
  const revision = `def upgrade():
    op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("items", sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id")))


def downgrade():
    op.drop_table("orders")
    op.drop_table("items")
`;
  const a1 = migrationFixture(history, { revision: "a1", down: "" }).text;
  const [result] = run("LIMBECK_TEST_PYTHON_NEW", [{ a1, text: migrationFixture(revision, {}).text }]);
  expect(result?.map((it) => it.errors.includes("DependentObjectsStillExist"))).toEqual([false, false, true]);
});

const seed = Number(process.env.LIMBECK_SEED ?? 1);
const rounds = Number(process.env.LIMBECK_ROUNDS ?? 2);

test.for(Array.from({ length: rounds }, (_, round) => seed + round))(
  "random statements are taken back (seed %i)",
  async (round) => {
    const accepted = await inNewDatabase((client) => acceptedStatements(client, round));
    const cases: Case[] = [];
    for (let at = 8; at + 3 < accepted.length; at += 3) {
      const [before, upgrade] = [accepted.slice(0, at), accepted.slice(at, at + 3)];
      cases.push({ name: `seed ${round}, statement ${at}`, before: body(before), upgrade: body(upgrade) });
    }
    const made = cases.map(generated);
    const whole = made.filter((it) => it.unknown === 0 && it.reversed > 0);
    const results = run("LIMBECK_TEST_PYTHON_NEW", whole);
    for (const [at, it] of whole.entries()) expect(wrong(it, results[at])).toBe(null);
    // Most of what is random must have a way back, or the test says nothing.
    expect(whole.length).toBeGreaterThan(made.length / 3);
  },
);

async function acceptedStatements(client: Client, round: number): Promise<readonly string[]> {
  const generator = ddlGenerator(random(round));
  const accepted: string[] = [];
  for (let i = 0; i < 110; i++) {
    const sql = generator.next();
    const isAccepted = await client.query(sql).then(
      () => true,
      () => false,
    );
    if (!isAccepted) continue;
    accepted.push(sql);
    generator.succeeded(sql);
  }
  return accepted;
}

function body(statements: readonly string[]): string {
  // A new value of an enum cannot be used in the transaction that adds it, so each statement commits.
  const lines = statements.map((it) => `        op.execute(${JSON.stringify(it)})`);
  return ["def upgrade():", "    with op.get_context().autocommit_block():", ...lines].join("\n");
}
