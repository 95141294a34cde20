import type { Static } from "../../base/static.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import type { Fix } from "../finding.ts";
import { pythonString, quoteAt } from "./python-text.ts";

/** Another name in place of one that stands in the file as a string of its own or as a word of SQL; none when it is written in another way. */
export function replaceName(file: MigrationFile, name: Static<string>, to: string): readonly Fix[] {
  const { text } = file.module;
  const written = text.slice(name.span.start, name.span.end);
  if (!name.known) return [];
  const isString = written === `"${name.value}"` || written === `'${name.value}'`;
  const isWord = written.toLowerCase() === name.value.toLowerCase() && /^\w+$/.test(written);
  if (!isString && !isWord) return [];
  const isPython = isString && text[name.span.start] === written[0];
  const quoted = quoteIdentifier(to);
  // A name in quotes would need care inside a string of Python.
  if (!isPython && quoted !== to) return [];
  const inserted = isPython ? pythonString(to, quoteAt(written, 0)) : quoted;
  return [
    {
      title: `Change it to ${to}`,
      applicability: "suggested",
      edits: [{ file: file.path, span: name.span, text: inserted }],
    },
  ];
}
