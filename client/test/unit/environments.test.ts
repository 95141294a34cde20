import { describe, expect, test } from "vitest";
import { activeEnvironment, environmentsOf, readEnvironments } from "../../src/database/environments.ts";

const place = { id: "i", name: "shop" };

describe("environments", () => {
  test("each source is read, with its defaults", () => {
    const { environments, problems } = readEnvironments([
      { name: "dev", envFile: ".env" },
      { name: "ci", variable: "CI_URL", urlVariable: "APP_DB", xArguments: ["a=b"], env: { X: "1", bad: 2 } },
      { name: "production", secret: true, protected: true, section: "prod" },
      { name: "local", url: "postgresql://h/d" },
      { name: "ini" },
    ]);
    expect(problems).toEqual([]);
    expect(environments.map((it) => it.source)).toEqual([
      { kind: "variable", variable: "DATABASE_URL", envFile: ".env" },
      { kind: "variable", variable: "CI_URL", envFile: null },
      { kind: "secret" },
      { kind: "setting", url: "postgresql://h/d" },
      { kind: "configuration file" },
    ]);
    expect(environments.map((it) => it.urlVariable)).toEqual([
      "DATABASE_URL",
      "APP_DB",
      "DATABASE_URL",
      "DATABASE_URL",
      "DATABASE_URL",
    ]);
    expect(environments[1]).toMatchObject({ xArguments: ["a=b"], variables: { X: "1" } });
    expect(environments[2]).toMatchObject({ protected: true, section: "prod" });
  });

  test("what is wrong is a sentence and the rest goes on", () => {
    const { environments, problems } = readEnvironments([
      3,
      {},
      { name: "a", url: "x", secret: true },
      { name: "b" },
      { name: "b" },
    ]);
    expect(environments.map((it) => it.name)).toEqual(["b"]);
    expect(problems).toEqual([
      "Entry 1 of limbeck.environments must be an object with a name.",
      "Entry 2 of limbeck.environments has no name.",
      'Entry 3 of limbeck.environments ("a") must take its URL from one place: url, variable / envFile, or secret.',
      'limbeck.environments names "b" twice; the first one counts.',
    ]);
    expect(readEnvironments("x").problems).toHaveLength(1);
    expect(readEnvironments(undefined)).toEqual({ environments: [], problems: [] });
  });

  test("a project has its own environments and the configuration file's", () => {
    const { environments } = readEnvironments([
      { name: "a", projects: ["shop"] },
      { name: "b", projects: ["other"] },
      { name: "c" },
    ]);
    expect(environmentsOf(place, environments).map((it) => it.name)).toEqual(["a", "c", "default"]);
  });

  test("without a choice nobody meets a protected one", () => {
    const { environments } = readEnvironments([{ name: "production", secret: true, protected: true }, { name: "dev" }]);
    expect(activeEnvironment(environments, undefined).name).toBe("dev");
    expect(activeEnvironment(environments, "production").name).toBe("production");
    expect(activeEnvironment(environments, "gone").name).toBe("dev");
  });
});
