import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import type { Operation } from "../../migration/operation.ts";
import type { EnvironmentFile } from "../rule.ts";
import { indentationAt } from "./python-text.ts";

/**
 * Statements behind the one that holds an operation, at its indentation; behind the whole block for an operation of `batch_op`, because
 * a batch runs when its block ends. Null where that would not be right: the code is in another file, runs more than once, or
 * shares its line with other code.
 */
export function insertAfter(file: MigrationFile, operation: Operation, lines: readonly string[]): TextEdit | null {
  if (!isWrittenOnce(file, operation)) return null;
  const inBatch = operation.name.startsWith("batch_op.");
  const statement = inBatch && operation.batch !== null ? operation.batch.statement : operation.site.statement;
  return behindStatement(file, statement, lines);
}

/** Statements behind one statement, at its indentation. */
export function behindStatement(file: EnvironmentFile, statement: Span, lines: readonly string[]): TextEdit | null {
  const { text } = file.module;
  const lineStart = text.lastIndexOf("\n", statement.start - 1) + 1;
  if (text.slice(lineStart, statement.start).trim() !== "") return null;
  const newline = text.indexOf("\n", statement.end);
  const end = newline === -1 ? text.length : newline;
  const rest = text.slice(statement.end, end).trim();
  if (rest !== "" && !rest.startsWith("#")) return null;
  const indent = indentationAt(text, statement.start);
  const at = text[end - 1] === "\r" ? end - 1 : end;
  return { file: file.path, span: { start: at, end: at }, text: lines.map((it) => `\n${indent}${it}`).join("") };
}

/** Is the operation written in this file, outside helpers, and does its code run only once? */
export function isWrittenOnce(file: MigrationFile, operation: Operation): boolean {
  const { site } = operation;
  if (site.file !== null || site.frames.length > 0) return false;
  const all = [...file.upgrade.operations, ...file.downgrade.operations];
  const sameCall = all.filter((it) => it.site.file === null && it.site.call.start === site.call.start);
  return sameCall.length === 1 && site.conditions.every((it) => it.kind !== "loop");
}
