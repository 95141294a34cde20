import type { Span } from "../../base/span.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import type { Fix } from "../finding.ts";
import { insideString, stringAt } from "./string-at.ts";

/** Double quotes around a name that stands in SQL inside a string of the file. */
export function quoteInSql(file: MigrationFile, name: string, span: Span): readonly Fix[] {
  const literal = stringAt(file.module, span);
  const text = literal === null ? null : insideString(`"${name}"`, literal);
  if (text === null) return [];
  return [{ title: `Quote ${name}`, applicability: "suggested", edits: [{ file: file.path, span, text }] }];
}
