import { describe, expect, test } from "vitest";
import { defaultLintConfig, severityOf } from "../../src/lint/lint-config.ts";
import { readLintConfig } from "../../src/lint/read-lint-config.ts";
import { testRule } from "./test-rule.ts";

const a = testRule({ id: "rule-a", group: "columns", severity: "warning" });
const b = testRule({ id: "rule-b", group: "style", severity: "hint", recommended: false });
const c = testRule({
  id: "rule-c",
  group: "style",
  options: {
    limit: { default: 3, description: "How many." },
    names: { default: ["x"], description: "Which." },
  },
});
const rules = [a, b, c];

function read(value: unknown, settings?: unknown) {
  return readLintConfig({ table: { file: "limbeck.toml", value }, settings, rules });
}

describe("which rules are asked", () => {
  const on = (config = defaultLintConfig) => rules.map((it) => severityOf(it, config));

  test("the recommended ones, with their own severity", () => {
    expect(on()).toEqual(["warning", "off", "warning"]);
  });

  test("select takes ids, groups, all and recommended", () => {
    expect(on(read({ select: ["rule-b"] }).config)).toEqual(["off", "hint", "off"]);
    expect(on(read({ select: ["style"] }).config)).toEqual(["off", "hint", "warning"]);
    expect(on(read({ select: ["all"] }).config)).toEqual(["warning", "hint", "warning"]);
    expect(on(read({ select: ["recommended", "rule-b"] }).config)).toEqual(["warning", "hint", "warning"]);
  });

  test("a severity switches a rule on, off switches it off", () => {
    expect(on(read({ rules: { "rule-a": "off", "rule-b": "error" } }).config)).toEqual(["off", "error", "warning"]);
    expect(on(read({ select: ["rule-a"], rules: { "rule-b": "error" } }).config)).toEqual(["warning", "error", "off"]);
  });

  test("ignore is stronger than everything else", () => {
    expect(on(read({ ignore: ["style"], select: ["all"], rules: { "rule-b": "error" } }).config)).toEqual([
      "warning",
      "off",
      "off",
    ]);
  });

  test("only, of the command line, leaves nothing else", () => {
    const { config } = read({ rules: { "rule-a": "off", "rule-b": "error" } });
    expect(on({ ...config, only: ["style", "rule-a"] })).toEqual(["off", "error", "warning"]);
    expect(on({ ...config, only: ["rule-b"] })).toEqual(["off", "error", "off"]);
  });
});

describe("reading", () => {
  test("the file wins over the editor, key by key", () => {
    const { config, problems } = read(
      { rules: { "rule-a": "error" }, versions: { postgres: 15 } },
      { rules: { "rule-a": "hint", "rule-b": "hint" }, lint: "open", versions: { postgres: "17", alembic: "1.8.1" } },
    );
    expect([...config.severities]).toEqual([
      ["rule-a", "error"],
      ["rule-b", "hint"],
    ]);
    expect(config.what).toBe("open");
    expect(config.versions).toEqual({ alembic: "1.8.1", sqlalchemy: null, postgres: 15 });
    expect(problems).toEqual([]);
  });

  test("options are read by the type of their default", () => {
    const { config, problems } = read({ rules: { "rule-c": { severity: "error", limit: 5, names: ["y"] } } });
    expect(config.severities.get("rule-c")).toBe("error");
    expect(config.options.get("rule-c")).toEqual({ limit: 5, names: ["y"] });
    expect(problems).toEqual([]);
  });

  test("options alone do not switch a rule on", () => {
    const { config } = readLintConfig({
      table: { file: "f", value: { rules: { "rule-d": { limit: 5 } } } },
      rules: [testRule({ id: "rule-d", recommended: false, options: { limit: { default: 1, description: "" } } })],
    });
    expect(config.severities.size).toBe(0);
    expect(config.options.get("rule-d")).toEqual({ limit: 5 });
  });

  test("nothing at all is the default", () => {
    expect(readLintConfig({ rules }).config).toEqual(defaultLintConfig);
    expect(readLintConfig({ rules, settings: null }).problems).toEqual([]);
  });

  test.each([
    [{ rule: {} }, "`rule` is not a key of Limbeck's configuration. Did you mean `rules`?"],
    [{ rules: { "rule-d": "error" } }, "There is no rule `rule-d`. Did you mean `rule-a`?"],
    [
      { rules: { "rule-a": "fatal" } },
      "The severity of `rule-a` is not one of error, warning, information, hint, off.",
    ],
    [{ rules: { "rule-a": 1 } }, "The severity of `rule-a` is not one of error, warning, information, hint, off."],
    [{ rules: [] }, "`rules` is not a table of rule ids."],
    [{ rules: { "rule-c": { limits: 1 } } }, "The rule `rule-c` has no option `limits`. Did you mean `limit`?"],
    [{ rules: { "rule-c": { limit: "1" } } }, "The option `limit` of `rule-c` is not a number."],
    [{ rules: { "rule-c": { names: [1] } } }, "The option `names` of `rule-c` is not a list of strings."],
    [{ select: "all" }, "`select` is not a list of rule ids."],
    [{ ignore: ["stile"] }, "`ignore` names `stile`, which is no rule and no group. Did you mean `style`?"],
    [{ lint: "some" }, "`lint` is not one of open, pending, all."],
    [{ versions: { postgres: "new" } }, "`versions.postgres` is not a major version such as 17."],
    [{ versions: { sqlalchemy: "3" } }, "`versions.sqlalchemy` is not one of 1.4, 2.0, 2.1."],
    [{ versions: { alembic: true } }, "`versions.alembic` is not a version such as 1.16.0."],
    [{ versions: { postgresql: 15 } }, "`versions` has no key `postgresql`. Did you mean `postgres`?"],
    [3, "The configuration of Limbeck is not a table."],
  ])("says what is wrong with %j and takes the rest", (value, message) => {
    const { problems, config } = read(value);
    expect(problems).toEqual([{ code: "configuration", message, file: "limbeck.toml" }]);
    expect(severityOf(a, { ...config, select: null })).not.toBe("off");
  });

  test("other settings of the editor are none of its business", () => {
    expect(readLintConfig({ rules, settings: { interpreter: "python3", rules: { nope: "off" } } }).problems).toEqual([
      { code: "configuration", message: "There is no rule `nope`." },
    ]);
  });
});
