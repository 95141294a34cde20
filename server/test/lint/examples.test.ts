import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/lint/finding.ts";
import { defaultLintConfig } from "../../src/lint/lint-config.ts";
import type { RuleExample } from "../../src/lint/rule.ts";
import { rules } from "../../src/lint/rules/index.ts";
import { lintProjectFiles } from "../harness/lint-project-files.ts";
import { lintText } from "../harness/lint-text.ts";
import { compareMarks, markOf, readMarks } from "../harness/marks.ts";
import { migrationFixture } from "../harness/migration-fixture.ts";
import { surroundingsFrom } from "../harness/rule-case.ts";

/* The examples of the pages in docs/rules are run: `bad` gives exactly its marks, `good` gives nothing. */

describe.each(rules)("$id", (rule) => {
  test.each(rule.docs.examples)("$title", ({ bad, good, config, env, before, file, revisions = [] }) => {
    const surroundings = surroundingsFrom(config ?? "", env ?? null);
    if (file !== undefined) {
      const find = (text: string, only: readonly string[] | null) =>
        findingsIn({ config, env, before, file, revisions }, text, only);
      const { text, marks } = readMarks(bad);
      const found = find(text, [rule.id]).map((it) => markOf(it, text));
      expect(compareMarks(found, marks)).toBe("");
      expect(found.length).toBeGreaterThan(0);
      expect(find(good, null)).toEqual([]);
      return;
    }
    const marked = readMarks(bad);
    const fixture = migrationFixture(marked.text, {});
    // A rule about suppressions is shown with the rule that its comment names.
    const only = rule.group === "suppressions" ? null : [rule.id];
    const { findings } = lintText(fixture.path, fixture.text, {
      ...surroundings,
      history: before ?? null,
      config: { ...surroundings.config, only },
    });
    const offset = fixture.text.slice(0, fixture.text.indexOf(marked.text)).split("\n").length - 1;
    const marks = findings.map((it) => markOf(it, fixture.text)).map((it) => ({ ...it, line: it.line - offset }));
    expect(compareMarks(marks, marked.marks)).toBe("");
    expect(marks.length).toBeGreaterThan(0);

    const better = migrationFixture(good, {});
    const result = lintText(better.path, better.text, {
      ...surroundings,
      history: before ?? null,
      config: { ...defaultLintConfig, only: null },
    });
    expect(result.findings).toEqual([]);
    expect(result.syntaxErrors).toBe(0);
  });
});

/** An example that is a whole file: env.py, alembic.ini, or a revision among others. */
function findingsIn(
  { config, env, before, file = "env.py", revisions = [] }: Partial<RuleExample>,
  text: string,
  only: readonly string[] | null,
): readonly Finding[] {
  const earlier = before === undefined ? [] : [migrationFixture(before, { revision: "a1", down: "" }).text];
  const others = [...earlier, ...revisions].map((it, at) => [`other_${at}.py`, it] as const);
  const envText = file === "env.py" ? text : (env ?? null);
  const surroundings = surroundingsFrom(config ?? "", envText);
  const files = {
    migrations: new Map([...others, ...(file === "revision.py" ? [[file, text] as const] : [])]),
    env: envText,
    ini: file === "alembic.ini" ? text : null,
  };
  const asked = { ...surroundings, config: { ...surroundings.config, only } };
  const own = file === "revision.py" ? lintText(file, text, asked).findings : [];
  return [...own, ...(lintProjectFiles(files, asked).get(file)?.findings ?? [])];
}
