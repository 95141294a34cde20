import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sqlalchemyUrl } from "../../../../scripts/sample/copy-project.ts";
import { eventually } from "../eventually.ts";
import type { UiContext } from "./suites.ts";
import { shownMarks, waitForMark } from "./tree.ts";

/** What people set wrongly: each gives one clear message when they want to migrate, and mends itself when it is set right. */
export function connectionsUi({ workbench, workspace }: UiContext): void {
  const { page } = workbench;
  const envFile = join(workspace.folder, ".env");
  const settingsFile = join(workspace.folder, ".vscode", "settings.json");
  const goodUrl = sqlalchemyUrl(workspace.database.url);
  const goodSettings = JSON.parse(readFileSync(settingsFile, "utf8")) as object;

  async function expectOneMessage(text: RegExp, button: string): Promise<void> {
    await workbench.command("Alembic: Upgrade to Head");
    const [said] = await eventually(
      `One message ${text}`,
      () => workbench.notifications(),
      (it) => it.length === 1 && text.test(it[0]?.message ?? ""),
    );
    assert.ok(
      said?.buttons.some((it) => it.startsWith(button)),
      JSON.stringify(said),
    );
    await workbench.closeNotifications();
    await eventually(
      "No notification",
      () => workbench.notifications(),
      (it) => it.length === 0,
    );
    assert.deepEqual(await workspace.database.versionRows(), ["c25a8e3f7d61"]);
  }

  let changes = 0;
  /** Writes the workspace's settings and waits until VS Code has read them, which its title shows. */
  async function writeSettings(settings: object): Promise<void> {
    const mark = `settings ${++changes}`;
    writeFileSync(settingsFile, JSON.stringify({ ...goodSettings, ...settings, "window.title": mark }));
    await eventually(
      "The new settings",
      () => page.title(),
      (it) => it.includes(mark),
    );
  }

  /** The revisions are still shown, only without a mark. */
  async function expectTree(): Promise<void> {
    await workbench.openView("Alembic");
    await eventually(
      "The tree",
      () => workbench.rows("Revisions"),
      (it) => it.some((row) => row.includes("e4c1f05d8b72")),
    );
  }

  before(async () => {
    await waitForMark(workbench, "e4c1f05d8b72", "pending");
  });

  it("a server that is down", async () => {
    writeFileSync(envFile, `DATABASE_URL=${goodUrl.replace(/:\d+\//, ":9/")}\n`);
    await expectOneMessage(/No PostgreSQL server answers at 127\.0\.0\.1:9/, "Select Environment");
    await expectTree();
    await workbench.screenshot("server-down");
  });

  it("a wrong password", async () => {
    writeFileSync(envFile, `DATABASE_URL=${goodUrl.replace(":open-sesame@", ":wrong-password@")}\n`);
    await expectOneMessage(/refused the password of the user limbeck/, "Enter Password");
    await expectTree();
  });

  it("a database that does not exist", async () => {
    writeFileSync(envFile, `DATABASE_URL=${goodUrl.replace(/\/[^/]*$/, "/nowhere")}\n`);
    await expectOneMessage(/no database "nowhere"/, "Select Environment");
  });

  it("a URL that is none", async () => {
    writeFileSync(envFile, "DATABASE_URL=this is no url\n");
    await expectOneMessage(/URL/, "Select Environment");
  });

  it("a variable that is not there", async () => {
    writeFileSync(envFile, "OTHER=1\n");
    await expectOneMessage(/DATABASE_URL/, "Select Environment");
  });

  it("an interpreter that does not exist", async () => {
    writeFileSync(envFile, `DATABASE_URL=${goodUrl}\n`);
    await writeSettings({ "limbeck.interpreter": "/nowhere/python" });
    await expectOneMessage(/\/nowhere\/python/, "Select Interpreter");
  });

  it("an interpreter without Alembic", async () => {
    // A program that is there and is no Python with Alembic.
    await writeSettings({ "limbeck.interpreter": process.execPath });
    await expectOneMessage(/node/, "Select Interpreter");
  });

  it("and everything goes on when it is set right again", async () => {
    await writeSettings({});
    await workbench.command("Alembic: Refresh");
    await waitForMark(workbench, "e4c1f05d8b72", "pending");
    await workbench.command("Alembic: Upgrade to Head");
    await workbench.notification("2 revisions applied");
    await waitForMark(workbench, "e4c1f05d8b72", "current");
    assert.equal(Object.keys(await shownMarks(workbench)).length, 15);
  });
}
