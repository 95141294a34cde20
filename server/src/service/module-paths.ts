import { directoryOf } from "../project/paths.ts";

/** Names that are never a module of the project: asking the disk for them would only cost. The rest is asked and found missing once. */
const standardLibrary = new Set(
  (
    "abc argparse ast asyncio base64 bisect builtins calendar collections concurrent configparser contextlib copy csv dataclasses datetime decimal " +
    "enum errno fractions functools gc getpass glob gzip hashlib heapq hmac html http importlib inspect io itertools json keyword linecache locale " +
    "logging math mimetypes multiprocessing numbers operator os pathlib pickle pkgutil platform pprint queue random re secrets select shlex shutil " +
    "signal socket sqlite3 ssl stat statistics string struct subprocess sys tempfile textwrap threading time timeit traceback types typing " +
    "unicodedata unittest urllib uuid warnings weakref xml zipfile zlib zoneinfo __future__ typing_extensions"
  ).split(" "),
);

/**
 * Where Python would look for a module of the project, best first: `a/b.py`, then `a/b/__init__.py`, in each root.
 * `level` counts the leading dots of a relative import; `fromFile` is the file that holds the import. No path for what cannot be a file.
 */
export function modulePaths(
  name: string,
  level: number,
  fromFile: string,
  roots: readonly string[],
): readonly string[] {
  if (!/^[\p{L}\p{N}_]*(\.[\p{L}\p{N}_]+)*$/u.test(name)) return [];
  if (level === 0 && (name === "" || standardLibrary.has(name.split(".")[0] ?? ""))) return [];
  const relative = name.replaceAll(".", "/");
  let starts = roots;
  if (level > 0) {
    let folder = directoryOf(fromFile);
    for (let dot = 1; dot < level; dot++) folder = directoryOf(folder);
    starts = [folder];
  }
  return starts.flatMap((root) =>
    relative === "" ? [`${root}/__init__.py`] : [`${root}/${relative}.py`, `${root}/${relative}/__init__.py`],
  );
}
