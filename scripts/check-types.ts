/* Type-checks every folder with its own tsconfig: the core folders see no Node, no DOM and no vscode. */
import { spawn } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";

const projects = globSync("{server,client,scripts}/**/tsconfig.json", {
  exclude: (name) => name === "node_modules",
}).filter((it) => globSync(`${dirname(it).replaceAll("\\", "/")}/**/*.ts`).length > 0);
const compiler = "node_modules/typescript/bin/tsc";
if (!existsSync(compiler)) throw new Error("TypeScript is not installed: run npm ci.");

/** What the compiler knows from the last time: only what changed since, and what depends on it, is checked again. */
const memory = "node_modules/.cache/types";

async function check(project: string): Promise<boolean> {
  const known = `${memory}/${dirname(project).replaceAll(/[\\/]/g, "-")}.tsbuildinfo`;
  const options = ["--pretty", "false", "--incremental", "--tsBuildInfoFile", known];
  const child = spawn(process.execPath, [compiler, "-p", project, ...options], { stdio: "inherit" });
  return new Promise((resolve) => child.on("close", (code) => resolve(code === 0)));
}

let failed = 0;
const queue = projects.sort();
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let it = queue.shift(); it !== undefined; it = queue.shift()) if (!(await check(it))) failed++;
  }),
);
if (failed > 0) {
  console.error(`${failed} folders do not type-check.`);
  process.exit(1);
}
