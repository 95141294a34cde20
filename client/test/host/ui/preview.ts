import assert from "node:assert/strict";
import { eventually } from "../eventually.ts";
import type { UiContext } from "./suites.ts";
import { waitForMark } from "./tree.ts";

const file = "d39b7c4e0a85_require_order_currency.py";

/** The live preview as a person uses it; `shade` names the pictures. */
export function previewUi(shade: "light" | "dark"): (context: UiContext) => void {
  return ({ workbench }) => {
    const { page } = workbench;
    const groups = page.locator(".editor-group-container");
    const beside = groups.filter({ has: page.locator(".tab", { hasText: "SQL of Migration.sql" }) }).first();
    const lines = beside.locator(".view-line");
    /** Lines of the preview as they are drawn, in any order. */
    const text = async () => (await lines.allTextContents()).map((it) => it.replaceAll("\u00a0", " ")).join("\n");
    const says = (what: string, part: string) => eventually(what, text, (it) => it.includes(part));

    it("a button of the editor opens it beside the migration", async () => {
      await waitForMark(workbench, "e4c1f05d8b72", "pending");
      await workbench.command("View: Close Primary Side Bar");
      await workbench.openFile(file);
      await page.locator('.editor-actions [aria-label^="Show SQL Beside"]').first().click();
      await says("The SQL", "ALTER TABLE orders ADD COLUMN currency VARCHAR(3) NOT NULL;");
      await says("The lock", "locks orders: ACCESS EXCLUSIVE");
    });

    it("typing changes it, and what cannot be known is a gap", async () => {
      await workbench.goTo(20, 5);
      // Keys that come before the editor has the focus again are lost.
      await groups.first().locator(".monaco-editor.focused").waitFor();
      await page.keyboard.press("End");
      await page.keyboard.press("Enter");
      await page.keyboard.type('op.execute(open("backfill.sql").read())');
      await says("The gap", "NOT KNOWN, line 21: op.execute");
      await page.keyboard.press("Enter");
      await page.keyboard.type('op.create_index("ix_orders_currency", "orders", ["currency"])');
      await says("The index", "CREATE INDEX ix_orders_currency ON orders (currency);");
      // What was typed is longer than the column is wide.
      await page.keyboard.press("Home");
      await workbench.screenshot(`typed-${shade}`);
    });

    it("a click on a statement highlights its operation", async () => {
      await lines.filter({ hasText: "ALTER" }).first().click();
      const marked = groups.first().locator(".view-overlays .cdr[class*='ced-']");
      await marked.first().waitFor();
      assert.ok((await marked.count()) > 0);
      await workbench.screenshot(`beside-${shade}`);
    });

    it("a button of the preview shows the way back", async () => {
      await page.locator('.editor-actions [aria-label^="SQL Beside: Switch Direction"]').first().click();
      await says("The downgrade", "DROP COLUMN currency;");
      await workbench.screenshot(`back-${shade}`);
    });

    it("the schema before and after a revision", async () => {
      await workbench.openFile(file);
      await workbench.command("File: Revert File");
      await workbench.command("Alembic: Show What This Revision Changes");
      await page.locator(".tab.active").filter({ hasText: "What d39b7c4e0a85 changes" }).waitFor();
      await page.locator(".diff-editor, .monaco-diff-editor").first().waitFor();
      await workbench.screenshot(`schema-${shade}`);
    });
  };
}
