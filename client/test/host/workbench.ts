import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { resultsFolder } from "./e2e-paths.ts";
import { eventually } from "./eventually.ts";

/** How long a person would wait at most; everything here waits for a state, never for a time. */
const patience = 30_000;

/** VS Code's window as a person uses it: by keyboard, by what can be read, by clicks. */
export interface Workbench {
  readonly page: Page;
  /** Runs a command from the palette by its whole title, such as "Alembic: Upgrade to Head". */
  command(title: string): Promise<void>;
  /** Opens a file of the workspace by its name, through "Go to File". */
  openFile(name: string): Promise<void>;
  /** Puts the cursor at a line of the editor; lines and columns count from 1. */
  goTo(line: number, column: number): Promise<void>;
  /** Picks the entry of the open quick pick that contains this text. */
  pick(text: string): Promise<void>;
  /** Replaces the text in the open quick pick. */
  type(text: string): Promise<void>;
  /** The entries of the open quick pick. */
  picks(): Promise<readonly string[]>;
  /** Clicks an entry of the activity bar. */
  openView(title: string): Promise<void>;
  /** Rows of a tree view from top to bottom: label and description, as in "create users | applied · 1c8f0f6e2a4b". */
  rows(view: string): Promise<readonly string[]>;
  /** The row of a tree view that contains this text. */
  row(view: string, text: string): Locator;
  /** Waits until a notification contains this text; answers its message. */
  notification(text: string): Promise<string>;
  /** Messages and buttons of the notifications that are shown now. */
  notifications(): Promise<readonly { readonly message: string; readonly buttons: readonly string[] }[]>;
  /** Presses a button of the notification that contains this text. */
  answerNotification(text: string, button: string): Promise<void>;
  closeNotifications(): Promise<void>;
  /** Waits for the modal dialog; answers its text. */
  dialog(): Promise<string>;
  answerDialog(button: string): Promise<void>;
  /** Picks an entry of something's context menu. */
  contextMenu(target: Locator, entry: string): Promise<void>;
  /** Opens the menu of quick fixes at the cursor. */
  openQuickFixes(): Promise<void>;
  /** Drags the edge of the side bar, so that it is this wide. */
  widenSideBar(pixels: number): Promise<void>;
  /** Applies the quick fix at the cursor whose title contains this text. */
  quickFix(title: string): Promise<void>;
  /** Texts of the entries of the Problems panel. */
  problems(): Promise<readonly string[]>;
  /** What the visible part of the active editor says. */
  editorText(): Promise<string>;
  /** Title of the active editor's tab. */
  activeTab(): Promise<string>;
  statusBar(): Promise<readonly string[]>;
  /** Takes a picture of the window, or of a part of it, for test-results/images. */
  screenshot(name: string, part?: Locator): Promise<void>;
}

export function workbench(page: Page): Workbench {
  page.setDefaultTimeout(patience);
  const quickInput = page.locator(".quick-input-widget:not(.hidden)").first();
  const quickRows = quickInput.locator(".quick-input-list .monaco-list-row");
  const editor = page.locator(".editor-group-container.active .editor-instance .monaco-editor").first();

  const view = (title: string) =>
    page
      .locator(".pane")
      .filter({ has: page.locator(`.pane-header[aria-label*="${title}"], .pane-header h3:text("${title}")`) });
  const rowsOf = (title: string) => view(title).locator(".monaco-list-row");
  const toast = (text: string) =>
    page.locator(".notifications-toasts .notification-toast").filter({ hasText: text }).first();
  const actions = page.locator(".action-widget").first();
  const dialogBox = page.locator(".monaco-dialog-box");

  /** Whether it becomes visible, or stays so, within a second. */
  const shows = (it: Locator) =>
    it.waitFor({ timeout: 1_000 }).then(
      () => true,
      () => false,
    );

  async function choose(text: string): Promise<void> {
    const row = quickRows.filter({ hasText: text }).first();
    await row.waitFor();
    await row.click();
  }

  const self: Workbench = {
    page,
    async command(title) {
      await page.keyboard.press("F1");
      await quickInput.locator("input.input").waitFor();
      await quickInput.locator("input.input").fill(`>${title}`);
      // The label goes on with the keys that are bound to the command.
      const row = quickInput.locator(
        `.monaco-list-row[aria-label="${title}"], .monaco-list-row[aria-label^="${title},"]`,
      );
      await row.first().waitFor();
      // The list is drawn again while the search goes on, so that a click may miss: as long as the palette stands there, it did.
      const typed = quickInput.locator("input.input");
      await eventually(
        `The command ${title}`,
        async () => {
          await row
            .first()
            .click({ timeout: 1_000 })
            .catch(() => undefined);
          return typed.waitFor({ state: "hidden", timeout: 1_000 }).then(
            () => true,
            // A command may open the box again with a question of its own.
            async () => (await typed.inputValue({ timeout: 1_000 }).catch(() => "")) !== `>${title}`,
          );
        },
        (it) => it,
      );
    },
    async openFile(name) {
      await page.keyboard.press("Control+KeyP");
      await quickInput.locator("input.input").fill(name);
      // By keyboard: the list is drawn again while the search goes on, so that a click may miss.
      await quickInput.locator(`.monaco-list-row.focused[aria-label^="${name}"]`).waitFor();
      await page.keyboard.press("Enter");
      await page.locator(".tab.active").filter({ hasText: name }).first().waitFor();
      await editor.locator(".view-lines").waitFor();
    },
    async goTo(line, column) {
      await page.keyboard.press("Control+KeyG");
      await quickInput.locator("input.input").fill(`:${line}:${column}`);
      await page.keyboard.press("Enter");
      await quickInput.waitFor({ state: "hidden" });
    },
    pick: choose,
    async type(text) {
      await quickInput.locator("input.input").fill(text);
    },
    async picks() {
      await quickRows.first().waitFor();
      return quickRows.allTextContents();
    },
    async openView(title) {
      const entry = page.locator(`.activitybar .action-item:has([aria-label*="${title}"])`).first();
      const isOpen = (await entry.getAttribute("class"))?.includes("checked") === true;
      if (!isOpen) await entry.click();
      await page
        .locator(".sidebar .composite.title")
        .filter({ hasText: new RegExp(title, "i") })
        .waitFor();
    },
    rows: async (title) =>
      rowsOf(title).evaluateAll((rows) =>
        rows
          .map((it) => ({
            index: Number(it.getAttribute("data-index")),
            parts: [".label-name", ".label-description"].map((part) => it.querySelector(part)?.textContent ?? ""),
          }))
          .sort((a, b) => a.index - b.index)
          .map((it) => it.parts.filter((part) => part !== "").join(" | ")),
      ),
    row: (title, text) => rowsOf(title).filter({ hasText: text }).first(),
    async notification(text) {
      await toast(text).waitFor();
      return (await toast(text).locator(".notification-list-item-message").textContent()) ?? "";
    },
    async notifications() {
      return page.locator(".notifications-toasts .notification-toast").evaluateAll((toasts) =>
        toasts.map((it) => ({
          message: it.querySelector(".notification-list-item-message")?.textContent ?? "",
          buttons: [...it.querySelectorAll(".notification-list-item-buttons-container .monaco-button")].map(
            (button) => button.textContent ?? "",
          ),
        })),
      );
    },
    async answerNotification(text, button) {
      await toast(text).waitFor();
      await toast(text).locator(".monaco-button", { hasText: button }).first().click();
    },
    async closeNotifications() {
      await page.keyboard.press("Escape");
      for (const close of await page.locator(".notifications-toasts .codicon-notifications-clear").all()) {
        await close.click({ force: true }).catch(() => undefined);
      }
    },
    async dialog() {
      await dialogBox.waitFor();
      return (await dialogBox.textContent()) ?? "";
    },
    async answerDialog(button) {
      await dialogBox.locator(".dialog-buttons .monaco-button", { hasText: button }).first().click();
      await dialogBox.waitFor({ state: "hidden" });
    },
    async contextMenu(target, entry) {
      await target.click({ button: "right" });
      const item = page.locator(".context-view .action-label", { hasText: entry }).first();
      await item.waitFor();
      // A click that follows the opening too quickly counts as its end.
      await eventually(
        `A click on ${entry}`,
        async () => {
          await item.click({ timeout: 1_000 }).catch(() => undefined);
          return shows(item);
        },
        (it) => !it,
      );
    },
    async openQuickFixes() {
      // The editor may just be getting the focus, and drop the key.
      await eventually(
        "The menu of quick fixes",
        async () => {
          await page.keyboard.press("Control+Period");
          return shows(actions);
        },
        (it) => it,
      );
    },
    async widenSideBar(pixels) {
      const box = await page.locator(".part.sidebar").boundingBox();
      if (box === null) throw new Error("The side bar is closed.");
      const edge = box.x + box.width;
      // The edge is a few pixels wide, and lies beside the part in newer designs.
      for (const offset of [0, 2, -2, 4]) {
        await page.mouse.move(edge + offset, box.y + 300);
        await page.mouse.down();
        await page.mouse.move(box.x + pixels, box.y + 300, { steps: 4 });
        await page.mouse.up();
        if (Math.abs(((await page.locator(".part.sidebar").boundingBox())?.width ?? 0) - pixels) < 20) return;
      }
      throw new Error("The side bar could not be dragged.");
    },
    async quickFix(title) {
      await self.openQuickFixes();
      const menu = actions;
      await menu.locator(".monaco-list-row").filter({ hasText: title }).first().click();
      await menu.waitFor({ state: "hidden" });
    },
    async problems() {
      if (!(await page.locator(".markers-panel").isVisible())) await page.keyboard.press("Control+Shift+KeyM");
      await page.locator(".markers-panel").waitFor();
      return page
        .locator(
          ".markers-panel .monaco-list-row .marker-message-details-container, .markers-panel .marker-message-line",
        )
        .allTextContents();
    },
    editorText: async () => {
      const lines = await editor.locator(".view-line").evaluateAll((found) =>
        found.map((it) => ({
          top: Number.parseInt((it as unknown as { readonly style: { readonly top: string } }).style.top, 10),
          text: it.textContent ?? "",
        })),
      );
      // Lines are drawn in any order.
      lines.sort((a, b) => a.top - b.top);
      return lines.map((it) => it.text.replaceAll("\u00a0", " ")).join("\n");
    },
    activeTab: async () =>
      (await page.locator(".editor-group-container.active .tab.active").first().textContent()) ?? "",
    statusBar: async () => page.locator(".statusbar .statusbar-item").allTextContents(),
    async screenshot(name, part) {
      // Nothing in the picture shows a tooltip because the mouse was left there.
      await page.mouse.move(1_000, 892);
      await page.locator(".monaco-hover:not(.hidden), .workbench-hover-container").first().waitFor({ state: "hidden" });
      await (part ?? page).screenshot({ path: join(resultsFolder("images"), `${name}.png`) });
    },
  };
  return self;
}
