import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../eventually.ts";
import type { UiContext } from "./suites.ts";
import { waitForMark } from "./tree.ts";

const invoices = "b2000000000b";
const contacts = "c3000000000c";

/** A chain with two heads, and a template that only Mako can fill in. */
export function twoHeadsUi({ workbench, workspace }: UiContext): void {
  const { page } = workbench;
  const mergeFiles = () => globSync("migrations/versions/*_merge_*.py", { cwd: workspace.folder });

  it("the tree shows the main line, and the branch beside it as a group", async () => {
    await waitForMark(workbench, contacts, "pending");
    await workbench.widenSideBar(500);
    const rows = await workbench.rows("Revisions");
    const [group, ...others] = rows.filter((it) => it.startsWith("Branch"));
    assert.match(group ?? "", /^Branch “create \w+” \| 1 revision · head (b2000000000b|c3000000000c) · .*1 pending$/);
    assert.deepEqual([others.length, rows.length], [0, 4]);
    await workbench.screenshot("two-heads", page.locator(".part.sidebar"));
  });

  it("the group closes and opens", async () => {
    const group = workbench.row("Revisions", "Branch");
    await group.click();
    await eventually(
      "The closed group",
      () => workbench.rows("Revisions"),
      (it) => it.length === 3,
    );
    await group.click();
    await eventually(
      "The open group",
      () => workbench.rows("Revisions"),
      (it) => it.length === 4,
    );
  });

  it("Upgrade to Head asks which, and takes all", async () => {
    await workbench.command("Alembic: Upgrade to Head");
    const offered = await workbench.picks();
    assert.equal(offered.length, 3);
    assert.ok(offered[0]?.startsWith("All heads"), offered.join(" | "));
    await workbench.pick("All heads");
    await workbench.notification("2 revisions applied");
    await waitForMark(workbench, contacts, "current");
    await waitForMark(workbench, invoices, "current");
    assert.deepEqual(await workspace.database.versionRows(), [invoices, contacts]);
    await workbench.closeNotifications();
  });

  it("the light bulb has Alembic merge them, with the team's template; the new file is opened", async () => {
    await workbench.openFile("c3_create_contacts.py");
    await page.locator(".editor-instance .squiggly-warning, .editor-instance .squiggly-error").first().waitFor();
    // The line `revision = …`.
    await workbench.goTo(11, 3);
    await workbench.quickFix("(runs alembic merge)");
    const [file, ...more] = await eventually(
      "The new file",
      async () => mergeFiles(),
      (it) => it.length > 0,
    );
    assert.ok(file !== undefined && more.length === 0);
    assert.match(readFileSync(join(workspace.folder, file), "utf8"), /^# parents: 2\n/);
    await workbench.notification("merges b2000000000b, c3000000000c");
    await eventually(
      "The new file in the editor",
      () => workbench.editorText(),
      (it) => it.includes("# parents: 2"),
    );
    await eventually(
      "The merge in the tree",
      () => workbench.rows("Revisions"),
      (it) => it.some((row) => /head · merge/.test(row)),
    );
    await workbench.closeNotifications();
  });

  it("after it there is one head, and nothing more to merge", async () => {
    await workbench.command("Alembic: Merge Heads");
    await workbench.notification("There is nothing to merge");
    await workbench.closeNotifications();
    await workbench.command("Alembic: Upgrade to Head");
    await workbench.notification("1 revision applied");
    assert.equal((await workspace.database.versionRows()).length, 1);
    assert.equal(mergeFiles().length, 1);
  });
}
