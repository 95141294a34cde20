import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as vscode from "vscode";
import { eventually } from "../host/eventually.ts";
import { query, versionRows } from "./database.ts";
import { findings, ruleOf } from "./findings.ts";
import { flatten, type LimbeckApi, limbeck, marks } from "./limbeck.ts";
import { findFile, folder, openFile, positionOf } from "./workspace.ts";

/** Newest first, as `alembic history` lists them. */
const chain = [
  ...["e4c1f05d8b72", "d39b7c4e0a85", "c25a8e3f7d61", "b1f6e27a4c90", "a03d9c5e8f17", "9b60d4f2a7c8", "8a1e5c7f3d20"],
  ...["8c47f9e1b6d3", "7f3b12a8d9e4", "6a94c0d7e1f5", "5d2f81c6e7b3", "4e05b3c7a916", "37a9e6d1f8c2", "2b7d4e91c05a"],
  "1c8f0f6e2a4b",
];

/** What the recommended rules find in the sample. */
const sampleFindings = [
  "37a9e6d1f8c2_create_orders.py wide-lock-window 27",
  "6a94c0d7e1f5_add_product_sku.py create-unique-constraint-blocking 19",
  "6a94c0d7e1f5_add_product_sku.py unnamed-constraint 19",
  "b1f6e27a4c90_backfill_display_names.py unbatched-backfill 22",
  "c25a8e3f7d61_index_product_names_and_prices.py create-index-not-concurrent 20",
  "c25a8e3f7d61_index_product_names_and_prices.py empty-downgrade 23",
  "d39b7c4e0a85_require_order_currency.py add-column-not-null-without-default 20",
  "e4c1f05d8b72_drop_coupons.py drop-table 20",
  "env.py env-no-transaction-per-migration 42",
  "env.py missing-lock-timeout 42",
];

export function sampleSuite(): void {
  describe("the sample in VS Code", () => {
    let api: LimbeckApi;
    before(async () => {
      api = await limbeck();
    });

    it("runs the extension that was packaged", () => {
      const path = vscode.extensions.getExtension("limbeck.limbeck")?.extensionPath ?? "";
      assert.match(path, /extensions[\\/]limbeck\.limbeck-\d+\.\d+\.\d+/);
    });

    it("shows the findings of every migration, opened or not", async () => {
      await eventually(
        "All findings",
        async () => findings(),
        (it) => it.join() === sampleFindings.join(),
      );
    });

    it("shows every revision, applied, current or pending", async () => {
      const states = await eventually(
        "Every revision",
        () => marks(api),
        (it) => it.e4c1f05d8b72 === "pending",
      );
      assert.deepEqual(Object.keys(states).sort(), [...chain].sort());
      const wrong = Object.entries(states).filter(([id, state]) => state !== expectedMark(id, "c25a8e3f7d61"));
      assert.deepEqual(wrong, []);
      assert.equal(api.status(), "development: 2 pending");
    });

    it("names heads, merges and branch points", async () => {
      const byId = new Map(flatten(await api.revisions()).map((it) => [it.argument.revision, it.description]));
      assert.match(byId.get("e4c1f05d8b72") ?? "", /head/);
      assert.match(byId.get("a03d9c5e8f17") ?? "", /merge/);
      assert.match(byId.get("7f3b12a8d9e4") ?? "", /branch point/);
    });

    it("finds what is typed before it is saved, and forgets what is undone", async () => {
      const editor = await openFile("37a9e6d1f8c2");
      const at = positionOf(editor.document, '    op.create_index("ix_orders_user_id"');
      await editor.edit((it) => it.insert(at, '    op.drop_table("users")\n'));
      const line = at.line + 1;
      const typed = `37a9e6d1f8c2_create_orders.py drop-table ${line}`;
      await eventually(
        "The finding",
        async () => findings(),
        (it) => it.includes(typed),
      );
      assert.equal(editor.document.isDirty, true);
      await vscode.commands.executeCommand("undo");
      await eventually(
        "No finding any more",
        async () => findings(),
        (it) => it.join() === sampleFindings.join(),
      );
      await vscode.commands.executeCommand("workbench.action.files.revert");
    });

    it("applies a quick fix that clears its finding", async () => {
      const editor = await openFile("d39b7c4e0a85");
      const { document } = editor;
      const mine = () => vscode.languages.getDiagnostics(document.uri).filter((it) => it.source === "limbeck");
      const [finding] = await eventually(
        "The finding",
        async () => mine(),
        (it) => it.length === 1,
      );
      assert.ok(finding);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        finding.range,
        vscode.CodeActionKind.QuickFix.value,
      );
      const fix = actions.find((it) => it.edit !== undefined && /server_default/.test(it.title));
      assert.ok(fix?.edit, `A fix among ${actions.map((it) => it.title).join("; ")}`);
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      assert.match(document.getText(), /server_default=/);
      await eventually(
        "No finding any more",
        async () => mine().map(ruleOf),
        (it) => it.length === 0,
      );
      await vscode.commands.executeCommand("workbench.action.files.revert");
      await eventually(
        "The finding again",
        async () => mine(),
        (it) => it.length === 1,
      );
    });

    it("goes from down_revision to the file of that revision", async () => {
      const { document } = await openFile("e4c1f05d8b72");
      const at = positionOf(document, '"d39b7c4e0a85"').translate(0, 3);
      const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        "vscode.executeDefinitionProvider",
        document.uri,
        at,
      );
      const uris = found.map((it) => ("targetUri" in it ? it.targetUri : it.uri).path);
      assert.deepEqual(uris, [(await findFile("d39b7c4e0a85")).path]);
    });

    it("explains operations and revision ids on hover", async () => {
      const { document } = await openFile("e4c1f05d8b72");
      const hover = async (at: vscode.Position) => {
        const found = await vscode.commands.executeCommand<vscode.Hover[]>(
          "vscode.executeHoverProvider",
          document.uri,
          at,
        );
        return found
          .flatMap((it) => it.contents.map((part) => (typeof part === "string" ? part : part.value)))
          .join("\n");
      };
      assert.match(await hover(positionOf(document, "drop_table").translate(0, 2)), /coupons/);
      assert.match(await hover(positionOf(document, '"d39b7c4e0a85"').translate(0, 3)), /require a currency on orders/);
    });

    it("lists the operations of a migration as symbols", async () => {
      const { document } = await openFile("37a9e6d1f8c2");
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        "vscode.executeDocumentSymbolProvider",
        document.uri,
      );
      const all = (found: readonly vscode.DocumentSymbol[]): string[] =>
        found.flatMap((it) => [it.name, it.detail, ...all(it.children)]);
      const names = all(symbols).join("\n");
      for (const name of ["upgrade", "downgrade", "order_lines"])
        assert.ok(names.includes(name), `${name} in ${names}`);
    });

    it("previews the SQL that Alembic itself prints", async () => {
      await vscode.commands.executeCommand("limbeck.previewUpgradeSql", { revision: "e4c1f05d8b72" });
      const alembic = spawnSync(
        process.env.LIMBECK_E2E_PYTHON ?? "",
        ["-m", "alembic", "upgrade", "--sql", "d39b7c4e0a85:e4c1f05d8b72"],
        { cwd: folder().fsPath, encoding: "utf8" },
      );
      assert.match(alembic.stdout, /DROP TABLE coupons/);
      assert.deepEqual(
        api.sqlDocuments().map((it) => it.trim()),
        [alembic.stdout.trim()],
      );
      const shown = vscode.window.visibleTextEditors.find((it) => it.document.languageId === "sql");
      assert.equal(shown?.document.getText().trim(), alembic.stdout.trim());
    });

    it("upgrades the real database to the head, and the tree follows", async () => {
      await vscode.commands.executeCommand("limbeck.upgradeToHead", { confirmed: true });
      assert.deepEqual(await versionRows(), ["e4c1f05d8b72"]);
      const [coupons] = await query("SELECT to_regclass('coupons') AS found");
      assert.equal(coupons?.found, null);
      assert.equal(api.lastRun()?.kind, "done");
      assert.deepEqual(api.lastRun()?.applied, ["d39b7c4e0a85", "e4c1f05d8b72"]);
      const states = await eventually(
        "The tree",
        () => marks(api),
        (it) => it.e4c1f05d8b72 === "current",
      );
      assert.deepEqual(
        Object.entries(states).filter(([id, state]) => state !== expectedMark(id, "e4c1f05d8b72")),
        [],
      );
      await eventually(
        "The status bar",
        async () => api.status(),
        (it) => it === "development: up to date",
      );
    });

    it("says that there is nothing to do at the head", async () => {
      await vscode.commands.executeCommand("limbeck.upgradeToHead", { confirmed: true });
      assert.deepEqual(await versionRows(), ["e4c1f05d8b72"]);
    });

    it("downgrades one revision, and the tree follows", async () => {
      await vscode.commands.executeCommand("limbeck.downgradeOneRevision", { confirmed: true });
      assert.deepEqual(await versionRows(), ["d39b7c4e0a85"]);
      const [coupons] = await query("SELECT to_regclass('coupons') IS NOT NULL AS found");
      assert.equal(coupons?.found, true);
      const states = await eventually(
        "The tree",
        () => marks(api),
        (it) => it.d39b7c4e0a85 === "current",
      );
      assert.equal(states.e4c1f05d8b72, "pending");
    });

    it("upgrades one revision, downgrades to a revision in the other branch and comes back", async () => {
      await vscode.commands.executeCommand("limbeck.downgradeToRevision", {
        revision: "7f3b12a8d9e4",
        confirmed: true,
      });
      assert.deepEqual(await versionRows(), ["7f3b12a8d9e4"]);
      await vscode.commands.executeCommand("limbeck.upgradeToRevision", { revision: "8c47f9e1b6d3", confirmed: true });
      assert.deepEqual(await versionRows(), ["8c47f9e1b6d3"]);
      const states = await eventually(
        "The tree",
        () => marks(api),
        (it) => it["8c47f9e1b6d3"] === "current",
      );
      assert.deepEqual([states["8a1e5c7f3d20"], states["7f3b12a8d9e4"]], ["pending", "applied"]);
      await vscode.commands.executeCommand("limbeck.upgradeToHead", { confirmed: true });
      assert.deepEqual(await versionRows(), ["e4c1f05d8b72"]);
      await vscode.commands.executeCommand("limbeck.downgradeToBase", { confirmed: true });
      assert.deepEqual(await versionRows(), []);
      await vscode.commands.executeCommand("limbeck.upgradeToHead", { confirmed: true });
      assert.deepEqual(await versionRows(), ["e4c1f05d8b72"]);
    });

    it("follows files that come and go on disk", async () => {
      const path = vscode.Uri.joinPath(folder(), "migrations", "versions", "f00d00000001_new.py");
      const text =
        '"""new\n"""\nfrom alembic import op\n\nrevision = "f00d00000001"\ndown_revision = "e4c1f05d8b72"\n\n\ndef upgrade():\n    op.drop_table("orders")\n\n\ndef downgrade():\n    raise NotImplementedError\n';
      await vscode.workspace.fs.writeFile(path, Buffer.from(text));
      await eventually(
        "The new revision",
        () => marks(api),
        (it) => it.f00d00000001 === "pending",
      );
      await eventually(
        "Its finding",
        async () => findings(),
        (it) => it.includes("f00d00000001_new.py drop-table 10"),
      );
      await vscode.workspace.fs.delete(path);
      await eventually(
        "The old chain",
        () => marks(api),
        (it) => it.f00d00000001 === undefined,
      );
      await eventually(
        "The old findings",
        async () => findings(),
        (it) => it.join() === sampleFindings.join(),
      );
    });

    it("restarts the language server and finds everything again", async () => {
      await vscode.commands.executeCommand("limbeck.restartServer");
      await eventually(
        "All findings",
        async () => findings(),
        (it) => it.join() === sampleFindings.join(),
      );
      await eventually(
        "Every revision",
        () => marks(api),
        (it) => Object.keys(it).length === chain.length,
      );
    });
  });
}

/** In a straight line of the history; both branches are below the merge. */
function expectedMark(id: string, current: string): string {
  if (id === current) return "current";
  return chain.indexOf(id) < chain.indexOf(current) ? "pending" : "applied";
}
