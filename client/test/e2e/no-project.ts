import assert from "node:assert/strict";
import * as vscode from "vscode";
import { findings } from "./findings.ts";
import { limbeck } from "./limbeck.ts";

export function noProjectSuite(): void {
  describe("a folder without an Alembic project", () => {
    it("is no error: the trees are empty and nothing is reported", async () => {
      const api = await limbeck();
      assert.deepEqual(await api.revisions(), []);
      assert.equal(api.status(), null);
      assert.deepEqual(findings(), []);
    });

    it("has every command of the palette all the same", async () => {
      const known = await vscode.commands.getCommands(true);
      const { contributes } = (vscode.extensions.getExtension("limbeck.limbeck")?.packageJSON ?? {}) as {
        contributes: { commands: { command: string }[] };
      };
      assert.deepEqual(
        contributes.commands.map((it) => it.command).filter((it) => !known.includes(it)),
        [],
      );
    });
  });
}
