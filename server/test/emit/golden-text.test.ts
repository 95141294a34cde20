import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { renderBody, startRender } from "../../src/emit/render/render-body.ts";
import { renderRun } from "../../src/emit/render/render-run.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import type { AnalysisConfig } from "../../src/project/project-config.ts";
import { plainConfig } from "./emit-python.ts";

/* Every case of test-fixtures/emit/golden.jsonl, in every recorded variant, byte for byte. */

interface Recorded {
  readonly body: string;
  readonly error?: string;
}

interface GoldenCase extends Recorded {
  readonly id: string;
  readonly python: string;
  readonly downgrade?: string;
  readonly sql: string;
  readonly configure_kwargs?: string;
  readonly env_target_metadata?: string;
  readonly unordered?: boolean;
  readonly variants?: Readonly<Record<string, Recorded>>;
}

const fixture = new URL("../../../test-fixtures/emit/golden.jsonl", import.meta.url);
const cases = readFileSync(fixture, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as GoldenCase);

const versions = {
  "1.8.1/SA1.4.46": { alembic: "1.8.1", sqlalchemy: "1.4" },
  "1.19.2/SA2.0.54": { alembic: "1.19.2", sqlalchemy: "2.0" },
  "1.19.2/SA2.1.1": { alembic: "1.19.2", sqlalchemy: "2.1" },
  "1.20.0/SA2.1.1": { alembic: "1.20.0", sqlalchemy: "2.1" },
} as const;
type Version = keyof typeof versions;

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const preamble = `import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from alembic import op

revision = "0001aaaa"
down_revision = None

`;

function functionText(name: string, body: string): string {
  const lines = body.split("\n").map((line) => (line === "" ? "" : `    ${line}`));
  return `def ${name}():\n${lines.join("\n")}\n\n`;
}

function configOf(it: GoldenCase, version: Version): AnalysisConfig {
  const given = it.configure_kwargs ?? 'literal_binds=True, dialect_opts={"paramstyle": "named"}';
  const text = (name: string): string | null => new RegExp(`${name}="([^"]*)"`).exec(given)?.[1] ?? null;
  const dictionary = /naming_convention=(\{[\s\S]*\})\)/.exec(it.env_target_metadata ?? "")?.[1];
  return {
    ...plainConfig,
    ...versions[version],
    envFile: "env.py",
    literalBinds: given.includes("literal_binds=True"),
    // The default of psycopg2, which every case without a paramstyle uses.
    paramstyle: given.includes('"paramstyle": "named"') ? "named" : "default",
    drivers: ["default"],
    versionTable: text("version_table") ?? "alembic_version",
    versionTableKnown: true,
    versionTableSchema: text("version_table_schema"),
    versionTablePk: !given.includes("version_table_pk=False"),
    transactionalDdl: !given.includes("transactional_ddl=False"),
    offlineTransactionPerMigration: given.includes("transaction_per_migration=True"),
    namingConvention:
      dictionary === undefined
        ? { kind: "none" }
        : { kind: "known", templates: JSON.parse(dictionary.replace(/,\s*\}/, "}")) as Record<string, string> },
  };
}

const runs = cases.flatMap((it) =>
  (Object.keys(versions) as Version[]).map((version) => {
    const { body, error } = it.variants?.[version] ?? it;
    return { it, version, body, error: error ?? null };
  }),
);

function comparable(text: string, it: GoldenCase): string {
  return it.unordered === true ? text.split("\n\n").sort().join("\n\n") : text;
}

describe("the text of a migration is what Alembic prints", () => {
  test.for(runs.map((run) => [`${run.it.id} (${run.version})`, run] as const))("%s", ([, run]) => {
    const { it, body, error } = run;
    const isDowngrade = it.downgrade !== undefined;
    const text = preamble + functionText("upgrade", it.python) + functionText("downgrade", it.downgrade ?? "pass");
    const file = readMigration("versions/0001aaaa_.py", text, { mode: "offline" });
    const config = configOf(it, run.version);
    const rendered = renderBody(isDowngrade ? file.downgrade : file.upgrade, startRender({ parser, config }));
    if (error !== null) {
      const refusals = rendered.items.flatMap((item) => (item.kind === "gap" ? [item.refusal] : []));
      expect(refusals).toEqual([error]);
      return;
    }
    expect(rendered.items.filter((item) => item.kind === "gap").map((item) => item.why.detail)).toEqual([]);
    expect(rendered.complete).toBe(true);
    expect(comparable(rendered.text, it)).toBe(comparable(body, it));
  });
});

describe("the whole script is what Alembic 1.8.1 prints", () => {
  const whole = cases.filter((it) => it.error === undefined);
  test.for(whole.map((it) => [it.id, it] as const))("%s", ([, it]) => {
    const isDowngrade = it.downgrade !== undefined;
    const text = preamble + functionText("upgrade", it.python) + functionText("downgrade", it.downgrade ?? "pass");
    const file = readMigration("versions/0001aaaa_.py", text, { mode: "offline" });
    const config = configOf(it, "1.8.1/SA1.4.46");
    const step = {
      revision: "0001aaaa",
      direction: isDowngrade ? "downgrade" : "upgrade",
      from: isDowngrade ? ["0001aaaa"] : [],
      to: isDowngrade ? [] : ["0001aaaa"],
      rows: [{ kind: isDowngrade ? "delete" : "insert", revision: "0001aaaa" }],
      startsEmpty: !isDowngrade,
      body: isDowngrade ? file.downgrade : file.upgrade,
    } as const;
    const rendered = renderRun(
      [step],
      { parser, config },
      {
        transactionPerMigration: config.offlineTransactionPerMigration === true,
        startRows: isDowngrade ? ["0001aaaa"] : [],
      },
    );
    expect(comparable(rendered.text, it)).toBe(comparable(it.sql, it));
  });
});
