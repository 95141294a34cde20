import { type Browser, chromium, type Page } from "playwright-core";
import { findChromium } from "./find-chromium.ts";

/** Nothing that talks to the network by itself, nothing that asks. */
const browserArguments = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync", "--force-device-scale-factor=1"],
];

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: browserArguments });
}

export interface WorkbenchAddress {
  readonly port: number;
  /** Folder that the window opens. */
  readonly folder: string;
  /** Pairs of VS Code's own options, such as `["extensionTestsPath", "vscode-remote://…"]`. */
  readonly payload?: readonly (readonly [string, string])[];
}

/** A page on a running server build; the workbench is there when this resolves. */
export async function openWorkbenchPage(browser: Browser, address: WorkbenchAddress): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const query = new URLSearchParams({ folder: address.folder, payload: JSON.stringify(address.payload ?? []) });
  await page.goto(`http://127.0.0.1:${address.port}/?${query}`);
  await page.waitForSelector(".monaco-workbench", { timeout: 60_000 });
  return page;
}

/** How a window on the server build names a file of that machine. */
export function remoteUri(port: number, path: string): string {
  return `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
}
