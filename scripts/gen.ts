/*
 * Writes what follows from the rules and from package.json: docs/rules/<id>.md, docs/rules.md, docs/locks.md, docs/settings.md, and the rules in the schema of the
 * setting `limbeck.rules`. `--check` writes nothing and fails when something is not up to date.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { rules } from "../server/src/lint/rules/index.ts";
import { lockPage } from "./gen/lock-page.ts";
import { rulePage } from "./gen/rule-page.ts";
import { ruleTable } from "./gen/rule-table.ts";
import { rulesSchema } from "./gen/rules-schema.ts";
import { settingsPage } from "./gen/settings-page.ts";

const root = resolve(import.meta.dirname, "..");
const check = process.argv.includes("--check");

const manifestPath = "package.json";
const manifest = rulesSchema(readFileSync(join(root, manifestPath), "utf8"), rules);
const wanted = new Map<string, string>([
  ...rules.map((it): [string, string] => [`docs/rules/${it.id}.md`, rulePage(it)]),
  ["docs/rules.md", ruleTable(rules)],
  ["docs/locks.md", await lockPage()],
  ["docs/settings.md", settingsPage(manifest, rules)],
  [manifestPath, manifest],
]);

const folder = join(root, "docs/rules");
const leftovers = (existsSync(folder) ? readdirSync(folder) : [])
  .map((it) => `docs/rules/${it}`)
  .filter((it) => !wanted.has(it));
const outdated = [...wanted].filter(([path, text]) => {
  const file = join(root, path);
  return !existsSync(file) || readFileSync(file, "utf8") !== text;
});

if (check) {
  for (const [path] of outdated) console.error(`${path} is not up to date.`);
  for (const path of leftovers) console.error(`${path} belongs to no rule.`);
  if (outdated.length + leftovers.length > 0) {
    console.error("Run npm run gen and commit the result.");
    process.exit(1);
  }
} else {
  for (const [path, text] of outdated) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
  for (const path of leftovers) {
    rmSync(join(root, path));
    console.log(`removed ${path}`);
  }
}
