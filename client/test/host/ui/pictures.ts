import { eventually } from "../eventually.ts";
import type { UiContext } from "./suites.ts";
import { waitForMark } from "./tree.ts";

/** The states that the README shows, in a dark theme. */
export function picturesUi({ workbench }: UiContext): void {
  const { page } = workbench;

  it("findings and the tree", async () => {
    await waitForMark(workbench, "e4c1f05d8b72", "pending");
    await workbench.widenSideBar(500);
    await workbench.row("Revisions", "require a currency on orders").click();
    await page.locator(".editor-instance .squiggly-warning, .editor-instance .squiggly-error").first().waitFor();
    await eventually(
      "The problems",
      () => workbench.problems(),
      (it) => it.length >= 4,
    );
    await workbench.screenshot("editor-dark");
    await workbench.command("View: Toggle Panel Visibility");
  });

  it("a quick fix", async () => {
    await workbench.openFile("d39b7c4e0a85_require_order_currency.py");
    await workbench.goTo(20, 10);
    await workbench.openQuickFixes();
    await workbench.screenshot("quick-fix-dark");
    await page.keyboard.press("Escape");
  });

  it("the SQL of what is pending", async () => {
    await workbench.command("Alembic: Preview Upgrade SQL…");
    await workbench.pick("Pending revisions");
    await eventually(
      "The SQL",
      () => workbench.editorText(),
      (it) => it.includes("DROP TABLE coupons"),
    );
    await workbench.closeNotifications();
    await workbench.widenSideBar(320);
    await workbench.screenshot("preview-dark");
    await workbench.widenSideBar(500);
    await workbench.command("View: Close Editor");
  });

  it("an upgrade and the question before a downgrade", async () => {
    await workbench.command("Alembic: Upgrade to Head");
    await workbench.notification("applied");
    await waitForMark(workbench, "e4c1f05d8b72", "current");
    await workbench.screenshot("upgraded-dark");
    await workbench.closeNotifications();
    await workbench.command("Alembic: Downgrade One Revision");
    await workbench.dialog();
    await workbench.screenshot("downgrade-dark");
    await workbench.answerDialog("Cancel");
  });
}
