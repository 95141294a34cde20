import { parseModule } from "../python/parse.ts";
import type { PyModule } from "../python/syntax.ts";
import { modulePaths } from "./module-paths.ts";

/** A text above this is not worth interpreting for a migration (in UTF-16 code units). */
const maximumLength = 1_000_000;
/** So that a folder of thousands of modules that import each other ends. */
const maximumModules = 500;

/** The project's own modules that migrations import. They are asked for by path; what has not been read yet is remembered as wanted. */
export interface ModuleSources {
  find(
    name: string,
    level: number,
    fromFile: string,
    roots: readonly string[],
  ): { readonly file: string; readonly module: PyModule } | undefined;
  /** The text of another file by its path: SQL beside a migration. */
  text(path: string): string | undefined;
  /** Paths that were asked for and whose content the edge has not said yet; each is handed out once. */
  takeWanted(): readonly string[];
  /** Null: there is no such file, or it cannot be read. */
  set(path: string, text: string | null): void;
  /** Every path that was asked for or set. */
  paths(): readonly string[];
  knows(path: string): boolean;
  /** Counts the changes that can alter what `find` answers. */
  readonly generation: number;
}

export function createModuleSources(): ModuleSources {
  const known = new Map<string, { readonly text: string; module: PyModule | null } | null>();
  const wanted = new Set<string>();
  let generation = 0;
  let present = 0;
  return {
    find(name, level, fromFile, roots) {
      for (const file of modulePaths(name, level, fromFile, roots)) {
        const source = known.get(file);
        if (source === undefined) {
          known.set(file, null);
          wanted.add(file);
        } else if (source !== null) {
          source.module ??= parseModule(source.text);
          return { file, module: source.module };
        }
      }
      return undefined;
    },
    text(path) {
      const source = known.get(path);
      if (source === undefined) {
        known.set(path, null);
        wanted.add(path);
      }
      return source?.text;
    },
    takeWanted() {
      const paths = [...wanted];
      wanted.clear();
      return paths;
    },
    set(path, text) {
      const before = known.get(path) ?? null;
      const usable = text !== null && text.length <= maximumLength && (before !== null || present < maximumModules);
      if (before?.text === (usable ? text : undefined)) return;
      present += (usable ? 1 : 0) - (before === null ? 0 : 1);
      known.set(path, usable ? { text, module: null } : null);
      generation++;
    },
    paths: () => [...known.keys()],
    knows: (path) => known.has(path),
    get generation() {
      return generation;
    },
  };
}
