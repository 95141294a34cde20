import assert from "node:assert/strict";
import type { UiContext } from "./suites.ts";

/** A folder in which there is no Alembic. */
export function noProjectUi({ workbench }: UiContext): void {
  const { page } = workbench;

  it("the view says what is missing", async () => {
    await workbench.openView("Alembic");
    // The Database view has a text of its own, which may be there first.
    await page.locator(".pane .welcome-view-content", { hasText: "alembic.ini" }).first().waitFor();
    await workbench.screenshot("no-project");
  });

  it("a command says it too, once", async () => {
    await workbench.command("Alembic: Upgrade to Head");
    await workbench.notification("No Alembic project was found");
    assert.equal(await page.locator(".notifications-toasts .notification-toast").count(), 1);
  });
}
