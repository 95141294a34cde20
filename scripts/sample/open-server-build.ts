import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installExtension, installServerBuild, startServerBuild } from "../../client/test/host/server-build.ts";
import { cacheFolder } from "../environment/cache-folder.ts";
import { freePort } from "../environment/postgres.ts";
import type { Started } from "../environment/started.ts";
import { packageExtension } from "../package.ts";

/**
 * Installs the extension, packaged from what the build has left in dist, into the server build of VS Code and starts it:
 * the server build opens an extension in development for its own tests only. Answers the address to open in a browser.
 */
export async function openServerBuild(
  folder: string,
  started: Started,
): Promise<{ address: string; ended: Promise<void> }> {
  const build = await installServerBuild();
  const dataFolder = cacheFolder("server-data");
  const settings = join(dataFolder, "data", "User", "settings.json");
  if (!existsSync(settings)) {
    mkdirSync(join(settings, ".."), { recursive: true });
    // A first window that shows the sample and nothing else.
    const quiet = {
      "workbench.startupEditor": "none",
      "workbench.secondarySideBar.defaultVisibility": "hidden",
      "chat.disableAIFeatures": true,
      "security.workspace.trust.enabled": false,
    };
    writeFileSync(settings, `${JSON.stringify(quiet, null, 2)}\n`);
  }
  // Everybody on this machine can reach the port; only who has the token is let in.
  const connectionToken = randomBytes(12).toString("hex");
  const port = await freePort(8931);
  const options = { port, dataFolder, extensionsFolder: cacheFolder("server-extensions"), connectionToken };
  await installExtension(build, (await packageExtension(cacheFolder("package"))).path, options);
  const server = await startServerBuild(build, options);
  started.add(() => server.stop());
  const query = new URLSearchParams({ tkn: connectionToken, folder });
  return { address: `http://127.0.0.1:${port}/?${query}`, ended: server.ended };
}

/** Opens a page in the user's browser when there is a display. */
export function openInBrowser(address: string): void {
  const hasDisplay = process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
  if (process.platform === "linux" && !hasDisplay) return;
  const [program, ...args] =
    process.platform === "win32"
      ? ["rundll32.exe", "url.dll,FileProtocolHandler", address]
      : process.platform === "darwin"
        ? ["open", address]
        : ["xdg-open", address];
  if (program === undefined) return;
  const child = spawn(program, args, { stdio: "ignore", detached: true });
  // No browser is no error: the address has been printed.
  child.on("error", () => undefined);
  child.unref();
}
