/*
 * npm run package: builds and packages the extension as limbeck-<version>.vsix, and prints its size and what is in it.
 * Fails when vsce warns, or when a file is missing that the extension loads when it runs.
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { listFiles, PackageManager } from "@vscode/vsce";
import { runProcess } from "./environment/run-process.ts";
import { writeNotices } from "./package-notices.ts";

const checkout = fileURLToPath(new URL("..", import.meta.url));

/** What must be in the package besides what package.json names. */
const required = [
  "dist/server.cjs",
  "dist/limbeck.cjs",
  "dist/libpg-query.wasm",
  "dist/THIRD-PARTY-NOTICES.txt",
  "dist/runner/limbeck_runner.py",
];

export interface Package {
  /** The .vsix. */
  readonly path: string;
  readonly files: readonly string[];
  /** Names of the npm packages whose code is in it. */
  readonly bundled: readonly string[];
}

/** Packages what a build has left in dist, into a folder. Throws an Error with the reason. */
export async function packageExtension(folder: string): Promise<Package> {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as PackageJson;
  const bundled = writeNotices(checkout);
  const files = await listFiles({ cwd: checkout, packageManager: PackageManager.None });
  const named = [manifest.main, manifest.icon, ...namedPaths(manifest.contributes)].filter((it) => it !== undefined);
  const missing = [...required, ...named.map((it) => it.replace(/^\.\//, ""))].filter((it) => !files.includes(it));
  if (missing.length > 0) throw new Error(`Not in the package, but needed: ${missing.join(", ")}`);
  const stray = files.filter((it) => /\.(ts|map|pyc)$|node_modules|test/.test(it));
  if (stray.length > 0) throw new Error(`In the package, but not needed: ${stray.join(", ")}`);

  const path = join(folder, `${manifest.name}-${manifest.version}.vsix`);
  const { code, stdout, stderr } = await runProcess(
    process.execPath,
    ["node_modules/@vscode/vsce/vsce", "package", "--no-dependencies", "--out", path],
    { cwd: checkout },
  );
  const said = `${stdout}${stderr}`.trim();
  if (code !== 0 || /\bWARN(ING)?\b/.test(said)) throw new Error(`vsce is not content:\n${said}`);
  return { path, files, bundled };
}

/** Prints what is in a package and how big it is. */
export function describePackage({ path, files, bundled }: Package): void {
  console.log(`Bundled packages, with their licences in the notice: ${bundled.join(", ")}`);
  for (const file of files.toSorted()) console.log(`  ${file}`);
  console.log(`${path}: ${files.length} files, ${Math.round(statSync(path).size / 1024)} KB`);
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly main: string;
  readonly icon?: string;
  readonly contributes?: unknown;
}

/** Every path that the contributions name, such as "./syntaxes/x.json" or "media/icon.svg". */
function namedPaths(value: unknown): readonly string[] {
  if (typeof value === "string") return /^(\.\/|media\/)[\w./-]+\.\w+$/.test(value) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(namedPaths);
}

if (pathToFileURL(process.argv[1] ?? "").href === import.meta.url) {
  const build = await runProcess(process.execPath, ["esbuild.mjs"], { cwd: checkout, output: "show" });
  if (build.code !== 0) process.exit(1);
  describePackage(await packageExtension(checkout));
}
