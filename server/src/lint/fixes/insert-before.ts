import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import type { Operation } from "../../migration/operation.ts";
import { isWrittenOnce } from "./insert-after.ts";
import { indentationAt } from "./python-text.ts";

/** Statements before the one that holds an operation, at its indentation. Null in the cases of `insertAfter`, and for an operation of a batch, which runs later than it stands. */
export function insertBefore(file: MigrationFile, operation: Operation, lines: readonly string[]): TextEdit | null {
  if (!isWrittenOnce(file, operation) || operation.batch !== null) return null;
  return beforeStatement(file, operation.site.statement, lines);
}

/** Statements before one statement, at its indentation. */
export function beforeStatement(file: MigrationFile, { start }: Span, lines: readonly string[]): TextEdit | null {
  const { text } = file.module;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  if (text.slice(lineStart, start).trim() !== "") return null;
  const indent = indentationAt(text, start);
  return { file: file.path, span: { start, end: start }, text: lines.map((it) => `${it}\n${indent}`).join("") };
}
