import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the checkout. */
export const checkout = fileURLToPath(new URL("../../..", import.meta.url));

/** What a failed run leaves to look at; not committed. */
export function resultsFolder(...parts: readonly string[]): string {
  const folder = join(checkout, "test-results", ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** An empty folder for one run, and how to get rid of it. */
export function temporaryFolder(name: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `limbeck-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}
