import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { EnvironmentFile } from "../rule.ts";
import { indentationAt } from "./python-text.ts";

/** A statement in a block of its own: `header` above it, the statement one step further in. Null where the statement shares its lines with other code, or holds a text of several lines. */
export function wrapInBlock(file: EnvironmentFile, statement: Span, header: string): TextEdit | null {
  const { text } = file.module;
  const lineStart = text.lastIndexOf("\n", statement.start - 1) + 1;
  if (text.slice(lineStart, statement.start).trim() !== "") return null;
  const content = text.slice(statement.start, statement.end);
  if (content.includes('"""') || content.includes("'''")) return null;
  const indent = indentationAt(text, statement.start);
  const step = indent.includes("\t") ? "\t" : "    ";
  const inner = content.replaceAll(/\n(?=[^\n])/g, `\n${step}`);
  return { file: file.path, span: statement, text: `${header}\n${indent}${step}${inner}` };
}
