import assert from "node:assert/strict";
import type { UiContext } from "./suites.ts";

/** A folder in which there is no Alembic. */
export function noProjectUi({ workbench }: UiContext): void {
  const { page } = workbench;

  it("the view says what is missing", async () => {
    await workbench.openView("Alembic");
    const welcome = page.locator(".pane .welcome-view-content");
    await welcome.first().waitFor();
    assert.match((await welcome.first().textContent()) ?? "", /alembic\.ini/);
    await workbench.screenshot("no-project");
  });

  it("a command says it too, once", async () => {
    await workbench.command("Alembic: Upgrade to Head");
    await workbench.notification("No Alembic project was found");
    assert.equal(await page.locator(".notifications-toasts .notification-toast").count(), 1);
  });
}
