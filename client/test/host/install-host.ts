import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { cacheFolder } from "../../../scripts/environment/cache-folder.ts";
import { installServerBuild, type ServerBuild } from "./server-build.ts";

/** A real VS Code: the desktop program, or the server build that a browser opens. */
export type Host =
  | { readonly kind: "desktop"; readonly executable: string; readonly builtInExtensions: string }
  | ({ readonly kind: "server" } & ServerBuild);

/** Where Microsoft publishes VS Code. */
const updateServer = "https://update.code.visualstudio.com/api/releases/stable";

/**
 * Brings a real VS Code into the cache folder: the desktop program when it can be downloaded and has a display,
 * otherwise the server build from npm. `LIMBECK_HOST` (`desktop` or `server`) decides instead.
 */
export async function installHost(): Promise<Host> {
  const wanted = process.env.LIMBECK_HOST;
  const desktop = wanted === undefined ? hasDisplay() && (await canDownload()) : wanted === "desktop";
  if (!desktop) return { kind: "server", ...(await installServerBuild()) };
  const executable = await downloadAndUnzipVSCode({ cachePath: desktopCache(), version: "stable" });
  const places = [
    join(dirname(executable), "resources", "app", "extensions"),
    join(dirname(executable), "..", "Resources", "app", "extensions"),
  ];
  return { kind: "desktop", executable, builtInExtensions: places.find((it) => existsSync(it)) ?? places[0] ?? "" };
}

function hasDisplay(): boolean {
  if (process.platform !== "linux") return true;
  return process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
}

async function canDownload(): Promise<boolean> {
  try {
    return (await fetch(updateServer, { signal: AbortSignal.timeout(4_000) })).ok;
  } catch {
    return false;
  }
}

/** Where the downloaded desktop program is kept. */
export function desktopCache(): string {
  return cacheFolder("host", "desktop");
}
