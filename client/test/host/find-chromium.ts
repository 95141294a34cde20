import { existsSync } from "node:fs";
import { join } from "node:path";
import { installWithApt } from "../../../scripts/environment/install-with-apt.ts";
import { MissingPiece } from "../../../scripts/environment/missing-piece.ts";

/** A Chromium or Chrome to drive; installed from Debian when this is root there. Throws MissingPiece when there is none. */
export async function findChromium(): Promise<string> {
  const found = candidates().find((it) => existsSync(it));
  if (found !== undefined) return found;
  if ((await installWithApt(["chromium"])) && existsSync("/usr/bin/chromium")) return "/usr/bin/chromium";
  throw new MissingPiece(
    "Neither Chromium nor Chrome was found, which the end-to-end tests drive: install one of them.",
  );
}

function candidates(): readonly string[] {
  switch (process.platform) {
    case "win32":
      return ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
        .map((it) => process.env[it])
        .filter((it) => it !== undefined)
        .map((it) => join(it, "Google", "Chrome", "Application", "chrome.exe"));
    case "darwin":
      return [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
      ];
    default:
      return ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"].map((it) => `/usr/bin/${it}`);
  }
}
