import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { RenderedItem } from "../../src/emit/render/render-body.ts";
import { startRender } from "../../src/emit/render/render-body.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import { defaultAnalysisConfig } from "../../src/project/default-analysis-config.ts";
import type { AnalysisConfig } from "../../src/project/project-config.ts";
import { unavailableParser } from "../../src/service/unavailable-parser.ts";
import { mutate } from "../harness/mutate.ts";
import { renderSource } from "../harness/rendered-source.ts";
import { seed } from "../harness/seed.ts";
import { random } from "./random.ts";
import { renderCase, renderFile, renderImports } from "./render-generator.ts";
import { pythonOf, runPython } from "./run-python.ts";

/*
 * Changed migrations: no exception, no file that uses up its budget in silence, and no statement that PostgreSQL's parser rejects unless the migration's own
 * SQL is the cause or Alembic prints the same. LIMBECK_FUZZ=100000 runs longer, LIMBECK_SEED repeats a run.
 */

const count = Number(process.env.LIMBECK_FUZZ ?? 20_000);

const fixture = new URL("../../../test-fixtures/emit/golden.jsonl", import.meta.url);
const bodies = readFileSync(fixture, "utf8")
  .trim()
  .split("\n")
  .map((line) => (JSON.parse(line) as { readonly python: string }).python);

const config: AnalysisConfig = {
  ...defaultAnalysisConfig,
  alembic: "1.20.0",
  sqlalchemy: "2.1",
  literalBinds: true,
  paramstyle: "named",
  drivers: ["default"],
  transactionalDdl: true,
  namingConvention: { kind: "none" },
};

/** Directives that hand SQL of the migration through. */
const ownSql: ReadonlySet<string> = new Set(["execute", "connection_execute", "static_output"]);

/** SQL of the migration inside a directive (of EXCLUDE the operators): a call that holds some and is no Python any more cannot be asked of Alembic. */
const holdsSql =
  /text\(|literal_column\(|Computed\(|CheckConstraint\(\s*["']|check_constraint\(|ExcludeConstraint\(|exclude_constraint\(|postgresql_\w+=|where=|prefixes=|\.op\(/;

/** `c = sa.Column(…)`: what a call may use. */
function assignments(text: string): readonly string[] {
  return text.match(/^ +\w+ = .*$/gm) ?? [];
}

function attempted(line: string): string {
  return `try: exec(${JSON.stringify(line.trim())})\nexcept Exception: pass`;
}

interface Printed {
  readonly text: string;
  readonly failed: string | null;
}

/** What Alembic prints for some programs, up to where they fail. */
function printed(programs: readonly string[]): readonly Printed[] {
  const settings = { literalBinds: true, paramstyle: "named", convention: null, driver: "default" };
  return runPython(pythonOf("LIMBECK_TEST_PYTHON_NEW"), "./render_driver.py", {
    imports: "",
    cases: programs.map((body) => ({ body, config: settings })),
    partial: true,
  }) as readonly Printed[];
}

test(`${count} changed migrations (seed ${seed})`, async () => {
  const parser = await loadSqlParser();
  const source = random(seed);
  const rejected: { readonly text: string; readonly call: string; readonly sql: string; readonly message: string }[] =
    [];
  let statements = 0;
  let exhaustedFiles = 0;
  let ownMistakes = 0;
  const check = (item: RenderedItem, text: string): void => {
    if (item.kind !== "statement" || item.isRaw) return;
    statements++;
    const parsed = parser.parse(item.sql);
    if (parsed.ok || parsed.reason === "limit") return;
    if (ownSql.has(item.operation.directive)) ownMistakes++;
    else {
      const { start, end } = item.operation.site.call;
      rejected.push({ text, call: text.slice(start, end), sql: item.sql, message: parsed.message });
    }
  };
  for (let index = 0; index < count; index++) {
    const text = mutate(renderFile(index % 2 === 0 ? source.pick(bodies) : renderCase(source).body), source);
    const { body, rendered, exhausted } = renderSource(text, startRender({ parser: unavailableParser, config }));
    if (exhausted) {
      exhaustedFiles++;
      expect(rendered.complete, text).toBe(false);
      expect(
        body.gaps.map((it) => it.why.reason),
        text,
      ).toContain("budget");
    }
    for (const item of rendered.items) check(item, text);
  }
  // Many of these files are no Python any more: then the call alone is asked for.
  const [whole, alone] = [
    printed(rejected.map((it) => `${it.text}\nupgrade()\n`)),
    printed(rejected.map((it) => `${renderImports}\n${assignments(it.text).map(attempted).join("\n")}\n${it.call}\n`)),
  ];
  const unlike = rejected.filter(({ sql }, index) => ![whole, alone].some((it) => it[index]?.text.includes(`${sql};`)));
  const failed = (of: readonly Printed[], it: (typeof rejected)[number], exception: string): boolean =>
    of[rejected.indexOf(it)]?.failed?.startsWith(exception) === true;
  // A NameError in a file that is no Python: what the call uses stands in a line that is none any more.
  const couldRun = (it: (typeof rejected)[number]): boolean =>
    !failed(alone, it, "SyntaxError") && !(failed(whole, it, "SyntaxError") && failed(alone, it, "NameError"));
  const wrong = unlike.filter((it) => couldRun(it) && !holdsSql.test([it.call, ...assignments(it.text)].join("\n")));
  console.log(
    `${statements} statements; PostgreSQL rejects ${rejected.length + ownMistakes}, ${ownMistakes} of them written as SQL in the migration; ` +
      `${unlike.length - wrong.length} hold some, or are no Python, and cannot be run; ${wrong.length} are ours; ${exhaustedFiles} files used up their budget and said so`,
  );
  expect(wrong.slice(0, 5)).toEqual([]);
  // Without such files the second promise would not have been tried.
  expect(exhaustedFiles).toBeGreaterThan(0);
}, 900_000);
