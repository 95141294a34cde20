import { existsSync } from "node:fs";
import { runProcess } from "./run-process.ts";

/** Whether Debian packages can be installed here without asking anyone. */
export function canInstallWithApt(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/** Installs Debian packages when this is root on a Debian machine; answers whether they are there afterwards. */
export async function installWithApt(packages: readonly string[]): Promise<boolean> {
  if (!canInstallWithApt()) return false;
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = () =>
    runProcess("/usr/bin/apt-get", ["install", "--yes", "--no-install-recommends", ...packages], { env: environment });
  if ((await install()).code === 0) return true;
  // A fresh image has no package lists yet.
  await runProcess("/usr/bin/apt-get", ["update"], { env: environment });
  return (await install()).code === 0;
}
