import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "../host/eventually.ts";
import { type LimbeckApi, limbeck, marks } from "./limbeck.ts";
import { findFile } from "./workspace.ts";

export function graphsSuite(): void {
  describe("a revision whose parent is missing", () => {
    let api: LimbeckApi;
    before(async () => {
      api = await limbeck();
    });

    it("is shown with the others", async () => {
      await eventually(
        "Both revisions",
        () => marks(api),
        (it) => Object.keys(it).sort().join() === "a1000000000a,c3000000000c",
      );
    });

    it("is marked where it names its parent", async () => {
      const uri = await findFile("c3_create_contacts");
      const found = await eventually(
        "The problem",
        async () => vscode.languages.getDiagnostics(uri),
        (it) => it.length > 0,
      );
      assert.match(found.map((it) => it.message).join("\n"), /b2000000000b/);
      const [first] = found;
      const document = await vscode.workspace.openTextDocument(uri);
      assert.ok(first);
      assert.match(document.lineAt(first.range.start.line).text, /down_revision/);
    });
  });
}
