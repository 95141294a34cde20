import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runProcess } from "../../../../scripts/environment/run-process.ts";
import { eventually } from "../eventually.ts";
import type { UiContext } from "./suites.ts";
import { shownMarks, waitForMark } from "./tree.ts";

const start = "c25a8e3f7d61";
const currency = "d39b7c4e0a85";
const head = "e4c1f05d8b72";
const currencyFile = "d39b7c4e0a85_require_order_currency.py";

/** The main job from end to end, by keyboard and mouse. */
export function sampleUi({ workbench, workspace }: UiContext): void {
  const { page } = workbench;
  const squiggle = page.locator(".editor-instance .squiggly-warning, .editor-instance .squiggly-error");

  it("the tree shows every revision with its mark", async () => {
    const marks = await waitForMark(workbench, head, "pending");
    await workbench.widenSideBar(500);
    assert.equal(Object.keys(marks).length, 15);
    assert.equal(marks[currency], "pending");
    assert.equal(marks[start], "current");
    assert.equal(Object.values(marks).filter((it) => it === "applied").length, 12);
    const statusBar = await workbench.statusBar();
    await workbench.screenshot("trees-light", page.locator(".part.sidebar"));
    assert.ok(
      statusBar.some((it) => it.includes("development: 2 pending")),
      statusBar.join(" | "),
    );
  });

  it("a click on a revision opens its file, and its finding is underlined and listed", async () => {
    await workbench.row("Revisions", "require a currency on orders").click();
    await page.locator(".tab.active").filter({ hasText: currencyFile }).waitFor();
    await squiggle.first().waitFor();
    const problems = await eventually(
      "A problem",
      () => workbench.problems(),
      (it) => it.length >= 4,
    );
    assert.ok(
      problems.some((it) => /add-column-not-null-without-default/.test(it)),
      problems.join(" | "),
    );
    await workbench.screenshot("editor-light");
    await workbench.command("View: Toggle Panel Visibility");
  });

  it("a quick fix applies and clears the finding", async () => {
    await workbench.openFile(currencyFile);
    await workbench.goTo(20, 10);
    await workbench.openQuickFixes();
    await workbench.screenshot("quick-fix-light");
    await page.keyboard.press("Escape");
    await page.locator(".action-widget").first().waitFor({ state: "hidden" });
    await workbench.quickFix("server_default");
    await eventually(
      "The fix in the editor",
      () => workbench.editorText(),
      (it) => it.includes("server_default="),
    );
    await eventually(
      "No underline",
      () => squiggle.count(),
      (it) => it === 0,
    );
    await workbench.command("File: Revert File");
    await squiggle.first().waitFor();
  });

  it("a finding appears while typing", async () => {
    await workbench.openFile("2b7d4e91c05a_create_products.py");
    await eventually(
      "No underline",
      () => squiggle.count(),
      (it) => it === 0,
    );
    // At the end of "def upgrade():"; Enter indents by itself.
    await workbench.goTo(17, 99);
    await page.keyboard.press("Enter");
    await page.keyboard.type('op.drop_table("users")');
    await squiggle.first().waitFor();
    await workbench.command("File: Revert File");
    await eventually(
      "No underline",
      () => squiggle.count(),
      (it) => it === 0,
    );
    await workbench.command("View: Close Editor");
  });

  it("Preview Upgrade SQL shows what Alembic prints", async () => {
    await workbench.command("Alembic: Preview Upgrade SQL…");
    await workbench.pick("Pending revisions");
    await page.locator(".tab").filter({ hasText: ".sql" }).first().waitFor();
    const text = await eventually(
      "The SQL",
      () => workbench.editorText(),
      (it) => it.includes("DROP TABLE coupons"),
    );
    const { stdout } = await runProcess(workspace.python, ["-m", "alembic", "upgrade", "--sql", `${start}:heads`], {
      cwd: workspace.folder,
    });
    assert.equal(text.trim(), stdout.trim());
    await workbench.closeNotifications();
    await workbench.widenSideBar(320);
    await workbench.screenshot("preview-light");
    await workbench.widenSideBar(500);
    await workbench.command("View: Close Editor");
  });

  it("Upgrade to Head changes the real database, and the tree follows", async () => {
    await workbench.command("Alembic: Upgrade to Head");
    const said = await workbench.notification("applied");
    assert.match(said, /2 revisions applied/);
    assert.match(said, new RegExp(head));
    assert.deepEqual(await workspace.database.versionRows(), [head]);
    const marks = await waitForMark(workbench, head, "current");
    assert.equal(Object.values(marks).filter((it) => it === "applied").length, 14);
    await workbench.screenshot("upgraded-light");
    await workbench.closeNotifications();
  });

  it("Downgrade One Revision asks; no means no", async () => {
    await workbench.command("Alembic: Downgrade One Revision");
    const question = await workbench.dialog();
    assert.match(question, /development/);
    assert.match(question, new RegExp(head));
    await workbench.screenshot("downgrade-light");
    await workbench.answerDialog("Cancel");
    assert.deepEqual(await workspace.database.versionRows(), [head]);
    assert.equal((await shownMarks(workbench))[head], "current");
  });

  it("Downgrade One Revision does what was agreed, and the tree follows", async () => {
    await workbench.command("Alembic: Downgrade One Revision");
    await workbench.answerDialog("Downgrade");
    await waitForMark(workbench, currency, "current");
    assert.deepEqual(await workspace.database.versionRows(), [currency]);
    assert.deepEqual(await workspace.database.query("SELECT to_regclass('coupons') IS NOT NULL AS back"), [
      { back: true },
    ]);
    await workbench.closeNotifications();
  });

  it("the context menu of a revision upgrades to it", async () => {
    await workbench.contextMenu(workbench.row("Revisions", head), "Upgrade to Here");
    await waitForMark(workbench, head, "current");
    assert.deepEqual(await workspace.database.versionRows(), [head]);
  });

  it("leaves the migrations as they were", () => {
    const file = join(workspace.folder, "migrations", "versions", currencyFile);
    assert.doesNotMatch(readFileSync(file, "utf8"), /server_default/);
  });
}
