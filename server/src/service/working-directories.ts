import { isInside, resolvePath } from "../project/paths.ts";

/** Where the team runs Alembic, as the setting `limbeck.workingDirectory` of each workspace folder says. */
export interface WorkingDirectories {
  /** Of the project of this configuration file; null when the folder that holds it says nothing. */
  readonly of: (configFile: string) => string | null;
  /** Takes over the `limbeck` section of each folder, in the order of the folders. True when something is different now. */
  set(sections: readonly unknown[]): boolean;
}

export function createWorkingDirectories(folders: () => readonly string[]): WorkingDirectories {
  let byFolder: ReadonlyMap<string, string> = new Map();
  return {
    of(configFile) {
      // The innermost folder, as the editor has it for the settings of a file.
      const holding = [...byFolder].filter(([folder]) => isInside(folder, configFile));
      holding.sort(([a], [b]) => b.length - a.length);
      return holding[0]?.[1] ?? null;
    },
    set(sections) {
      const before = JSON.stringify([...byFolder]);
      byFolder = new Map(
        folders().flatMap((folder, index): readonly (readonly [string, string])[] => {
          const given = (sections[index] as { readonly workingDirectory?: unknown } | null | undefined)
            ?.workingDirectory;
          if (typeof given !== "string" || given.trim() === "") return [];
          return [
            [
              folder,
              resolvePath(
                folder,
                given.trim().replaceAll(/\$\{workspaceFolder\}/g, () => folder),
              ),
            ],
          ];
        }),
      );
      return JSON.stringify([...byFolder]) !== before;
    },
  };
}
