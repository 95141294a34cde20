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
    const known = text === "" ? licenceInReadme(folder, name) : text;
    return [
      `${name} ${manifest.version} (${manifest.license ?? "see below"})`,
      source(manifest),
      "",
      known,
      ...contained(checkout, name),
    ].join("\n");
  });
  const intro = "Limbeck contains these packages. Each is under its own licence.";
  writeFileSync(
    join(checkout, "dist", "THIRD-PARTY-NOTICES.txt"),
    `${[intro, ...notices].join(`\n\n${"-".repeat(80)}\n\n`)}\n`,
  );
  return packages;
}

/** Some packages have their licence only at the end of their README. */
function licenceInReadme(folder: string, name: string): string {
  const file = readdirSync(folder).find((it) => /^readme/i.test(it));
  const readme = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
  const section = /^#+\s*licen[cs]e\s*$([\s\S]*)/im.exec(readme)?.[1]?.trim();
  if (section === undefined || !/copyright/i.test(section))
    throw new Error(`The bundled package ${name} has no licence text.`);
  return section;
}

/** What a package contains that is somebody else's, and that its own licence does not say. */
function contained(checkout: string, name: string): readonly string[] {
  const file = join(checkout, "scripts", "notices", `${name}.txt`);
  return existsSync(file) ? ["", readFileSync(file, "utf8").trim()] : [];
}

function source(manifest: Manifest): string {
  const repository = typeof manifest.repository === "string" ? manifest.repository : manifest.repository?.url;
  return (repository ?? manifest.homepage ?? "").replace(/^git\+/, "").replace(/\.git$/, "");
}
