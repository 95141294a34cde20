import type { Span } from "../base/span.ts";
import type { CallArgument, CallSite } from "./host.ts";
import { plainString } from "./mapped-string.ts";
import { isAbsolute, joinPaths, normalizePath, purePath, splitExtension, splitPath } from "./path-text.ts";
import type { Run } from "./run.ts";
import { unknown } from "./run.ts";
import { textFile } from "./text-file.ts";
import type { PyHostValue, PyValue } from "./value.ts";
import type { BuiltinObject } from "./values.ts";
import { bool, builtinName, builtinValue, tuple } from "./values.ts";

const pathName = "a path";

/** `pathlib.Path("…")`: what it computes without asking the disk, and the texts of files that the host has. */
export function pathValue(run: Run, text: string, span: Span): PyHostValue {
  const path = purePath(text);
  const method = (
    name: string,
    at: Span,
    call: (args: readonly CallArgument[], site: CallSite) => PyValue | undefined,
  ) => builtinValue(run, `pathlib.Path.${name}`, (_, args, site) => call(args, site), at);
  const object: BuiltinObject = {
    description: "pathlib.Path(…)",
    builtin: pathName,
    content: path,
    inert: true,
    truth: () => "yes",
    attribute(name, at) {
      const [, last] = splitPath(path);
      const [stem, suffix] = splitExtension(last);
      switch (name) {
        case "parent":
          return pathValue(run, parentOf(path), at);
        case "parents":
          return tuple(
            parentsOf(path).map((it) => pathValue(run, it, at)),
            at,
          );
        case "name":
          return plainString(last === "." ? "" : last, at);
        case "stem":
          return plainString(stem, at);
        case "suffix":
          return plainString(suffix, at);
        case "as_posix":
        case "__str__":
        case "__fspath__":
          return method(name, at, (_, site) => plainString(path, site.call));
        case "absolute":
          return method(name, at, (_, site) => (isAbsolute(path) ? pathValue(run, path, site.call) : undefined));
        case "resolve":
          return method(name, at, (_, site) =>
            isAbsolute(path) ? pathValue(run, normalizePath(path), site.call) : undefined,
          );
        case "joinpath":
          return method(name, at, (args, site) => {
            const parts = args.map((it) => pathText(it.value));
            return parts.includes(null) ? undefined : pathValue(run, joinPaths([path, ...known(parts)]), site.call);
          });
        case "with_name":
          return method(name, at, ([first], site) => {
            const other = pathText(first?.value);
            return other === null ? undefined : pathValue(run, joinPaths([parentOf(path), other]), site.call);
          });
        case "with_suffix":
          return method(name, at, ([first], site) => {
            const other = pathText(first?.value);
            return other === null ? undefined : pathValue(run, joinPaths([parentOf(path), stem + other]), site.call);
          });
        case "read_text":
          return method(name, at, (args, site) => textFile(run, path, args, site)?.read);
        case "open":
          return method(name, at, (args, site) => textFile(run, path, args, site)?.file);
        case "exists":
        case "is_file":
          return method(name, at, (_, site) =>
            run.host.sourceText?.(normalizePath(path)) === undefined ? undefined : bool(true, site.call),
          );
        default:
          return unknown("input", `pathlib.Path.${name}`, at);
      }
    },
    binary(operator, other, reflected, at) {
      const text = pathText(other);
      if (operator !== "/" || text === null) return undefined;
      return pathValue(run, joinPaths(reflected ? [text, path] : [path, text]), at);
    },
  };
  return { type: "host", object, span };
}

function known(parts: readonly (string | null)[]): readonly string[] {
  return parts.flatMap((it) => it ?? []);
}

function parentOf(path: string): string {
  const [head] = splitPath(path);
  return head === "" ? "." : head;
}

function parentsOf(path: string): readonly string[] {
  const found: string[] = [];
  for (let at = path; at !== "." && parentOf(at) !== at; at = parentOf(at)) found.push(parentOf(at));
  return found;
}

/** A path given as text or as a Path; null for anything else. */
export function pathText(value: PyValue | undefined): string | null {
  if (value?.type === "str") return value.value;
  if (value?.type !== "host" || builtinName(value) !== pathName) return null;
  return (value.object as BuiltinObject).content ?? null;
}
