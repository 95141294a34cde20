/*
 * Bundles what ships: the extension, the language server and the command line, each one CommonJS file for the Node of VS Code 1.91
 * and of today's long-term releases. `npm ci` runs this too (`prepare`), so it needs nothing but what npm has installed.
 *
 *   node esbuild.mjs [--dev]     --dev: not minified, with source maps beside the bundles
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const dev = process.argv.includes("--dev");
const version = JSON.parse(readFileSync("package.json", "utf8")).version;

const bundles = [
  { from: "client/src/extension.ts", to: "dist/extension.cjs", external: ["vscode", "pg-native"] },
  { from: "server/src/node/server-main.ts", to: "dist/server.cjs", external: [] },
  { from: "server/src/node/cli/main.ts", to: "dist/limbeck.cjs", external: [], banner: "#!/usr/bin/env node" },
];

/** Files that lie beside the bundles as they are. */
const copies = [
  ["node_modules/libpg-query/wasm/libpg-query.wasm", "dist/libpg-query.wasm"],
  ["client/runner", "dist/runner"],
];

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist", { recursive: true });

const results = await Promise.all(
  bundles
    .filter((it) => existsSync(it.from))
    .map((it) =>
      build({
        entryPoints: [it.from],
        outfile: it.to,
        external: it.external,
        bundle: true,
        format: "cjs",
        platform: "node",
        target: "node20",
        minify: !dev,
        sourcemap: dev,
        legalComments: "none",
        metafile: true,
        logLevel: "error",
        define: { LIMBECK_VERSION: JSON.stringify(version), ...it.define },
        ...(it.banner === undefined ? {} : { banner: { js: it.banner } }),
        // Packages that ship both forms: the ES module bundles smaller and without wrappers.
        mainFields: ["module", "main"],
      }),
    ),
);

for (const [from, to] of copies) {
  if (!existsSync(from)) continue;
  cpSync(from, to, { recursive: true, filter: (path) => !path.includes("__pycache__") });
}
if (existsSync("dist/limbeck.cjs")) chmodSync("dist/limbeck.cjs", 0o755);

/** Which packages went into the bundles: the notice of licences is made from it. */
const packages = new Set();
for (const { metafile } of results) {
  for (const input of Object.keys(metafile.inputs)) {
    // The last folder of that name: a package may have brought its own version of another one.
    const match = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match !== null) packages.add(match[1]);
  }
}
writeFileSync("dist/bundled-packages.json", `${JSON.stringify([...packages].sort(), null, 2)}\n`);

const kilobytes = (path) => `${Math.round(statSync(path).size / 1024)} KB`;
for (const path of [...bundles.filter((it) => existsSync(it.from)).map((it) => it.to), "dist/libpg-query.wasm"]) {
  console.log(`${path.padEnd(26)} ${kilobytes(path).padStart(8)}`);
}
