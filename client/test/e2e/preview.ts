import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "../host/eventually.ts";
import { type LimbeckApi, limbeck, marks } from "./limbeck.ts";
import { openFile, positionOf } from "./workspace.ts";

const currency = "d39b7c4e0a85";
const preview = (): vscode.TextEditor | undefined =>
  vscode.window.visibleTextEditors.find((it) => it.document.uri.scheme === "limbeck-preview");
const shows = (what: string, ...parts: readonly string[]): Promise<string> =>
  eventually(
    what,
    async () => preview()?.document.getText() ?? "",
    (it) => parts.every((part) => it.includes(part)),
  );
const run = (command: string, ...given: readonly unknown[]) =>
  vscode.commands.executeCommand(`limbeck.${command}`, ...given);

export function previewSuite(): void {
  describe("the SQL beside a migration", () => {
    let api: LimbeckApi;
    before(async () => {
      api = await limbeck();
      await eventually(
        "The database",
        () => marks(api),
        (it) => it[currency] === "pending",
      );
    });
    after(async () => {
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    });

    it("opens in a column of its own, read-only, and says what is sent, what it locks and by which versions", async () => {
      const migration = await openFile(currency);
      await run("showSqlBeside");
      await shows(
        "The SQL",
        "ALTER TABLE orders ADD COLUMN currency VARCHAR(3) NOT NULL;",
        "-- locks orders: ACCESS EXCLUSIVE, blocks reads and writes until the transaction ends",
        "-- PostgreSQL 1",
        "(development)",
      );
      assert.notEqual(preview()?.viewColumn, migration.viewColumn);
      assert.equal(preview()?.document.languageId, "sql");
      assert.equal(vscode.window.activeTextEditor?.document, migration.document);
    });

    it("follows what is typed and not saved; what cannot be known stands at its place", async () => {
      const editor = await openFile(currency);
      const at = positionOf(editor.document, "    op.add_column(").translate(1, 0);
      await editor.edit((it) => it.insert(at, '    op.execute(open("more.sql").read())\n    op.drop_table("carts")\n'));
      assert.ok(editor.document.isDirty);
      const text = await shows("The gap", `-- NOT KNOWN, line ${at.line + 1}: op.execute`, "DROP TABLE carts;");
      const order = ["ADD COLUMN currency", "NOT KNOWN", "DROP TABLE carts"].map((it) => text.indexOf(it));
      assert.deepEqual(
        order,
        [...order].sort((a, b) => a - b),
      );
      await vscode.commands.executeCommand("undo");
      await eventually(
        "The gap gone",
        async () => preview()?.document.getText() ?? "",
        (it) => !it.includes("NOT KNOWN"),
      );
      await vscode.commands.executeCommand("workbench.action.files.revert");
    });

    it("shows the way back, and a range", async () => {
      await openFile(currency);
      await run("showSqlBeside", { direction: "downgrade" });
      await shows("The downgrade", "-- Running downgrade d39b7c4e0a85 -> c25a8e3f7d61", "DROP COLUMN currency;");
      await vscode.window.showTextDocument(preview()?.document as vscode.TextDocument, preview()?.viewColumn);
      await run("previewSwitchDirection");
      await shows("The upgrade again", "ADD COLUMN currency");
    });

    it("leads from a statement to its operation, by command, definition and link", async () => {
      const shown = preview();
      assert.ok(shown);
      const line = positionOf(shown.document, "ALTER TABLE orders").line;
      const editor = await vscode.window.showTextDocument(shown.document, shown.viewColumn);
      editor.selection = new vscode.Selection(line, 3, line, 3);
      await run("previewGoToOperation");
      const active = vscode.window.activeTextEditor;
      assert.match(active?.document.fileName ?? "", /d39b7c4e0a85/);
      assert.match(active?.document.lineAt(active.selection.active.line).text ?? "", /op\.add_column/);

      const [definition] = await vscode.commands.executeCommand<vscode.LocationLink[]>(
        "vscode.executeDefinitionProvider",
        shown.document.uri,
        new vscode.Position(line, 3),
      );
      assert.match(definition?.targetUri.path ?? "", /d39b7c4e0a85/);
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        "vscode.executeLinkProvider",
        shown.document.uri,
      );
      assert.deepEqual(
        links.map((it) => shown.document.getText(it.range)),
        ["line 20: op.add_column"],
      );
    });

    it("follows the editor to another migration", async () => {
      await openFile("37a9e6d1f8c2");
      await shows("The other one", "-- Running upgrade 2b7d4e91c05a -> 37a9e6d1f8c2", "CREATE TABLE order_lines");
    });

    it("says in lenses and behind the operations what a revision comes to", async () => {
      const { document } = await openFile(currency);
      const lenses = await eventually(
        "The lenses",
        async () =>
          vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri, 20),
        (it) => it.some(({ command }) => command?.title.includes("pending") === true),
      );
      const titles = lenses.map((it) => it.command?.title ?? "");
      assert.ok(titles.includes("SQL beside · 1 statement · ACCESS EXCLUSIVE on orders"), titles.join(" | "));
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        "vscode.executeInlayHintProvider",
        document.uri,
        new vscode.Range(0, 0, document.lineCount, 0),
      );
      assert.deepEqual(
        hints.map((it) => it.label),
        ["ACCESS EXCLUSIVE on orders", "ACCESS EXCLUSIVE on orders"],
      );
    });

    it("shows the schema at a revision, and what the revision changes", async () => {
      await run("showSchemaAtRevision", { revision: currency });
      const schema = api.sqlDocuments().find((it) => it.includes("CREATE TABLE orders"));
      assert.match(schema ?? "", /currency character varying\(3\) NOT NULL/);
      await run("showRevisionChanges", { revision: currency });
      const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
      assert.ok(tab?.input instanceof vscode.TabInputTextDiff);
      const text = async (uri: vscode.Uri) => (await vscode.workspace.openTextDocument(uri)).getText();
      assert.doesNotMatch(await text(tab.input.original), /currency/);
      assert.match(await text(tab.input.modified), /currency character varying\(3\) NOT NULL/);
    });
  });
}
