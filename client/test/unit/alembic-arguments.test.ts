import { describe, expect, test } from "vitest";
import type { ProjectInfo } from "../../../server/src/lsp/protocol.ts";
import { alembicArguments } from "../../src/alembic/alembic-arguments.ts";
import type { Ready } from "../../src/alembic/ready.ts";
import { defaultEnvironment, type Environment } from "../../src/database/environments.ts";
import { project } from "../support/revisions.ts";

function line(
  more: Partial<ProjectInfo>,
  how: Partial<Ready["how"]> = {},
  environment: Partial<Environment> = {},
): string {
  const runner = { kind: "runner", interpreter: "python", runner: "r.py", module: null } as const;
  const resolved = {
    environment: { ...defaultEnvironment, ...environment },
    url: null,
    target: null,
    variables: {},
    overridesUrl: false,
    secrets: [],
  };
  const ready = { project: project(more), environment: resolved, how: { ...runner, ...how } as Ready["how"] };
  return alembicArguments(ready, ["upgrade", "heads"]).join(" ");
}

describe("alembicArguments", () => {
  test("reads as a person would type it, and names only what Alembic would not find by itself", () => {
    expect(line({})).toBe("upgrade heads");
    expect(line({ configFile: "/p/pyproject.toml", section: "tool.alembic" })).toBe("upgrade heads");
    expect(line({ configFile: "/p/db/alembic.ini" })).toBe("-c /p/db/alembic.ini upgrade heads");
    expect(line({ section: "second" })).toBe("-n second upgrade heads");
    expect(line({}, {}, { section: "third", xArguments: ["a=1", "b"] })).toBe("-n third -x a=1 -x b upgrade heads");
  });

  test("Flask-Migrate takes its options behind the command", () => {
    const flask = { kind: "flask-migrate", configFile: "/p/migrations/alembic.ini" } as const;
    expect(line(flask, { module: "flask" })).toBe("db upgrade heads");
    expect(line({ ...flask, scriptLocation: "/p/db" }, { module: "flask" }, { xArguments: ["a"] })).toBe(
      "db upgrade heads -x a --directory /p/db",
    );
  });

  test("a team's own command gets the command alone", () => {
    expect(line({ section: "second" }, { kind: "command", command: ["make"], interpreter: null })).toBe(
      "upgrade heads",
    );
  });
});
