import type { ProjectConfig } from "../../project/project-config.ts";
import type { CreateDate } from "./create-date.ts";

/** Stands for an id; no path holds it. */
const mark = "\u0001";

type Naming = Pick<ProjectConfig, "fileTemplate" | "truncateSlugLength">;

/**
 * The name that Alembic gives to a new file (`ScriptDirectory._rev_path`, 1.8 to 1.20), with `.py`; since 1.18 it may hold folders. `message` is
 * null where none was given. Null for a template that Python would refuse, or that asks for a date which is not known.
 */
export function revisionFileName(
  config: Naming,
  it: { readonly revision: string; readonly message: string | null; readonly date: CreateDate | null },
): string | null {
  const values: Readonly<Record<string, string | number | null | undefined>> = {
    rev: it.revision,
    slug: slugOf(it.message ?? "", config.truncateSlugLength),
    epoch: it.date?.epoch ?? null,
    year: it.date?.year,
    month: it.date?.month,
    day: it.date?.day,
    hour: it.date?.hour,
    minute: it.date?.minute,
    second: it.date?.second,
  };
  const name = fillIn(config.fileTemplate, (directive) => {
    const value = values[directive.name];
    return value === null || value === undefined ? null : formatted(directive, value);
  });
  return name === null ? null : `${name}.py`;
}

/** Whether a path is one that the template can give to a revision, whatever its message and date. */
export type FileNaming = (path: string, revision: string) => boolean;

/** Reads a template once; null for one that is no template, or that does not name the revision. */
export function fileNaming(template: string): FileNaming | null {
  const marked = fillIn(template, ({ name, type }) => {
    if (name === "rev") return `${mark}rev${mark}`;
    if (name === "slug") return `${mark}slug${mark}`;
    return type === "s" || type === "d" || type === "i" ? `${mark}number${mark}` : null;
  });
  const parts = marked?.split(mark) ?? [];
  const names = parts.filter((it) => it === "rev").length;
  if (names === 0) return null;
  const source = parts.map((part, index) => {
    if (index % 2 === 0) return escaped(part);
    return part === "rev" ? mark : part === "slug" ? "[\\p{L}\\p{N}\\p{M}_]*" : " *\\d+ *";
  });
  const pattern = new RegExp(`(?:^|/)${source.join("")}\\.py$`, "u");
  return (path, revision) => {
    if (revision === "") return false;
    // One pattern for all revisions, for making one for each is slow: the id is exchanged for the mark before the comparison.
    if (names > 1) return pattern.test(path.replaceAll(revision, () => mark));
    for (let at = path.lastIndexOf(revision); at >= 0; at = at === 0 ? -1 : path.lastIndexOf(revision, at - 1)) {
      if (pattern.test(path.slice(0, at) + mark + path.slice(at + revision.length))) return true;
    }
    return false;
  };
}

/** Word runs of the message in lower case, cut at a word where it is too long. Lengths are code points, as in Python. */
function slugOf(message: string, limit: number): string {
  const slug = (message.match(/[\p{L}\p{N}_]+/gu) ?? []).join("_").toLowerCase();
  const letters = [...slug];
  if (letters.length <= limit) return slug;
  const cut = letters.slice(0, limit).join("");
  const last = cut.lastIndexOf("_");
  return `${last === -1 ? cut : cut.slice(0, last)}_`;
}

interface Directive {
  readonly name: string;
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly type: string;
}

/** Python's `template % mapping`; null where `value` has none, and for anything else behind a percent sign. */
function fillIn(template: string, value: (directive: Directive) => string | null): string | null {
  let failed = false;
  const filled = template.replaceAll(
    /%(?:\((\w+)\)([-0 +#]*)(\d*)(?:\.(\d+))?([a-zA-Z])|(%)|)/g,
    (_all, name?: string, flags = "", width = "", precision?: string, type = "", percent?: string) => {
      if (percent !== undefined) return "%";
      const text =
        name === undefined
          ? null
          : value({
              name,
              flags,
              width: Number(width),
              precision: precision === undefined ? null : Number(precision),
              type,
            });
      failed ||= text === null;
      return text ?? "";
    },
  );
  return failed ? null : filled;
}

function formatted({ flags, width, precision, type }: Directive, value: string | number): string | null {
  let text: string;
  let fill = " ";
  if (type === "s") {
    text = precision === null ? String(value) : [...String(value)].slice(0, precision).join("");
  } else if ((type === "d" || type === "i") && typeof value === "number") {
    text = String(value).padStart(precision ?? 0, "0");
    if (flags.includes("0") && !flags.includes("-")) fill = "0";
    if (flags.includes("+")) text = `+${text}`;
  } else {
    return null;
  }
  return flags.includes("-") ? text.padEnd(width) : text.padStart(width, fill);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, (it) => (it === "-" ? "\\x2d" : `\\${it}`));
}
