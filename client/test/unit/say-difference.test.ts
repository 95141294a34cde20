import { expect, test } from "vitest";
import type { CompareResult } from "../../../server/src/lsp/protocol.ts";
import { sayDifference } from "../../src/alembic/say-difference.ts";
import type { Message, SqlDifference } from "../../src/ui.ts";
import { project } from "../support/revisions.ts";

async function said(compared: CompareResult | null, unsaved: readonly string[] = []) {
  const messages: Message[] = [];
  const shown: SqlDifference[] = [];
  const ctx = {
    ui: {
      say: (it: Message) => void messages.push(it),
      diffSql: async (it: SqlDifference) => void shown.push(it),
      unsaved: () => unsaved,
    },
    server: { compare: async () => compared },
  };
  const it = { ...project(), versionLocations: ["/folder/versions"] };
  await sayDifference(ctx, it, { direction: "upgrade", range: "a1:b2", script: "SELECT 2;" });
  return { messages, shown };
}

test("nothing is said where Alembic prints what the preview shows, and where nothing can be compared", async () => {
  expect((await said({ ours: "SELECT 2;", differences: [], incomplete: ["b2"] })).messages).toEqual([]);
  expect((await said(null)).messages).toEqual([]);
});

test("a difference is said with its place, and shown when asked", async () => {
  const { messages, shown } = await said({
    ours: "SELECT 1;",
    differences: [{ revision: "b2", line: 7 }],
    incomplete: [],
  });
  expect(messages[0]?.text).toContain("first in b2 (line 7). What Alembic prints is what counts.");
  await messages[0]?.buttons?.[0]?.run();
  expect(shown.map(({ left, right }) => [left.text, right.text])).toEqual([["SELECT 1;", "SELECT 2;"]]);
});

test("where a migration is not saved, that is why", async () => {
  const { messages } = await said({ ours: "", differences: [{ revision: null, line: 1 }], incomplete: [] }, [
    "/folder/versions/b2.py",
    "/folder/models.py",
  ]);
  expect(messages[0]?.text).toContain("first (line 1). Alembic reads what is saved, and b2.py is not.");
});
