import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "../host/eventually.ts";
import { findings } from "./findings.ts";
import { type LimbeckApi, limbeck, marks } from "./limbeck.ts";

export function brokenSuite(): void {
  describe("broken files among the migrations", () => {
    let api: LimbeckApi;
    before(async () => {
      api = await limbeck();
    });

    it("do not keep the other migrations from being read", async () => {
      const states = await eventually(
        "The tree",
        () => marks(api),
        (it) => it.c3000000000c !== undefined,
      );
      assert.deepEqual(Object.keys(states).sort(), ["a1000000000a", "b2000000000b", "c3000000000c"]);
      await eventually(
        "The finding in a whole file",
        async () => findings(),
        (it) => it.includes("c3_drop_accounts.py drop-table 18"),
      );
    });

    it("show what can be read of a half-typed one", async () => {
      await eventually(
        "The finding in a half-typed file",
        async () => findings(),
        (it) => it.some((finding) => finding.startsWith("b2_half_typed.py")),
      );
    });

    it("make Alembic fail with the file's name, and nothing else", async () => {
      // The revision that is named is whole; Alembic reads all files of the folder all the same.
      await vscode.commands.executeCommand("limbeck.upgradeToRevision", { revision: "a1000000000a", confirmed: true });
      const outcome = api.lastRun();
      assert.equal(outcome?.kind, "failed");
      assert.match(outcome.message, /b2_half_typed\.py|not_python\.py/);
    });
  });
}
