import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { checkout } from "./e2e-paths.ts";

export interface TestModule {
  /** An extension that holds nothing: VS Code runs a test module only beside an extension in development. */
  readonly extension: string;
  /** The module whose `run()` VS Code calls. */
  readonly entry: string;
}

/** Bundles the tests that run inside VS Code. They lie in the checkout, where mocha is found. */
export async function buildTestModule(): Promise<TestModule> {
  const extension = join(checkout, ".vscode-test", "e2e");
  mkdirSync(extension, { recursive: true });
  const manifest = { name: "limbeck-e2e", publisher: "limbeck", version: "0.0.1", engines: { vscode: "^1.91.0" } };
  writeFileSync(join(extension, "package.json"), JSON.stringify(manifest));
  const entry = join(extension, "index.cjs");
  await build({
    entryPoints: [join(checkout, "client", "test", "e2e", "index.ts")],
    outfile: entry,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    external: ["vscode", "mocha", "pg-native"],
    sourcemap: "inline",
    logLevel: "error",
  });
  return { extension, entry };
}
