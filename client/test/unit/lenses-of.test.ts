import { describe, expect, test } from "vitest";
import type { BodySummary } from "../../../server/src/lsp/protocol.ts";
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
const shown = (state: DatabaseState, source = text, bodies: readonly BodySummary[] | null = null): readonly string[] =>
  lensesOf(source, revision("b2", "a1"), state, bodies).map(
    ({ line, title, command }) => `${line} ${title}${command === null ? " (no command)" : ""}`,
  );

describe("lensesOf", () => {
  test("offers what the state of the revision allows, and says the state", () => {
    expect(shown(database([], []))).toEqual([
      "3 SQL beside",
      "3 Upgrade to here",
      "3 Preview SQL with Alembic",
      "3 pending (no command)",
      "6 SQL beside",
      "6 Preview SQL with Alembic",
    ]);
    expect(shown(database(["b2"], ["a1", "b2"]))).toEqual([
      "3 SQL beside",
      "3 Preview SQL with Alembic",
      "3 current (no command)",
      "6 SQL beside",
      "6 Downgrade one revision",
      "6 Preview SQL with Alembic",
    ]);
    expect(shown(database(["c3"], ["a1", "b2", "c3"]))).toContain("3 applied (no command)");
    expect(shown({ kind: "not asked" })[1]).toBe("3 Upgrade to here");
  });

  test("says what both functions come to, at the lines that the language server names", () => {
    const bodies: readonly BodySummary[] = [
      { direction: "upgrade", line: 4, summary: ["3 statements", "1 gap", "ACCESS EXCLUSIVE on users"] },
      { direction: "downgrade", line: 9, summary: ["0 statements"] },
    ];
    expect(shown(database([], []), text, bodies)[0]).toBe(
      "4 SQL beside · 3 statements · 1 gap · ACCESS EXCLUSIVE on users",
    );
    expect(shown(database([], []), text, bodies)).toContain("9 SQL beside · 0 statements");
  });

  test("a file without the functions has none", () => {
    expect(shown(database([], []), "revision = 'b2'\n# def upgrade():\n")).toEqual([]);
    expect(shown(database([], []), text, [])).toEqual([]);
  });
});
