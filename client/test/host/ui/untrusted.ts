import assert from "node:assert/strict";
import { eventually } from "../eventually.ts";
import type { UiContext } from "./suites.ts";
import { waitForMark } from "./tree.ts";

/** A workspace that the person does not trust: reading goes on, nothing is run, and it is said why. */
export function untrustedUi({ workbench, workspace }: UiContext): void {
  const { page } = workbench;

  it("opens in restricted mode", async () => {
    await eventually(
      "Restricted mode in the status bar",
      () => workbench.statusBar(),
      (it) => it.some((item) => item.includes("Restricted Mode")),
    );
  });

  it("shows the revisions and the findings", async () => {
    await workbench.openView("Alembic");
    await eventually(
      "The tree",
      () => workbench.rows("Revisions"),
      (it) => it.some((row) => row.includes("e4c1f05d8b72")),
    );
    await eventually(
      "The findings",
      () => workbench.problems(),
      (it) => it.length >= 4,
    );
    await workbench.screenshot("untrusted");
  });

  it("runs nothing and says why", async () => {
    await workbench.command("Alembic: Upgrade to Head");
    await workbench.notification("not trusted");
    const [said, ...more] = await workbench.notifications();
    assert.deepEqual([said?.buttons, more], [["Manage Workspace Trust"], []]);
    assert.deepEqual(await workspace.database.versionRows(), ["c25a8e3f7d61"]);
    await workbench.closeNotifications();
  });

  it("asks the database as soon as the workspace is trusted", async () => {
    await workbench.command("Workspaces: Manage Workspace Trust");
    await page.locator(".workspace-trust-editor .monaco-button", { hasText: "Trust" }).first().click();
    await waitForMark(workbench, "e4c1f05d8b72", "pending");
  });
}
