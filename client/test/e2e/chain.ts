import assert from "node:assert/strict";
import { basename } from "node:path";
import * as vscode from "vscode";
import { eventually } from "../host/eventually.ts";
import { flatten, type LimbeckApi, limbeck, marks } from "./limbeck.ts";
import { findFile, openFile, positionOf } from "./workspace.ts";

const accounts = "a1000000000a";

/** Fixes of a file whose titles begin so. */
async function fixes(document: vscode.TextDocument, title: string): Promise<readonly vscode.CodeAction[]> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    whole,
    vscode.CodeActionKind.QuickFix.value,
  );
  return found.filter((it) => it.title.startsWith(title));
}

async function applyFix(document: vscode.TextDocument, title: string): Promise<void> {
  const [fix] = await eventually(
    `A fix ${title}`,
    () => fixes(document, title),
    (it) => it.length > 0,
  );
  assert.ok(fix?.edit);
  assert.ok(await vscode.workspace.applyEdit(fix.edit));
  await vscode.workspace.saveAll();
}

async function problemsOf(start: string): Promise<readonly string[]> {
  const uri = await findFile(start);
  return vscode.languages
    .getDiagnostics(uri)
    .filter((it) => it.source === "limbeck")
    .map(({ code }) => String(typeof code === "object" ? code.value : code));
}

export function chainSuite(): void {
  describe("a chain with two heads", () => {
    let api: LimbeckApi;
    before(async () => {
      api = await limbeck();
      await eventually(
        "Every revision",
        () => marks(api),
        (it) => Object.keys(it).length === 3,
      );
    });

    it("finds the references of a revision in the files of its children", async () => {
      const { document } = await openFile("a1_");
      const found = await vscode.commands.executeCommand<vscode.Location[]>(
        "vscode.executeReferenceProvider",
        document.uri,
        positionOf(document, `"${accounts}"`).translate(0, 3),
      );
      const places = await Promise.all(
        found.map(async ({ uri, range }) => {
          const text = (await vscode.workspace.openTextDocument(uri)).getText(range);
          return `${basename(uri.path)} ${text}`;
        }),
      );
      assert.deepEqual(
        places
          .filter((it) => !it.startsWith("a1_"))
          .map((it) => it.replaceAll('"', ""))
          .sort(),
        [`b2_create_invoices.py ${accounts}`, `c3_create_contacts.py ${accounts}`],
      );
    });

    it("finds revisions and tables by name in the whole workspace", async () => {
      const find = async (query: string): Promise<readonly string[]> =>
        (
          await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
            "vscode.executeWorkspaceSymbolProvider",
            query,
          )
        )
          .filter((it) => it.location.uri.path.includes("/versions/"))
          .map((it) => `${it.name} ${basename(it.location.uri.path)}`);
      const byId = await find("c3000000000c");
      assert.ok(
        byId.some((it) => it.endsWith("c3_create_contacts.py")),
        byId.join(" | "),
      );
      const byTable = await find("invoices");
      assert.ok(
        byTable.some((it) => it.startsWith("invoices") && it.endsWith("b2_create_invoices.py")),
        byTable.join(" | "),
      );
    });

    it("says that there are two heads, and merges them in a new file", async () => {
      const { document } = await openFile("c3_");
      await eventually(
        "The problem",
        () => problemsOf("c3_"),
        (it) => it.includes("multiple-heads"),
      );
      assert.ok((await fixes(document, "Rebase")).length > 0);
      await applyFix(document, "Merge");
      // VS Code shows a new file that is not saved only after a moment, and saves what it shows.
      await eventually(
        "Everything saved",
        async () => {
          await vscode.workspace.saveAll();
          return vscode.workspace.textDocuments.filter((it) => it.isDirty).map((it) => it.fileName);
        },
        (it) => it.length === 0,
      );
      const [merge] = await eventually(
        "The merge in the tree",
        async () => flatten(await api.revisions()).filter((it) => /head · merge/.test(it.description)),
        (it) => it.length === 1,
      );
      const made = await findFile(merge?.argument.revision ?? "nothing");
      const text = Buffer.from(await vscode.workspace.fs.readFile(made)).toString();
      assert.match(text, /down_revision.*b2000000000b.*c3000000000c/);
      await eventually(
        "No problem any more",
        () => problemsOf("c3_"),
        (it) => !it.includes("multiple-heads"),
      );
    });

    it("renames a revision everywhere", async () => {
      const { document } = await openFile("a1_");
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        "vscode.executeDocumentRenameProvider",
        document.uri,
        positionOf(document, `"${accounts}"`).translate(0, 3),
        "f0f0f0f0f0f0",
      );
      assert.ok(await vscode.workspace.applyEdit(edit));
      await vscode.workspace.saveAll();
      const states = await eventually(
        "The new id in the tree",
        () => marks(api),
        (it) => it.f0f0f0f0f0f0 !== undefined && it[accounts] === undefined,
      );
      assert.equal(Object.keys(states).length, 4);
      for (const start of ["b2_", "c3_"]) {
        const text = (await vscode.workspace.openTextDocument(await findFile(start))).getText();
        assert.match(text, /Revises: f0f0f0f0f0f0\n/);
        assert.match(text, /down_revision = "f0f0f0f0f0f0"/);
        assert.ok(!text.includes(accounts));
      }
    });

    it("gives a missing parent back", async () => {
      const editor = await openFile("b2_");
      const at = positionOf(editor.document, 'down_revision = "f0f0f0f0f0f0"').translate(0, 'down_revision = "'.length);
      await editor.edit((it) => it.replace(new vscode.Range(at, at.translate(0, 12)), "f0f0f0f0f0f1"));
      await eventually(
        "The problem",
        () => problemsOf("b2_"),
        (it) => it.includes("missing-parent-revision"),
      );
      const fix = await eventually(
        "A fix",
        async () => (await fixes(editor.document, "")).find(({ title }) => title.includes("f0f0f0f0f0f0")),
        (it) => it !== undefined,
      );
      assert.ok(fix?.edit && (await vscode.workspace.applyEdit(fix.edit)), fix?.title);
      assert.match(editor.document.getText(), /down_revision = "f0f0f0f0f0f0"/);
      await eventually(
        "No problem any more",
        () => problemsOf("b2_"),
        (it) => !it.includes("missing-parent-revision"),
      );
    });
  });
}
