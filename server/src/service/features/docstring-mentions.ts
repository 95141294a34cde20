import type { MigrationFile } from "../../migration/migration-file.ts";
import type { RevisionMention } from "./revision-at.ts";

/** Words behind `Revises:` that mean that there is no parent. */
const nothing = new Set(["None", "<base>", "base", "-"]);

/** The ids that the docstring names behind `Revision ID:` and `Revises:`, as far as they stand there without escapes. */
export function docstringMentions({ header, module }: MigrationFile): readonly RevisionMention[] {
  const { revisionId, revises } = header.doc;
  const mentions: RevisionMention[] = [];
  if (revisionId !== null && module.text.slice(revisionId.span.start, revisionId.span.end) === revisionId.value) {
    mentions.push({ text: revisionId.value, span: revisionId.span, attribute: "revision" });
  }
  if (revises !== null && isOneLine(module.text, revises.span)) {
    const { start, end } = revises.span;
    // Some templates write the tuple itself.
    for (const match of module.text.slice(start, end).matchAll(/[^\s,()[\]'"]+/g)) {
      if (nothing.has(match[0])) continue;
      const span = { start: start + match.index, end: start + match.index + match[0].length };
      mentions.push({ text: match[0], span, attribute: "down_revision" });
    }
  }
  return mentions;
}

function isOneLine(text: string, span: { readonly start: number; readonly end: number }): boolean {
  return !/[\r\n]/.test(text.slice(span.start, span.end));
}
