import { describe, expect, test } from "vitest";
import { readEnvironments } from "../../src/database/environments.ts";
import { type EnvironmentResult, resolveEnvironment } from "../../src/database/resolve-environment.ts";

const project = { id: "i", configFile: "/w/p/alembic.ini", section: "alembic", workingDirectory: "/w/p", folder: "/w" };

async function resolve(
  setting: object,
  outside: { files?: Record<string, string>; variables?: Record<string, string>; secrets?: Record<string, string> },
): Promise<EnvironmentResult> {
  const [environment] = readEnvironments([setting]).environments;
  if (environment === undefined) throw new Error("the setting is wrong");
  return resolveEnvironment(environment, project, {
    readFile: async (path) => outside.files?.[path.replaceAll("\\", "/")] ?? null,
    variables: outside.variables ?? {},
    secret: async (key) => outside.secrets?.[key],
  });
}

describe("resolveEnvironment", () => {
  test("the ini's URL is read locally, interpolated, and not handed on: Alembic reads it itself", async () => {
    const ini = "[DEFAULT]\nname = shop\n[alembic]\nsqlalchemy.url = postgresql://app:s3cr%%3At@h:1/%(name)s\n";
    const result = await resolve({ name: "x" }, { files: { "/w/p/alembic.ini": ini } });
    expect(result).toMatchObject({
      ok: true,
      value: {
        overridesUrl: false,
        variables: {},
        target: { host: "h", port: 1, user: "app", password: "s3cr:t", database: "shop" },
      },
    });
    expect(result.ok && result.value.secrets).toContain("s3cr:t");
    expect(result.ok && result.value.secrets).toContain("s3cr%3At");
  });

  test("the placeholder of alembic init, an absent key and a broken interpolation mean that env.py decides", async () => {
    for (const line of ["sqlalchemy.url = driver://user:pass@localhost/dbname", "other = 1", "sqlalchemy.url = a%b"]) {
      const result = await resolve({ name: "x" }, { files: { "/w/p/alembic.ini": `[alembic]\n${line}\n` } });
      expect(result).toMatchObject({ ok: true, value: { url: null, target: null, overridesUrl: false } });
    }
  });

  test("another section of the ini", async () => {
    const ini = "[alembic]\nsqlalchemy.url = postgresql://h/one\n[second]\nsqlalchemy.url = postgresql://h/two\n";
    const result = await resolve({ name: "x", section: "second" }, { files: { "/w/p/alembic.ini": ini } });
    expect(result).toMatchObject({ ok: true, value: { target: { database: "two" } } });
  });

  test("an env file: its URL in both variables, its other lines too", async () => {
    const result = await resolve(
      { name: "dev", envFile: ".env", variable: "APP_DB", urlVariable: "DB", env: { MORE: "1" } },
      { files: { "/w/.env": "APP_DB=postgresql://u:p@h/d\nDEBUG=1" } },
    );
    expect(result).toMatchObject({
      ok: true,
      value: {
        overridesUrl: true,
        variables: {
          APP_DB: "postgresql://u:p@h/d",
          DEBUG: "1",
          MORE: "1",
          DB: "postgresql://u:p@h/d",
          LIMBECK_DATABASE_URL: "postgresql://u:p@h/d",
        },
      },
    });
  });

  test("a stored password completes a URL that has none", async () => {
    const secrets = { "limbeck.password:dev:i": "a@b%" };
    const result = await resolve({ name: "dev", url: "postgresql+asyncpg://u@h/d" }, { secrets });
    expect(result).toMatchObject({
      ok: true,
      value: {
        target: { password: "a@b%" },
        variables: { LIMBECK_DATABASE_URL: "postgresql+asyncpg://u:a%40b%25@h/d" },
      },
    });
  });

  test("what is missing has its own kind and a sentence", async () => {
    expect(await resolve({ name: "a", variable: "NOPE" }, {})).toMatchObject({
      ok: false,
      problem: { kind: "variable missing" },
    });
    expect(await resolve({ name: "a", envFile: "x" }, {})).toMatchObject({
      ok: false,
      problem: { kind: "file missing" },
    });
    expect(await resolve({ name: "a", envFile: "x" }, { files: { "/w/x": "A=1" } })).toMatchObject({
      ok: false,
      problem: { kind: "variable missing" },
    });
    expect(await resolve({ name: "a", secret: true }, {})).toMatchObject({
      ok: false,
      problem: { kind: "secret missing" },
    });
    expect(await resolve({ name: "a", url: "nonsense" }, {})).toMatchObject({ ok: false, problem: { kind: "url" } });
  });

  test("another kind of database has a URL and nowhere for us to connect", async () => {
    const result = await resolve({ name: "a", url: "sqlite:///x.db" }, {});
    expect(result).toMatchObject({ ok: true, value: { target: null, url: { dialect: "sqlite" } } });
  });
});
