import assert from "node:assert/strict";
import type { UiContext } from "./suites.ts";
import { waitForMark } from "./tree.ts";

/** A NOT NULL column on a table with rows. */
export function failingUi({ workbench, workspace }: UiContext): void {
  const { page } = workbench;

  it("the failure is said with file and line, and what the database holds", async () => {
    await waitForMark(workbench, "d4000000000d", "pending");
    await workbench.command("Alembic: Upgrade to Head");
    const said = await workbench.notification("d4_require_account_name.py:18");
    assert.match(said, /contains null values/);
    assert.match(said, /still at c3000000000c/);
    assert.deepEqual(await workspace.database.versionRows(), ["c3000000000c"]);
  });

  it("the tree tells the truth", async () => {
    const marks = await waitForMark(workbench, "c3000000000c", "current");
    assert.deepEqual(marks, {
      d4000000000d: "pending",
      c3000000000c: "current",
      b2000000000b: "applied",
      a1000000000a: "applied",
    });
  });

  it("Open goes to the line, which is underlined", async () => {
    await workbench.answerNotification("d4_require_account_name.py:18", "Open");
    await page.locator(".tab.active").filter({ hasText: "d4_require_account_name.py" }).waitFor();
    await page.locator(".editor-instance .squiggly-error").first().waitFor();
    const statusBar = await workbench.statusBar();
    assert.ok(
      statusBar.some((it) => it.includes("Ln 18")),
      statusBar.join(" | "),
    );
    await workbench.command("Problems: Focus on Problems View");
    await page.locator(".markers-panel").waitFor();
    await workbench.screenshot("failure-light");
  });
}
