import { describe, expect, test } from "vitest";
import type { DatabaseState } from "../../src/database/database-watch.ts";
import { lensesOf } from "../../src/views/lenses-of.ts";
import { revision } from "../support/revisions.ts";

const text =
  '"""x"""\r\nrevision = "b2"\r\n\r\ndef upgrade() -> None:\r\n    pass\r\n\r\ndef downgrade():\r\n    pass\r\n';
const database = (rows: readonly string[], applied: readonly string[]): DatabaseState => ({
  kind: "known",
  environment: "dev",
  facts: null,
  rows,
  applied: { applied, pending: [], unknown: [] },
  source: "read",
});
const shown = (state: DatabaseState, source = text): readonly string[] =>
  lensesOf(source, revision("b2", "a1"), state).map((it) => `${it.line} ${it.title}`);

describe("lensesOf", () => {
  test("offers what the state of the revision allows", () => {
    expect(shown(database([], []))).toEqual(["3 Upgrade to here", "3 Preview SQL", "6 Preview SQL"]);
    expect(shown(database(["b2"], ["a1", "b2"]))).toEqual([
      "3 Preview SQL",
      "6 Downgrade one revision",
      "6 Preview SQL",
    ]);
    expect(shown(database(["c3"], ["a1", "b2", "c3"]))).toEqual(["3 Preview SQL", "6 Preview SQL"]);
    expect(shown({ kind: "not asked" })[0]).toBe("3 Upgrade to here");
  });

  test("a file without the functions has none", () => {
    expect(shown(database([], []), "revision = 'b2'\n# def upgrade():\n")).toEqual([]);
  });
});
