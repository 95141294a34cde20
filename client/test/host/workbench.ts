import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { resultsFolder } from "./e2e-paths.ts";

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
  /** The entries of the open quick pick. */
  picks(): Promise<readonly string[]>;
  /** Clicks an entry of the activity bar. */
  openView(title: string): Promise<void>;
  /** Rows of a tree view as a screen reader reads them, from top to bottom. */
  rows(view: string): Promise<readonly string[]>;
  /** The row of a tree view that contains this text. */
  row(view: string, text: string): Locator;
  /** Waits until a notification contains this text; answers all of its text. */
  notification(text: string): Promise<string>;
  /** Presses a button of the notification that contains this text. */
  answerNotification(text: string, button: string): Promise<void>;
  closeNotifications(): Promise<void>;
  /** Waits for the modal dialog; answers its text. */
  dialog(): Promise<string>;
  answerDialog(button: string): Promise<void>;
  /** Applies the quick fix at the cursor whose title contains this text. */
  quickFix(title: string): Promise<void>;
  /** Texts of the entries of the Problems panel. */
  problems(): Promise<readonly string[]>;
  /** What the visible part of the active editor says. */
  editorText(): Promise<string>;
  /** Title of the active editor's tab. */
  activeTab(): Promise<string>;
  statusBar(): Promise<readonly string[]>;
  screenshot(name: string): Promise<void>;
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
  const dialogBox = page.locator(".monaco-dialog-box");

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
      await row.first().click();
    },
    async openFile(name) {
      await page.keyboard.press("Control+KeyP");
      await quickInput.locator("input.input").fill(name);
      await choose(name);
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
    rows: async (title) => {
      const labels = await rowsOf(title).evaluateAll((rows) =>
        rows
          .map((it) => ({ index: Number(it.getAttribute("data-index")), label: it.getAttribute("aria-label") ?? "" }))
          .sort((a, b) => a.index - b.index)
          .map((it) => it.label),
      );
      return labels;
    },
    row: (title, text) => rowsOf(title).filter({ hasText: text }).first(),
    async notification(text) {
      await toast(text).waitFor();
      return (await toast(text).textContent()) ?? "";
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
    async quickFix(title) {
      await page.keyboard.press("Control+Period");
      const menu = page.locator(".action-widget");
      await menu.waitFor();
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
    async screenshot(name) {
      await page.screenshot({ path: join(resultsFolder("images"), `${name}.png`) });
    },
  };
  return self;
}
