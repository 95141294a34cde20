import assert from "node:assert/strict";
import { runProcess } from "../../../../scripts/environment/run-process.ts";
import { eventually } from "../eventually.ts";
import type { UiContext } from "./suites.ts";
import { waitForMark } from "./tree.ts";

const start = "c25a8e3f7d61";
const currency = "d39b7c4e0a85";
const head = "e4c1f05d8b72";

/** Targets that are typed, as Alembic takes them: what they run is shown before anything runs. */
export function targetsUi({ workbench, workspace }: UiContext): void {
  const { page } = workbench;

  /** Types into the open picker and answers the first line, once it is about this text. */
  async function typed(text: string, answer: RegExp): Promise<string> {
    await workbench.type(text);
    const [line = ""] = await eventually(
      `A line that says what ${text} means`,
      () => workbench.picks(),
      (it) => it[0]?.startsWith(text) === true && answer.test(it[0]),
    );
    return line;
  }

  before(async () => {
    await waitForMark(workbench, head, "pending");
  });

  it("a relative target says which revisions it runs, and Enter runs these", async () => {
    await workbench.command("Alembic: Upgrade to Revision…");
    const two = await typed("+2", /runs 2 revisions/);
    assert.ok(two.includes(`${currency} require a currency on orders → ${head} drop coupons`), two);
    await workbench.screenshot("typed-target");
    const one = await typed("+1", /runs 1 revision/);
    assert.ok(one.includes(`${currency} require a currency on orders`) && !one.includes(head), one);
    await page.keyboard.press("Enter");
    assert.match(await workbench.notification("applied"), /^1 revision applied\. development is at d39b7c4e0a85/);
    assert.deepEqual(await workspace.database.versionRows(), [currency]);
    await waitForMark(workbench, currency, "current");
    await workbench.closeNotifications();
  });

  it("a wrong target is refused in Alembic's own words, and Enter takes nothing", async () => {
    await workbench.command("Alembic: Upgrade to Revision…");
    for (const wrong of ["+5", "nowhere@head"]) {
      const line = await typed(wrong, /is refused by Alembic/);
      const { code, stdout } = await runProcess(workspace.python, ["-m", "alembic", "upgrade", wrong], {
        cwd: workspace.folder,
        env: { ...process.env, DATABASE_URL: workspace.sqlalchemyUrl },
      });
      assert.notEqual(code, 0);
      const sentence = /FAILED: (.*)/.exec(stdout)?.[1]?.trim() ?? "nothing";
      assert.ok(line.includes(sentence), `${line} says: ${sentence}`);
      await page.keyboard.press("Enter");
    }
    assert.ok((await workbench.picks())[0]?.startsWith("nowhere@head"));
    await page.keyboard.press("Escape");
    assert.deepEqual(await workspace.database.versionRows(), [currency]);
    assert.deepEqual(await workbench.notifications(), []);
  });

  it("a label's head", async () => {
    await workbench.command("Alembic: Upgrade to Revision…");
    const line = await typed("tidying@head", /runs 1 revision/);
    assert.ok(line.includes(head), line);
    await page.keyboard.press("Enter");
    await workbench.notification("1 revision applied");
    await waitForMark(workbench, head, "current");
    await workbench.closeNotifications();
  });

  it("a part of an id, downwards: the question names what is undone", async () => {
    await workbench.command("Alembic: Downgrade to Revision…");
    const line = await typed(start.slice(0, 4), /undoes 2 revisions/);
    assert.ok(line.includes(`${head} drop coupons`), line);
    await page.keyboard.press("Enter");
    const question = await workbench.dialog();
    assert.match(question, new RegExp(`${head}[^]*${currency}`));
    await workbench.answerDialog("Downgrade");
    await waitForMark(workbench, start, "current");
    assert.deepEqual(await workspace.database.versionRows(), [start]);
  });
}
