import { describe, expect, test } from "vitest";
import { resolveExpression } from "../../src/service/features/resolve-expression.ts";
import { workspaceSymbols } from "../../src/service/features/workspace-symbols.ts";
import { load, migration, projectFiles } from "./project-fixture.ts";

const files = {
  "a1.py": migration({
    revision: "a1",
    message: "create users\nand more",
    upgrade: 'op.create_table("users", sa.Column("id", sa.Integer()))\nop.execute("CREATE TABLE shop.orders (id int)")',
  }),
  "b2.py": migration({ revision: "b2", down: "a1" }),
  "c3.py": migration({ revision: "c3", down: "b2" }),
  "d4.py": migration({ revision: "d4", down: "b2" }),
  "e5.py": migration({ revision: "e5", down: "d4" }),
  "f6.py": migration({ revision: "f6", down: ["c3", "e5"] }),
  "g7.py": migration({ revision: "g7", down: "f6" }),
};

async function projectOf(migrations: Readonly<Record<string, string>>) {
  const fixture = await load(projectFiles(migrations));
  const project = fixture.snapshot().projects[0];
  if (project === undefined) throw new Error("There is no project.");
  return { fixture, project };
}

describe("a target expression", () => {
  test("gives what runs, in order", async () => {
    const { project } = await projectOf(files);
    const result = resolveExpression(project, { expression: "c3", purpose: "upgrade", rows: ["a1"] });
    if (!result.ok) throw new Error(result.message);
    expect(result.steps).toEqual([
      { revision: "b2", direction: "upgrade", from: ["a1"], to: ["b2"] },
      { revision: "c3", direction: "upgrade", from: ["b2"], to: ["c3"] },
    ]);
    const down = resolveExpression(project, { expression: "a1", purpose: "downgrade", rows: ["b2"] });
    expect(down).toMatchObject({ ok: true, revisions: ["a1"], steps: [{ revision: "b2", direction: "downgrade" }] });
  });

  test("is refused in Alembic's words", async () => {
    const { project } = await projectOf(files);
    expect(resolveExpression(project, { expression: "zz", purpose: "upgrade", rows: [] })).toEqual({
      ok: false,
      message: "Can't locate revision identified by 'zz'",
    });
    const range = { expression: "a1:b2", purpose: "upgrade", rows: [] } as const;
    expect(resolveExpression(project, range)).toEqual({ ok: false, message: "Range revision not allowed" });
    expect(resolveExpression(project, { ...range, offline: true })).toMatchObject({
      ok: true,
      steps: [{ revision: "b2" }],
    });
  });

  test("of a directory that Alembic does not load says why", async () => {
    const { project } = await projectOf({ "b2.py": migration({ revision: "b2", down: "zz" }) });
    expect(resolveExpression(project, { expression: "head", purpose: "upgrade", rows: [] })).toEqual({
      ok: false,
      message: "KeyError: 'zz'",
    });
  });
});

test("symbols: revisions by id and message, newest first, and the tables that they create", async () => {
  const { fixture } = await projectOf(files);
  const named = (query: string) =>
    workspaceSymbols(fixture.snapshot(), query).map((it) => `${it.kind} ${it.name} ${it.container}`.trim());
  expect(named("users")).toEqual(["revision a1 create users and more", "table users a1"]);
  expect(named("ORD")).toEqual(["table shop.orders a1"]);
  expect(named("g7")).toEqual(["revision g7 message of g7"]);
  expect(named("")).toHaveLength(9);
  expect(named("")[0]).toBe("revision g7 message of g7");
  expect(named("zzz")).toEqual([]);
});
