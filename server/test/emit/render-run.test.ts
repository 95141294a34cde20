import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { renderRun } from "../../src/emit/render/render-run.ts";
import { buildGraph } from "../../src/graph/build-graph.ts";
import { resolveTarget, type TargetRequest } from "../../src/graph/resolve-target.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { plainConfig } from "./emit-python.ts";

/* Every `--sql` command of test-fixtures/graph/graph.jsonl: the whole script, as Alembic 1.19.2 printed it. */

interface Case {
  readonly graph: string;
  readonly command: string;
  readonly rc: number;
  readonly stdout: string;
  readonly stdout_alternatives?: readonly string[];
  readonly revisions: readonly {
    readonly rev: string;
    readonly down: string | readonly string[] | null;
    readonly labels: string | readonly string[] | null;
    readonly deps: string | readonly string[] | null;
    readonly file?: string;
  }[];
}

const fixture = new URL("../../../test-fixtures/graph/graph.jsonl", import.meta.url);
const cases = readFileSync(fixture, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Case)
  .filter((it) => it.command.includes("--sql"));

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

function list(value: string | readonly string[] | null): readonly string[] {
  return value === null ? [] : typeof value === "string" ? [value] : value;
}

function script(it: Case): string {
  const headers = it.revisions
    .map((revision) => ({
      revision: revision.rev,
      downRevisions: list(revision.down),
      dependsOn: list(revision.deps),
      branchLabels: list(revision.labels),
      doc: revision.rev,
      file: revision.file ?? `${revision.rev}.py`,
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  const [name = "", ...rest] = it.command.split(" ");
  const expression = rest.filter((word) => word !== "--sql").join(" ");
  const purpose = name as TargetRequest["purpose"];
  const result = resolveTarget(buildGraph(headers), { expression, purpose, current: [], offline: true });
  const steps = result.steps.map((step) => {
    const text = `from alembic import op\ndef upgrade():\n    op.execute("SELECT 'up ${step.revision}'")\ndef downgrade():\n    op.execute("SELECT 'down ${step.revision}'")\n`;
    const file = readMigration("a.py", text, { mode: "offline" });
    return { ...step, body: step.direction === "stamp" ? null : file[step.direction] };
  });
  const config = {
    ...plainConfig,
    alembic: "1.19.2",
    literalBinds: true,
    paramstyle: "named",
    versionTableKnown: true,
  };
  const run = renderRun(steps, { parser, config }, { transactionPerMigration: false, startRows: [] });
  expect(run.complete).toBe(true);
  if (result.ok) return run.text;
  // A refusal ends the script before the COMMIT.
  const { failure } = result;
  const words = failure.kind === "command-error" ? `FAILED: ${failure.message}\n` : "";
  return run.text.replace(/COMMIT;\n\n$/, "") + words;
}

describe("the script of a run is what Alembic prints", () => {
  test.for(cases.map((it) => [`${it.graph}: ${it.command}`, it] as const))("%s", ([, it]) => {
    expect([it.stdout, ...(it.stdout_alternatives ?? [])]).toContain(script(it));
  });
});
