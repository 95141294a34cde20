import { isInside } from "../project/paths.ts";
import type { ProjectConfig } from "../project/project-config.ts";
import { parseModule } from "../python/parse.ts";
import type { PyModule } from "../python/syntax.ts";
import type { FileSystem } from "./file-system.ts";

/** Modules that are looked into: enough for an application, and an end for a folder of everything. */
const mostModules = 4000;
/** Files that are read at the same time. */
const parallel = 32;
const longest = 400_000;

/**
 * The modules that set up Flask-Migrate, for an env.py that asks the running application for its database (the template of Flask-Migrate does). None when env.py does
 * not. Tests and migrations are not looked into.
 */
export async function flaskApplications(
  files: FileSystem,
  config: ProjectConfig,
  options: { readonly env: string | null; readonly seenFiles: ReadonlySet<string> },
): Promise<readonly { readonly file: string; readonly module: PyModule }[]> {
  if (options.env === null || !/\bcurrent_app\b[\s\S]*\bmigrate\b/.test(options.env)) return [];
  const { workingDirectory, scriptLocation } = config;
  const candidates = [...options.seenFiles]
    .filter((it) => it.endsWith(".py") && isInside(workingDirectory, it))
    .filter((it) => !/\/(?:tests?|migrations|docs)\//.test(it.slice(workingDirectory.length)))
    .filter((it) => scriptLocation === null || !isInside(scriptLocation, it))
    .slice(0, mostModules);
  const found: { file: string; module: PyModule }[] = [];
  for (let at = 0; at < candidates.length; at += parallel) {
    const group = candidates.slice(at, at + parallel);
    const contents = await Promise.all(group.map((it) => files.readFile(it)));
    group.forEach((file, index) => {
      const content = contents[index];
      if (content?.ok !== true || content.text.length > longest) return;
      if (/\bMigrate\s*\(|migrat\w*\.init_app\s*\(/i.test(content.text))
        found.push({ file, module: parseModule(content.text) });
    });
  }
  return found.sort((a, b) => (a.file < b.file ? -1 : 1));
}
