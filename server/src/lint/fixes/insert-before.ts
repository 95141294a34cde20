import type { TextEdit } from "../../base/text-edit.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import type { Operation } from "../../migration/operation.ts";
import { isWrittenOnce } from "./insert-after.ts";
import { indentationAt } from "./python-text.ts";

/** Statements before the one that holds an operation, at its indentation. Null in the cases of `insertAfter`, and for an operation of a batch, which runs later than it stands. */
export function insertBefore(file: MigrationFile, operation: Operation, lines: readonly string[]): TextEdit | null {
  if (!isWrittenOnce(file, operation) || operation.batch !== null) return null;
  const { text } = file.module;
  const { start } = operation.site.statement;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  if (text.slice(lineStart, start).trim() !== "") return null;
  const indent = indentationAt(text, start);
  return { file: file.path, span: { start, end: start }, text: lines.map((it) => `${it}\n${indent}`).join("") };
}
