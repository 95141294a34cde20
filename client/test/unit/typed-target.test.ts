import { describe, expect, test } from "vitest";
import type { ResolveParams, ResolveResult } from "../../../server/src/lsp/protocol.ts";
import { type TargetQuestion, typedTarget } from "../../src/alembic/typed-target.ts";
import type { ServerLink } from "../../src/server-link.ts";
import { revision } from "../support/revisions.ts";

const revisions = ["e5", "d4", "c3", "b2", "a1"].map((id) => revision(id, null));
const question: TargetQuestion = { project: "p", purpose: "upgrade", rows: ["a1"], revisions };

function server(result: ResolveResult | null): { readonly link: ServerLink; readonly asked: ResolveParams[] } {
  const asked: ResolveParams[] = [];
  const link: ServerLink = {
    projects: async () => null,
    revisions: async () => null,
    applied: async () => null,
    resolve: async (params) => {
      asked.push(params);
      return result;
    },
    preview: async () => "no server",
    compare: async () => null,
    schema: async () => null,
    bodies: async () => null,
    surroundings: () => undefined,
    statistics: async () => null,
    onChanged: () => ({ dispose: () => undefined }),
  };
  return { link, asked };
}

const runs = (direction: "upgrade" | "downgrade", ...ids: readonly string[]): ResolveResult => ({
  ok: true,
  revisions: ids.slice(-1),
  steps: ids.map((it) => ({ revision: it, direction, from: [], to: [] })),
  warnings: [],
});

describe("typedTarget", () => {
  test("says what runs, in order, and keeps the expression as it was typed", async () => {
    const { link, asked } = server(runs("upgrade", "b2", "c3"));
    expect(await typedTarget(link, question, "+2")).toEqual({
      label: "+2",
      description: "runs 2 revisions",
      detail: "b2 message of b2 → c3 message of c3",
      value: { expression: "+2", title: "+2 (c3)", runs: ["b2", "c3"] },
    });
    expect(asked).toEqual([{ project: "p", expression: "+2", purpose: "upgrade", rows: ["a1"] }]);
  });

  test("many steps are named by both ends", async () => {
    const { link } = server(runs("downgrade", "e5", "d4", "c3", "b2"));
    const line = await typedTarget(link, { ...question, purpose: "downgrade" }, "a1");
    expect(`${line.description} | ${line.detail}`).toBe(
      "undoes 4 revisions | e5 message of e5 → 2 more → b2 message of b2",
    );
  });

  test("a refusal is Alembic's own sentence and cannot be taken; neither can nothing, or an option", async () => {
    const refused = await typedTarget(server({ ok: false, message: "Ambiguous walk" }).link, question, "+1");
    expect(refused).toMatchObject({ detail: "Ambiguous walk", value: null });
    expect(await typedTarget(server(runs("upgrade")).link, question, "a1")).toMatchObject({
      description: "runs nothing",
      value: null,
    });
    expect(await typedTarget(server(null).link, question, "a1")).toMatchObject({ value: null });
    for (const text of ["--sql", "-x", "-1x"]) {
      const { link, asked } = server(runs("upgrade", "b2"));
      expect(await typedTarget(link, question, text)).toMatchObject({ value: null });
      expect(asked).toEqual([]);
    }
    expect(await typedTarget(server(runs("downgrade", "b2")).link, question, "-1")).toMatchObject({
      value: { expression: "-1" },
    });
  });

  test("without the database's rows nothing is claimed, and Alembic decides", async () => {
    const { link, asked } = server(runs("upgrade", "b2"));
    expect((await typedTarget(link, { ...question, rows: null }, "+1")).value).toEqual({
      expression: "+1",
      title: "+1",
      runs: null,
    });
    expect(asked).toEqual([]);
  });

  test("for the SQL of a range the rows do not count", async () => {
    const { link, asked } = server(runs("upgrade", "b2"));
    await typedTarget(link, { ...question, rows: "offline" }, "a1:b2");
    expect(asked).toEqual([{ project: "p", expression: "a1:b2", purpose: "upgrade", rows: [], offline: true }]);
  });
});
