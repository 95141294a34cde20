import { directoryOf, isInside } from "../project/paths.ts";
import type { ProjectConfig } from "../project/project-config.ts";

/** What the walk over the folders saw. */
interface Seen {
  readonly seenFiles: ReadonlySet<string>;
  readonly seenDirectories: ReadonlySet<string>;
}

/** Files that make a folder the root of an installable project: with `pip install -e .` its packages are on sys.path. */
const projectFiles = ["pyproject.toml", "setup.py", "setup.cfg"];
/** Where such a project keeps its packages when not in its root. */
const packageFolders = ["src", "lib"];

/**
 * Where Python finds the project's own modules, best first: `prepend_sys_path`, the working directory and its `src`, the folder in which the package
 * around env.py lies, and the installable projects around it. Only for import: `import x` takes the first that has `x`.
 */
export function moduleRoots(config: ProjectConfig, seen: Seen): readonly string[] {
  const roots = new Set([...config.prependSysPath, config.workingDirectory, `${config.workingDirectory}/src`]);
  const start =
    config.envFile === null ? (config.scriptLocation ?? config.workingDirectory) : directoryOf(config.envFile);
  const inside = (folder: string): boolean =>
    isInside(config.workingDirectory, folder) || seen.seenDirectories.has(folder);
  let isPackage = false;
  for (let folder = start; inside(folder); folder = directoryOf(folder)) {
    const holdsPackage = seen.seenFiles.has(`${folder}/__init__.py`);
    // The first folder above packages that is none itself.
    if (isPackage && !holdsPackage) roots.add(folder);
    isPackage = holdsPackage;
    if (projectFiles.some((it) => seen.seenFiles.has(`${folder}/${it}`))) {
      roots.add(folder);
      for (const name of packageFolders)
        if (seen.seenDirectories.has(`${folder}/${name}`)) roots.add(`${folder}/${name}`);
    }
    if (directoryOf(folder) === folder) break;
  }
  return [...roots];
}
