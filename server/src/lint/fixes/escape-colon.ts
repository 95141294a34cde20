import type { Span } from "../../base/span.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import type { Fix } from "../finding.ts";
import { insideString, stringAt } from "./string-at.ts";

/** A backslash before a colon of SQL text, as the literal that holds it writes one; `place` is the colon in the file, null where it does not stand there character by character. */
export function escapeColon(place: Span | null, file: MigrationFile): readonly Fix[] {
  const literal = place === null ? null : stringAt(file.module, place);
  if (place === null || literal === null) return [];
  const backslash = literal.raw ? "\\" : insideString("\\", literal);
  if (backslash === null) return [];
  const at = { start: place.start, end: place.start };
  return [
    { title: "Escape the colon", applicability: "safe", edits: [{ file: file.path, span: at, text: backslash }] },
  ];
}
