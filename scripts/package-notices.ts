import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  readonly version: string;
  readonly license?: string;
  readonly homepage?: string;
  readonly repository?: string | { readonly url: string };
}

/**
 * Writes `dist/THIRD-PARTY-NOTICES.txt`: the licence of every package that the build put into a bundle.
 * Throws an Error when a package comes without the text of its licence: then nobody may distribute it.
 */
export function writeNotices(checkout: string): readonly string[] {
  const packages = JSON.parse(readFileSync(join(checkout, "dist", "bundled-packages.json"), "utf8")) as string[];
  const notices = packages.map((name) => {
    const folder = join(checkout, "node_modules", ...name.split("/"));
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
    const files = readdirSync(folder).filter((it) => /^(licen[cs]e|copying|notice)/i.test(it));
    const text = files.map((it) => readFileSync(join(folder, it), "utf8").trim()).join("\n\n");
    const known = text === "" ? licenceWithoutFile(checkout, name, manifest) : text;
    return [`${name} ${manifest.version} (${manifest.license ?? "see below"})`, source(manifest), "", known].join("\n");
  });
  const intro = "Limbeck contains these packages. Each is under its own licence.";
  writeFileSync(
    join(checkout, "dist", "THIRD-PARTY-NOTICES.txt"),
    `${[intro, ...notices].join(`\n\n${"-".repeat(80)}\n\n`)}\n`,
  );
  return packages;
}

/** Some packages of one repository keep their licence only beside a sibling. */
function licenceWithoutFile(checkout: string, name: string, manifest: Manifest): string {
  const scope = name.startsWith("@") ? (name.split("/")[0] ?? "") : "";
  const siblings = scope === "" ? [] : readdirSync(join(checkout, "node_modules", scope));
  for (const sibling of siblings) {
    const file = join(checkout, "node_modules", scope, sibling, "LICENSE");
    if (existsSync(file)) return readFileSync(file, "utf8").trim();
  }
  throw new Error(`The bundled package ${name} (${manifest.license ?? "no licence named"}) has no licence text.`);
}

function source(manifest: Manifest): string {
  const repository = typeof manifest.repository === "string" ? manifest.repository : manifest.repository?.url;
  return (repository ?? manifest.homepage ?? "").replace(/^git\+/, "").replace(/\.git$/, "");
}
