import type { CallArgument, CallSite } from "./host.ts";
import { cut, plainString } from "./mapped-string.ts";
import { isAbsolute, normalizePath } from "./path-text.ts";
import type { Run } from "./run.ts";
import { grow, unknown } from "./run.ts";
import { argument } from "./string-methods.ts";
import type { PyStr, PyValue } from "./value.ts";
import { builtinValue, list, none } from "./values.ts";

/** What `read_text()` gives, and the file object of `open()`. */
interface TextFile {
  readonly read: PyValue;
  readonly file: PyValue;
}

/**
 * The text of a file that the host has. `given` are the arguments behind the path: a mode other than reading text, or an encoding other than UTF-8, makes it
 * unknown. Line ends become `\n`, as in Python's text mode.
 */
export function textFile(run: Run, path: string, given: readonly CallArgument[], site: CallSite): TextFile | undefined {
  const mode = argument(given, 99, "mode") ?? given.find((it) => it.name === null && isMode(it.value))?.value;
  const encoding = argument(given, 99, "encoding") ?? given.find((it) => it.name === null && !isMode(it.value))?.value;
  if (mode !== undefined && !(mode.type === "str" && /^(?:r|rt|tr)$/.test(mode.value))) return undefined;
  if (encoding !== undefined && encoding.type !== "none") {
    if (encoding.type !== "str" || !/^utf[-_]?8$|^ascii$/i.test(encoding.value)) return undefined;
  }
  if (!isAbsolute(path)) return undefined;
  const source = run.host.sourceText?.(normalizePath(path));
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (source === undefined) {
    const value = unknown("input", `the text of ${name}`, site.call);
    return { read: value, file: value };
  }
  if (!grow(run, source.length, site.call)) return undefined;
  const text = plainString(source.replace(/\r\n?/g, "\n"), site.call);
  return { read: text, file: fileObject(run, text, site) };
}

function isMode(value: PyValue): boolean {
  return value.type === "str" && /^[rwxabt+]+$/.test(value.value);
}

/** A file that is open for reading; each of its readers gives the whole, for a file is read once. */
function fileObject(run: Run, text: PyStr, site: CallSite): PyValue {
  const lines = (): readonly PyStr[] => {
    const found: PyStr[] = [];
    for (let at = 0; at < text.value.length; ) {
      const end = text.value.indexOf("\n", at);
      const next = end < 0 ? text.value.length : end + 1;
      found.push(cut(text, at, next, site.call));
      at = next;
    }
    return found;
  };
  const value: PyValue = {
    type: "host",
    span: site.call,
    object: {
      description: "a file",
      inert: true,
      truth: () => "yes",
      enter: () => value,
      iterate: () => lines(),
      attribute(name, at) {
        switch (name) {
          case "read":
            return builtinValue(run, "read", (_, args) => (args.length === 0 ? text : undefined), at);
          case "readlines":
            return builtinValue(
              run,
              "readlines",
              (_, args, call) => (args.length === 0 ? list([...lines()], call.call) : undefined),
              at,
            );
          case "close":
            return builtinValue(run, "close", (_, __, call) => none(call.call), at);
          default:
            return unknown("input", `a file's ${name}`, at);
        }
      },
    },
  };
  return value;
}
