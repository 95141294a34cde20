import type { Problem } from "../base/problem.ts";
import type { Span } from "../base/span.ts";
import { leadingSpace, quoted, strip, stripEnd } from "./python-text.ts";

/** One `key = value`. The raw value is before interpolation; its span covers all its lines (of an empty value: the place behind the delimiter). */
export interface IniOption {
  /** Lower-cased. */
  readonly name: string;
  readonly raw: string;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
}

export interface IniSection {
  readonly name: string;
  /** The header line's text between the brackets. */
  readonly nameSpan: Span;
  readonly options: ReadonlyMap<string, IniOption>;
}

export interface IniFile {
  /** In file order, without `[DEFAULT]`. */
  readonly sections: ReadonlyMap<string, IniSection>;
  /** What `[DEFAULT]` holds; seen from every section. */
  readonly defaults: ReadonlyMap<string, IniOption>;
  /** Errors for which Python refuses the whole file. What could be read is here all the same. */
  readonly problems: readonly Problem[];
}

interface OpenOption {
  readonly name: string;
  readonly nameSpan: Span;
  readonly lines: string[];
  readonly start: number;
  end: number;
}

/**
 * Reads an ini file by the rules of Python's `ConfigParser` with its defaults, which is what Alembic uses (Python 3.8 to 3.14):
 * `=` or `:`, whole-line comments with `#` or `;`, no inline comments, indented lines continue a value, duplicates are errors.
 * https://docs.python.org/3/library/configparser.html#supported-ini-file-structure
 */
export function readIni(text: string): IniFile {
  const problems: Problem[] = [];
  const defaults = new Map<string, OpenOption>();
  const sections = new Map<string, { name: string; nameSpan: Span; options: Map<string, OpenOption> }>();
  let section: { readonly name: string; readonly options: Map<string, OpenOption> } | null = null;
  let option: OpenOption | null = null;
  let indent = 0;

  for (const { content: line, start, number } of lines(text)) {
    const value = strip(line);
    if (value === "") {
      option?.lines.push("");
      continue;
    }
    if (value.startsWith("#") || value.startsWith(";")) continue;
    const space = leadingSpace(line);
    const at = start + space;
    const span = { start: at, end: at + value.length };
    if (section !== null && option !== null && space > indent) {
      option.lines.push(value);
      option.end = span.end;
      continue;
    }
    indent = space;
    const header = /^\[([^\n]+)\]/.exec(value)?.[1];
    if (header !== undefined) {
      const nameSpan = { start: at + 1, end: at + 1 + header.length };
      option = null;
      const existing = sections.get(header);
      if (existing !== undefined) {
        const message = `Section [${header}] is written twice (line ${number}); Python refuses the file. Put both parts in one section.`;
        problems.push({ code: "ini-duplicate-section", message, span: nameSpan });
        section = existing;
      } else if (header === "DEFAULT") {
        section = { name: header, options: defaults };
      } else {
        const created = { name: header, nameSpan, options: new Map<string, OpenOption>() };
        sections.set(header, created);
        section = created;
      }
      continue;
    }
    if (section === null) {
      const message = `Line ${number} stands before any section header, so Python refuses the file: ${quoted(value)}.`;
      problems.push({ code: "ini-no-section-header", message, span });
      continue;
    }
    const delimiter = value.search(/[=:]/);
    const name = stripEnd(value.slice(0, Math.max(delimiter, 0)));
    if (delimiter < 0 || name === "") {
      const message = `Line ${number} is neither a section, nor a key with a value, nor the indented continuation of one, so Python refuses the file.`;
      problems.push({ code: "ini-syntax", message, span });
      if (delimiter < 0) continue;
    }
    const written = value.slice(delimiter + 1);
    const first = strip(written);
    const begin = at + delimiter + 1 + (first === "" ? 0 : leadingSpace(written));
    const key = name.toLowerCase();
    const opened: OpenOption = {
      name: key,
      nameSpan: { start: at, end: at + name.length },
      lines: [first],
      start: begin,
      end: begin + first.length,
    };
    if (section.options.has(key)) {
      const message = `Key "${key}" is written twice in [${section.name}] (line ${number}); Python refuses the file. Keep one of them.`;
      problems.push({ code: "ini-duplicate-key", message, span: opened.nameSpan });
    }
    section.options.set(key, opened);
    // Lines that continue an empty key are read as keys of their own.
    option = name === "" ? null : opened;
  }

  const closed = new Map<string, IniSection>();
  for (const [name, { nameSpan, options }] of sections) closed.set(name, { name, nameSpan, options: close(options) });
  return { sections: closed, defaults: close(defaults), problems };
}

function close(options: ReadonlyMap<string, OpenOption>): ReadonlyMap<string, IniOption> {
  const closed = new Map<string, IniOption>();
  for (const [key, { name, nameSpan, lines, start, end }] of options) {
    const raw = stripEnd(lines.join("\n"));
    // A value whose first line is empty begins on the next one.
    closed.set(key, { name, raw, nameSpan, valueSpan: { start, end: Math.max(start, end) } });
  }
  return closed;
}

/** Lines as Python's universal newlines see them; `number` counts from 1. */
function* lines(text: string): Generator<{ content: string; start: number; number: number }> {
  const ends = /\r\n|\r|\n|$/g;
  let number = 1;
  for (let start = 0; start < text.length; number++) {
    ends.lastIndex = start;
    const end = ends.exec(text);
    if (end === null) return;
    yield { content: text.slice(start, end.index), start, number };
    start = end.index + end[0].length;
    if (end[0] === "") return;
  }
}
