import { plainString } from "./mapped-string.ts";
import { pathText, pathValue } from "./path-object.ts";
import { isAbsolute, joinPaths, normalizePath, splitExtension, splitPath } from "./path-text.ts";
import { textFile } from "./text-file.ts";
import type { BuiltinCall } from "./values.ts";
import { bool, tuple } from "./values.ts";

/** A function of one path that gives a text; null makes it unknown. */
const ofPath =
  (work: (path: string) => string | null): BuiltinCall =>
  (_, [first, ...others], site) => {
    const path = pathText(first?.value);
    const result = path === null || others.length > 0 ? null : work(path);
    return result === null ? undefined : plainString(result, site.call);
  };

const absolute = ofPath((it) => (isAbsolute(it) ? normalizePath(it) : null));

const makePath: BuiltinCall = (run, args, site) => {
  const parts = args.map((it) => (it.name === null && !it.spreadUnknown ? pathText(it.value) : null));
  if (parts.includes(null)) return undefined;
  return pathValue(run, joinPaths(parts.flatMap((it) => it ?? [])), site.call);
};

const openFile: BuiltinCall = (run, [first, ...rest], site) => {
  const path = pathText(first?.value);
  return path === null ? undefined : textFile(run, path, rest, site)?.file;
};

/** Only a file that the host has is known to exist. */
const exists: BuiltinCall = (run, [first], site) => {
  const path = pathText(first?.value);
  if (path === null || !isAbsolute(path)) return undefined;
  return run.host.sourceText?.(normalizePath(path)) === undefined ? undefined : bool(true, site.call);
};

/** `importlib.resources.read_text("package", "name")`: beside the `__init__.py` of a package of the project. */
const packageFile: BuiltinCall = (run, [first, second, ...rest], site) => {
  const name = pathText(second?.value);
  const folder = first?.value.type === "str" ? packageFolder(run.host, first.value.value) : null;
  if (name === null || folder === null) return undefined;
  return textFile(run, joinPaths([folder, name]), rest, site)?.read;
};

const packageFiles: BuiltinCall = (run, [first], site) => {
  const folder = first?.value.type === "str" ? packageFolder(run.host, first.value.value) : null;
  return folder === null ? undefined : pathValue(run, folder, site.call);
};

function packageFolder(host: Parameters<BuiltinCall>[0]["host"], name: string): string | null {
  const file = host.sourceModule?.(name, 0, null)?.file;
  return file?.endsWith("/__init__.py") === true ? splitPath(file)[0] : null;
}

/** `os.path`, `pathlib`, and what opens files: everything that depends on the path alone, or on a text that the host has. */
export const pathFunctions: Readonly<Record<string, BuiltinCall>> = {
  "os.path.join": (_, args, site) => {
    const parts = args.map((it) => (it.name === null && !it.spreadUnknown ? pathText(it.value) : null));
    return parts.includes(null) ? undefined : plainString(joinPaths(parts.flatMap((it) => it ?? [])), site.call);
  },
  "os.path.dirname": ofPath((it) => splitPath(it)[0]),
  "os.path.basename": ofPath((it) => splitPath(it)[1]),
  "os.path.abspath": absolute,
  "os.path.realpath": absolute,
  "os.path.normpath": ofPath(normalizePath),
  "os.fspath": ofPath((it) => it),
  "os.path.splitext": (_, [first], site) => {
    const path = pathText(first?.value);
    if (path === null) return undefined;
    return tuple(
      splitExtension(path).map((it) => plainString(it, site.call)),
      site.call,
    );
  },
  "os.path.exists": exists,
  "os.path.isfile": exists,
  "pathlib.Path": makePath,
  "pathlib.PurePath": makePath,
  "pathlib.PosixPath": makePath,
  "pathlib.PurePosixPath": makePath,
  "io.open": openFile,
  "codecs.open": openFile,
  "importlib.resources.read_text": packageFile,
  "importlib.resources.files": packageFiles,
};
