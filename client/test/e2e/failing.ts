import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "../host/eventually.ts";
import { query, versionRows } from "./database.ts";
import { type LimbeckApi, limbeck, marks } from "./limbeck.ts";
import { findFile } from "./workspace.ts";

export function failingSuite(): void {
  describe("a migration that fails on rows", () => {
    let api: LimbeckApi;
    before(async () => {
      api = await limbeck();
    });

    it("is reported with its file and line, and what the database holds now", async () => {
      await vscode.commands.executeCommand("limbeck.upgradeToHead", { confirmed: true });
      const outcome = api.lastRun();
      assert.equal(outcome?.kind, "failed");
      assert.deepEqual(outcome.place?.file, (await findFile("d4_require")).fsPath);
      assert.equal(outcome.place?.line, 18);
      assert.match(outcome.message, /d4_require_account_name\.py:18/);
      assert.match(outcome.message, /contains null values/);
      assert.match(outcome.message, /still at c3000000000c/);
      assert.deepEqual(await versionRows(), ["c3000000000c"]);
      assert.deepEqual(outcome.rows, ["c3000000000c"]);
    });

    it("is marked in its file", async () => {
      const uri = await findFile("d4_require");
      const errors = vscode.languages
        .getDiagnostics(uri)
        .filter((it) => it.severity === vscode.DiagnosticSeverity.Error && it.source === "limbeck run");
      assert.deepEqual(
        errors.map((it) => it.range.start.line + 1),
        [18],
      );
    });

    it("leaves a tree that tells the truth", async () => {
      const states = await eventually(
        "The tree",
        () => marks(api),
        (it) => it.c3000000000c === "current",
      );
      assert.deepEqual(states, {
        d4000000000d: "pending",
        c3000000000c: "current",
        b2000000000b: "applied",
        a1000000000a: "applied",
      });
    });

    it("leaves no session of Alembic on the server", async () => {
      await eventually(
        "No other session",
        () =>
          query(
            "SELECT pid, application_name, state, query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name NOT ILIKE '%limbeck%'",
          ),
        (it) => it.length === 0,
      );
    });
  });
}
