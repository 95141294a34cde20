import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import { ensureImported } from "./imported-as.ts";

/** `sa.text(…)` around an expression, with an import where the file has none. */
export function wrapInText(file: MigrationFile, expression: Span): readonly TextEdit[] {
  const { text, edits } = textFunction(file);
  const insert = (at: number, inserted: string): TextEdit => ({
    file: file.path,
    span: { start: at, end: at },
    text: inserted,
  });
  return [...edits, insert(expression.start, `${text}(`), insert(expression.end, ")")];
}

/** How the file writes `sqlalchemy.text`. */
export function textFunction(file: MigrationFile): { readonly text: string; readonly edits: readonly TextEdit[] } {
  const direct = ensureImported(file.module, file.path, "sqlalchemy.text", "text");
  if (direct.edits.length === 0) return { text: direct.expression, edits: [] };
  const { expression, edits } = ensureImported(file.module, file.path, "sqlalchemy", "sa");
  return { text: `${expression}.text`, edits };
}
