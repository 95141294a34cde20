import { describe, expect, test } from "vitest";
import { configAt, pathPattern } from "../../src/lint/config-at.ts";
import { severityOf } from "../../src/lint/lint-config.ts";
import { lintMigration } from "../../src/lint/lint-migration.ts";
import { readLintConfig } from "../../src/lint/read-lint-config.ts";
import { ruleSet } from "../../src/lint/rule-set.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import { defaultAnalysisConfig } from "../../src/project/default-analysis-config.ts";
import { testRule } from "./test-rule.ts";

const rule = testRule({ id: "some-rule", options: { limit: { default: 3, description: "" } } });
const rules = [rule, testRule({ id: "other-rule", recommended: false })];

function read(value: unknown, settings?: unknown) {
  return readLintConfig({ table: { file: "/shop/limbeck.toml", value }, settings, rules });
}

describe("patterns of paths", () => {
  test.each([
    ["versions/a.py", "versions/a.py", true],
    ["versions", "versions/a.py", true],
    ["versions/", "versions/old/a.py", true],
    ["versions/*.py", "versions/a.py", true],
    ["versions/*.py", "versions/old/a.py", false],
    ["versions/**/a.py", "versions/a.py", true],
    ["versions/**/a.py", "versions/x/y/a.py", true],
    ["**/old", "m/old/a.py", true],
    ["versions/{2018,2019}_*", "versions/2019_x.py", true],
    ["versions/{2018,2019}_*", "versions/2020_x.py", false],
    ["versions/a?c.py", "versions/abc.py", true],
    ["versions/a.py", "versions/aXpy", false],
    ["a.py", "versions/a.py", false],
  ])("%s and %s", (glob, path, matches) => {
    expect(pathPattern(glob, "from the start").test(path)).toBe(matches);
  });

  test("those of the editor match at any folder", () => {
    expect(pathPattern("versions/old", "anywhere").test("/shop/m/versions/old/a.py")).toBe(true);
    expect(pathPattern("versions/old", "anywhere").test("/shop/m/my-versions/old/a.py")).toBe(false);
  });
});

describe("settings of paths", () => {
  const value = {
    rules: { "some-rule": { severity: "error", limit: 5 } },
    paths: {
      "versions/old": { rules: { "some-rule": "off", "other-rule": "hint" } },
      "versions/old/kept.py": { rules: { "some-rule": { severity: "warning", limit: 9 } } },
      "versions/silent": { ignore: ["some-rule"] },
    },
  };

  test("come on top of the rest, later ones on top of earlier ones", () => {
    const { config, problems } = read(value);
    expect(problems).toEqual([]);
    const at = (path: string) => {
      const own = configAt(config, path);
      return [...rules.map((it) => severityOf(it, own)), own.options.get("some-rule")?.limit];
    };
    expect(at("/shop/versions/new.py")).toEqual(["error", "off", 5]);
    expect(at("/shop/versions/old/a.py")).toEqual(["off", "hint", 5]);
    expect(at("/shop/versions/old/kept.py")).toEqual(["warning", "hint", 9]);
    expect(at("/shop/versions/silent/a.py")).toEqual(["off", "off", 5]);
    expect(at("/elsewhere/versions/old/a.py")).toEqual(["error", "off", 5]);
    expect(configAt(config, "/shop/versions/new.py")).toBe(config);
  });

  test("the editor's settings read the same table", () => {
    const { config } = read({}, { paths: { "versions/old": { rules: { "some-rule": "off" } } } });
    expect(severityOf(rule, configAt(config, "/any/where/versions/old/a.py"))).toBe("off");
  });

  test("the rules of a file are asked by them", () => {
    const speaking = testRule({
      id: "some-rule",
      file: (ctx) => ctx.report({ at: { start: 0, end: 1 }, what: "x.", why: "" }),
    });
    const { config } = read({ paths: { "versions/old": { rules: { "some-rule": "hint" } } } });
    const severities = ["/shop/versions/a.py", "/shop/versions/old/a.py"].map((path) => {
      const file = readMigration(path, "def upgrade():\n    pass\n");
      const input = { file, upgrade: [], downgrade: [], analysis: defaultAnalysisConfig, config };
      return lintMigration({ ...input, rules: ruleSet([speaking]) }).findings.map((it) => it.severity);
    });
    expect(severities).toEqual([["warning"], ["hint"]]);
  });

  test("what is not understood is said", () => {
    const { problems } = read({ paths: { a: { rule: {} }, b: 3, c: { rules: { "sme-rule": "off" } } } });
    expect(problems.map((it) => it.message)).toEqual([
      '`paths."a"` has no key `rule`. Did you mean `rules`?',
      '`paths."b"` is not a table.',
      "There is no rule `sme-rule`. Did you mean `some-rule`?",
    ]);
  });
});
