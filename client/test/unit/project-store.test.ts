import { describe, expect, test } from "vitest";
import type { RevisionsParams } from "../../../server/src/lsp/protocol.ts";
import { ProjectStore } from "../../src/project-store.ts";
import { project, revision } from "../support/revisions.ts";

const all = Array.from({ length: 1_500 }, (_, index) => revision(`r${index}`, null));

function store(gate: (call: number) => Promise<void> = async () => undefined) {
  const asked: RevisionsParams[] = [];
  let calls = 0;
  const it = new ProjectStore({
    projects: async () => {
      const call = ++calls;
      await gate(call);
      return [project({ name: `answer ${call}` })];
    },
    revisions: async (params) => {
      asked.push(params);
      return { total: all.length, revisions: all.slice(params.offset, params.offset + params.limit) };
    },
  });
  return { it, asked };
}

describe("ProjectStore", () => {
  test("loads 200 revisions, and 200 more at a time", async () => {
    const { it, asked } = store();
    await it.refresh();
    expect(it.page(project().id)).toMatchObject({ total: 1_500 });
    expect(it.page(project().id)?.revisions).toHaveLength(200);
    for (let i = 0; i < 6; i++) await it.loadMore(project().id);
    expect(it.page(project().id)?.revisions).toHaveLength(1_400);
    expect(asked.slice(-2).map(({ offset, limit }) => [offset, limit])).toEqual([
      [0, 1_000],
      [1_000, 400],
    ]);
  });

  test("an answer that a newer question has overtaken is dropped", async () => {
    let release: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { it } = store((call) => (call === 1 ? first : Promise.resolve()));
    const slow = it.refresh();
    await it.refresh();
    release();
    await slow;
    expect(it.projects.map(({ name }) => name)).toEqual(["answer 2"]);
  });
});
