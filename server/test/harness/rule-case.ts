import { applyEdits } from "../../src/base/text-edit.ts";
import type { Finding, Fix } from "../../src/lint/finding.ts";
import { inOrder } from "../../src/lint/in-order.ts";
import { defaultLintConfig, type LintConfig } from "../../src/lint/lint-config.ts";
import { type ProjectFacts, readProjectFacts } from "../../src/lint/project-facts.ts";
import { readLintConfig } from "../../src/lint/read-lint-config.ts";
import { severities } from "../../src/lint/severity.ts";
import { defaultAnalysisConfig } from "../../src/project/default-analysis-config.ts";
import type { AnalysisConfig } from "../../src/project/project-config.ts";
import { readEnv } from "../../src/project/read-env.ts";
import { readToml } from "../../src/project/toml.ts";
import { lintProjectFiles, syntaxErrorsOf } from "./lint-project-files.ts";
import { lintText } from "./lint-text.ts";
import { compareMarks, type Mark, markOf, readMarks, writeMarks } from "./marks.ts";
import { type MigrationFixture, migrationFixture } from "./migration-fixture.ts";
import type { Block, Suite, SuiteCase } from "./suite.ts";

export interface CaseResult {
  /** What is wrong, for a person. */
  readonly failures: readonly string[];
  /** What the blocks should say, for UPDATE=1. */
  readonly contents: ReadonlyMap<Block, string>;
}

/** `npm test` asks all recommended rules about what a fix leaves, which takes most of the time; the quick part asks the rule itself. */
const isFull = process.env.LIMBECK_FULL !== undefined;

/** What a suite says for all its cases. */
export type SuiteWide = Pick<Suite, "config" | "history" | "brings">;

interface Surroundings {
  readonly analysis: AnalysisConfig;
  readonly config: LintConfig;
  readonly project: ProjectFacts;
  /** The revision before; null: nothing is known of the schema. */
  readonly history: string | null;
}

interface Linted {
  readonly block: Block;
  readonly fixture: MigrationFixture;
  readonly findings: readonly Finding[];
}

/**
 * Runs a case of test-fixtures/rules/<id>.md: only that rule and those about suppressions are asked, unless a toml block selects. Every finding must be marked,
 * every mark found, in migrations, in a block `py env.py` and in `ini alembic.ini`; every fix is applied, read again and linted again with all recommended rules:
 * its finding is gone, what is new is listed (`new=rule` of the `fixed` block) and no more severe.
 */
export function runRuleCase(rule: string, suite: SuiteWide, suiteCase: SuiteCase): CaseResult {
  const failures: string[] = [];
  const contents = new Map<Block, string>();
  const surroundings = surroundingsOf(rule, suite, suiteCase, failures);
  const files = suiteCase.blocks.filter(isLinted).map((block) => ({ block, fixture: fixtureOf(block) }));
  const lint = linter(files, suiteCase, surroundings);
  const linted = files.map(({ block, fixture }): Linted => {
    const { text, marks } = readMarks(block.text);
    const { findings } = lint(fixture.path, fixture.text);
    const actual = innerMarks(findings, fixture, text);
    const difference = compareMarks(actual, marks);
    if (difference !== "") failures.push(`${fixture.path}\n${difference}`);
    contents.set(block, writeMarks(text, actual));
    return { block, fixture, findings };
  });
  const usual = { ...surroundings, config: { ...defaultLintConfig, only: isFull ? ["recommended", rule] : [rule] } };
  const lintUsual = linter(files, suiteCase, usual);
  for (const it of linted) failures.push(...checkFixes(it, suiteCase, lintUsual, linted, suite.brings));
  for (const block of suiteCase.blocks.filter((it) => it.language === "fixed")) {
    checkFixedBlock(block, linted, lint, failures, contents);
  }
  return { failures, contents };
}

/** Migrations, env.py and alembic.ini; neither the history nor modules. */
function isLinted({ language, path, flags }: Block): boolean {
  if (path === "alembic.ini") return language === "ini";
  return language === "py" && !flags.has("before") && !flags.has("module");
}

function fixtureOf(block: Block): MigrationFixture {
  const { text } = readMarks(block.text);
  if (isEnvironment(block)) return { path: block.path ?? "", text: `${text}\n`, inner: (it) => it.replace(/\n$/, "") };
  return migrationFixture(text, {
    path: block.path,
    ...(block.settings.has("rev") ? { revision: block.settings.get("rev") } : {}),
    ...(block.settings.has("down") ? { down: block.settings.get("down") } : {}),
    raw: block.flags.has("raw"),
  });
}

function isEnvironment({ path }: Block): boolean {
  return path === "env.py" || path === "alembic.ini";
}

type Lint = (path: string, text: string) => { readonly findings: readonly Finding[]; readonly syntaxErrors: number };

/** Lints one file of a case with another text, all others as they are. */
function linter(
  files: readonly { readonly block: Block; readonly fixture: MigrationFixture }[],
  suiteCase: SuiteCase,
  surroundings: Surroundings,
): Lint {
  const modules = new Map(
    suiteCase.blocks.filter((it) => it.flags.has("module")).map((it) => [it.path ?? "", it.text] as const),
  );
  return (path, text) => {
    const textOf = (name: string): string | null =>
      path === name ? text : (files.find((it) => it.block.path === name)?.fixture.text ?? null);
    const migrations = files
      .filter((it) => !isEnvironment(it.block))
      .map((it) => [it.fixture.path, it.fixture.text] as const);
    const isMigration = path !== "env.py" && path !== "alembic.ini";
    const project = lintProjectFiles(
      {
        migrations: new Map([...migrations, ...(isMigration ? ([[path, text]] as const) : [])]),
        env: textOf("env.py"),
        ini: textOf("alembic.ini"),
        modules,
      },
      surroundings,
    );
    const ofProject = project.get(path)?.findings ?? [];
    if (!isMigration) return { findings: ofProject, syntaxErrors: path === "env.py" ? syntaxErrorsOf(text) : 0 };
    const own = lintText(path, text, surroundings);
    return { ...own, findings: inOrder([...own.findings, ...ofProject]) };
  };
}

/** The configuration and the env.py of a case. */
export function surroundingsOf(rule: string, suite: SuiteWide, suiteCase: SuiteCase, failures: string[]): Surroundings {
  const toml =
    suite.config +
    suiteCase.blocks
      .filter((it) => it.language === "toml")
      .map((it) => `${it.text}\n`)
      .join("");
  const env = suiteCase.blocks.find((it) => it.path === "env.py");
  const { analysis, config, project, problems } = surroundingsFrom(
    toml,
    env === undefined ? null : readMarks(env.text).text,
  );
  failures.push(...problems);
  const selects = config.select !== null || config.severities.size > 0;
  const before = suiteCase.blocks.find((it) => it.language === "py" && it.flags.has("before"))?.text;
  const history = before ?? suite.history;
  return { analysis, project, history, config: selects ? config : { ...config, only: [rule, "suppressions"] } };
}

/**
 * Configuration as the product reads it. Without an env.py the metadata is one without a naming convention, and the database is PostgreSQL.
 */
export function surroundingsFrom(
  toml: string,
  env: string | null,
): Omit<Surroundings, "history"> & { readonly problems: readonly string[] } {
  const table = readToml(toml);
  const value = table.ok ? table.table : {};
  const { config, problems } = readLintConfig({ table: { file: "limbeck.toml", value } });
  const base: AnalysisConfig =
    env === null
      ? { ...defaultAnalysisConfig, namingConvention: { kind: "none" }, dialect: "postgresql" }
      : readEnv({ file: "env.py", text: env });
  const { versions } = config;
  return {
    config,
    project: readProjectFacts({ env, databaseUrl: null }),
    analysis: {
      ...base,
      alembic: versions.alembic ?? base.alembic,
      sqlalchemy: versions.sqlalchemy ?? base.sqlalchemy,
      postgres: versions.postgres ?? base.postgres,
    },
    problems: [...(table.ok ? [] : ["limbeck.toml cannot be read"]), ...problems.map((it) => it.message)],
  };
}

/** Findings as marks of the block (without what was put around it). A finding outside of the block keeps its line, so that it is seen. */
function innerMarks(findings: readonly Finding[], fixture: MigrationFixture, block: string): readonly Mark[] {
  const before = fixture.text.indexOf(block);
  const offset = fixture.text.slice(0, before).split("\n").length - 1;
  return findings.map((it) => {
    const mark = markOf(it, fixture.text);
    return { ...mark, line: mark.line - offset };
  });
}

/** Applies each fix of each finding. */
function checkFixes(
  { fixture, findings }: Linted,
  suiteCase: SuiteCase,
  lint: Lint,
  linted: readonly Linted[],
  brings: readonly string[],
): readonly string[] {
  if (findings.every((it) => it.fixes.length === 0)) return [];
  const before = lint(fixture.path, fixture.text);
  return findings.flatMap((finding) =>
    finding.fixes.flatMap((fix): readonly string[] => {
      const text = applyEdits(fixture.text, fix.edits);
      const after = lint(fixture.path, text);
      const listed = suiteCase.blocks
        .filter((it) => it.language === "fixed" && fixedBy(it, linted)?.fix === fix)
        .flatMap((it) => (it.settings.get("new") ?? "").split(","));
      const problems = fixProblems({
        finding,
        fix,
        before: before.findings,
        after: after.findings,
        listed: [...listed, ...brings],
      });
      if (after.syntaxErrors > before.syntaxErrors) problems.push("leaves Python that cannot be read");
      return problems.map((it) => `the fix "${fix.title}" ${it}:\n${text}`);
    }),
  );
}

interface FixCheck {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly before: readonly Finding[];
  readonly after: readonly Finding[];
  readonly listed: readonly string[];
}

function fixProblems({ finding, fix, before, after, listed }: FixCheck): string[] {
  const key = (it: Finding): string => `${it.rule} ${it.message}`;
  const count = (list: readonly Finding[], of: string): number => list.filter((it) => key(it) === of).length;
  const problems: string[] = [];
  const own = key(finding);
  if (count(after, own) >= Math.max(count(before, own), 1)) problems.push("does not take its finding away");
  for (const it of after) {
    if (count(after, key(it)) <= count(before, key(it))) continue;
    // A place to fill in (`...`) is no SQL yet.
    if (fix.applicability === "manual" && it.rule === "sql-parse-error") continue;
    if (!listed.includes(it.rule)) problems.push(`brings ${it.rule} (${it.message}), which new= does not list`);
    if (severities.indexOf(it.severity) < severities.indexOf(finding.severity)) {
      problems.push(`brings ${it.rule}, which is more severe`);
    }
  }
  return problems;
}

/** The fix that a `fixed` block shows: of the finding number `finding=` (from 1), the one whose title begins with `fix=`, else the first. */
function fixedBy(block: Block, linted: readonly Linted[]): { readonly of: Linted; readonly fix: Fix } | null {
  const of = linted.findLast(
    (it) => it.block.open < block.open && (block.path === null || it.fixture.path === block.path),
  );
  const fixable = of?.findings.filter((it) => it.fixes.length > 0) ?? [];
  const finding = fixable[Number(block.settings.get("finding") ?? "1") - 1];
  const title = block.settings.get("fix");
  const fix = finding?.fixes.find((it) => title === undefined || it.title.startsWith(title));
  return of === undefined || fix === undefined ? null : { of, fix };
}

function checkFixedBlock(
  block: Block,
  linted: readonly Linted[],
  lint: Lint,
  failures: string[],
  contents: Map<Block, string>,
): void {
  const found = fixedBy(block, linted);
  if (found === null) {
    failures.push(`line ${block.open + 1}: there is no such fix`);
    return;
  }
  const { fixture } = found.of;
  const whole = applyEdits(fixture.text, found.fix.edits);
  const { findings } = lint(fixture.path, whole);
  const inner = fixture.inner(whole);
  const shown = inner ?? whole;
  const marks = findings.map((it) => markOf(it, whole));
  const offset = inner === null ? 0 : whole.slice(0, whole.indexOf(inner)).split("\n").length - 1;
  const actual = writeMarks(
    shown,
    marks.map((it) => ({ ...it, line: it.line - offset })),
  );
  contents.set(block, actual);
  const expected = readMarks(block.text);
  if (expected.text !== shown) {
    failures.push(`line ${block.open + 1}: the fix "${found.fix.title}" gives\n${actual}\ninstead of\n${block.text}`);
    return;
  }
  const difference = compareMarks(
    marks.map((it) => ({ ...it, line: it.line - offset })),
    expected.marks,
  );
  if (difference !== "") failures.push(`line ${block.open + 1}, after the fix "${found.fix.title}"\n${difference}`);
}
