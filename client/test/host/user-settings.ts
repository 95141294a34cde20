import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A window that shows the project and nothing else, and that does not move while a test looks at it. */
const quiet = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.reduceMotion": "on",
  "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "telemetry.telemetryLevel": "off",
  "security.workspace.trust.enabled": false,
  // The web build saves after a second by itself; most people's desktop does not.
  "files.autoSave": "off",
  "editor.cursorBlinking": "solid",
  "editor.minimap.enabled": false,
  "window.commandCenter": false,
};

/** Writes VS Code's user settings into its folder `User`. */
export function writeUserSettings(folder: string, settings: Readonly<Record<string, unknown>> = {}): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "settings.json"), JSON.stringify({ ...quiet, ...settings }, null, 2));
}
