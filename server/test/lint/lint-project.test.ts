import { expect, test } from "vitest";
import { buildGraph } from "../../src/graph/build-graph.ts";
import { revisionHeader } from "../../src/graph/revision-header.ts";
import { defaultLintConfig } from "../../src/lint/lint-config.ts";
import { lintProject } from "../../src/lint/lint-project.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import { defaultAnalysisConfig } from "../../src/project/default-analysis-config.ts";
import { migrationFixture } from "../harness/migration-fixture.ts";
import { testRule } from "./test-rule.ts";

const body = "def upgrade():\n    pass";
const texts = [
  migrationFixture(body, { revision: "a1", down: "" }),
  migrationFixture(body, { revision: "b1", down: "a1" }),
  migrationFixture(body, { revision: "b2", down: "a1" }),
].map(({ path, text }) => ({ path, text: path.endsWith("b2.py") ? `# limbeck: ignore[heads] known\n${text}` : text }));
const files = new Map(texts.map(({ path, text }) => [path, readMigration(path, text)]));
const headers = [...files.values()].flatMap((it) => {
  const result = revisionHeader(it);
  return result.ok ? [result.header] : [];
});

const heads = testRule({
  id: "heads",
  project(ctx) {
    for (const id of ctx.graph.heads) {
      const revision = ctx.graph.revisions.get(id);
      if (revision !== undefined && ctx.graph.heads.length > 1) {
        ctx.report({ file: revision.file, at: { start: 0, end: 1 }, what: `${id} is one of several heads.`, why: "" });
      }
    }
  },
});

function lint(config = defaultLintConfig) {
  return lintProject({ graph: buildGraph(headers), files, analysis: defaultAnalysisConfig, config, rules: [heads] });
}

test("findings of the project come by file, suppressed where a comment says so", () => {
  const results = lint();
  expect([...results.keys()].sort()).toEqual(["versions/b1.py", "versions/b2.py"]);
  expect(results.get("versions/b1.py")?.findings.map((it) => [it.revision, it.message])).toEqual([
    ["b1", "b1 is one of several heads."],
  ]);
  expect(results.get("versions/b2.py")?.findings).toEqual([]);
  expect(results.get("versions/b2.py")?.suppressed.map((it) => it.reason)).toEqual(["known"]);
});

test("a rule that is off is not asked", () => {
  expect(lint({ ...defaultLintConfig, ignore: ["heads"] }).size).toBe(0);
});
