/*
 * Bundles what ships: the extension, the language server and the command line, each one CommonJS file for the Node of VS Code 1.91
 * and of today's long-term releases. `npm ci` runs this too (`prepare`), so it needs nothing but what npm has installed.
 *
 *   node esbuild.mjs [--dev] [--out FOLDER]
 *
 * --dev: not minified, with source maps beside the bundles. FOLDER is `dist` unless it is given.
 */
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const dev = process.argv.includes("--dev");
const outAt = process.argv.indexOf("--out");
const out = outAt === -1 ? "dist" : process.argv[outAt + 1];
const version = JSON.parse(readFileSync("package.json", "utf8")).version;

const bundles = [
  {
    from: "client/src/extension.ts",
    to: "extension.cjs",
    external: ["vscode", "pg-native"],
    // pg looks for Cloudflare in `navigator`, and VS Code writes an error into its log for every look of an extension.
    define: { navigator: "undefined" },
  },
  { from: "server/src/node/server-main.ts", to: "server.cjs", external: [] },
  { from: "server/src/node/cli/main.ts", to: "limbeck.cjs", external: [], banner: "#!/usr/bin/env node" },
];

/** Files that lie beside the bundles as they are. */
const copies = [
  ["node_modules/libpg-query/wasm/libpg-query.wasm", "libpg-query.wasm"],
  ["client/runner", "runner"],
];

mkdirSync(out, { recursive: true });
const results = await Promise.all(
  bundles.map((it) =>
    build({
      entryPoints: [it.from],
      outfile: `${out}/${it.to}`,
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
  cpSync(from, `${out}/${to}`, { recursive: true, filter: (path) => !path.includes("__pycache__") });
}
chmodSync(`${out}/limbeck.cjs`, 0o755);

/** Which packages went into the bundles: the notice of licences is made from it. */
const packages = new Set();
for (const { metafile } of results) {
  for (const input of Object.keys(metafile.inputs)) {
    // The last folder of that name: a package may have brought its own version of another one.
    const match = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match !== null) packages.add(match[1]);
  }
}
writeFileSync(`${out}/bundled-packages.json`, `${JSON.stringify([...packages].sort(), null, 2)}\n`);

// What an earlier build left goes last, so that a program which is running from here is disturbed as little as possible.
const made = [...bundles.map((it) => it.to), ...copies.map(([, to]) => to), "bundled-packages.json"];
for (const name of readdirSync(out)) {
  const kept = made.includes(name) || (dev && name.endsWith(".map"));
  if (!kept) rmSync(`${out}/${name}`, { recursive: true, force: true });
}

const kilobytes = (path) => `${Math.round(statSync(path).size / 1024)} KB`;
for (const name of [...bundles.map((it) => it.to), "libpg-query.wasm"]) {
  const path = `${out}/${name}`;
  console.log(`${path.padEnd(26)} ${kilobytes(path).padStart(8)}`);
}
