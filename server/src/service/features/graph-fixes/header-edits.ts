import type { Span } from "../../../base/span.ts";
import type { TextEdit } from "../../../base/text-edit.ts";
import { indentationAt, pythonString, type Quote, quoteAt } from "../../../lint/fixes/python-text.ts";
import type { HeaderAttribute, MigrationFile, Reference } from "../../../migration/migration-file.ts";
import { docstringMentions } from "../docstring-mentions.ts";

/*
 * Edits of a header. Each answers null where the text does not say the value as such (it is computed, imported, shared by two names):
 * then a text edit could say something else than is meant.
 */

/** Sets `down_revision`, and `Revises:` of the docstring with it. */
export function setDownRevisions(file: MigrationFile, ids: readonly string[]): readonly TextEdit[] | null {
  const { downRevision } = file.header;
  if (downRevision === null || !isAssigned(file, downRevision)) return null;
  const quote = quoteAt(file.module.text, (file.header.revision ?? downRevision).valueSpan.start);
  return [
    { file: file.path, span: downRevision.valueSpan, text: idsText(ids, quote) },
    ...docstringEdits(file, { revises: ids }),
  ];
}

/** Writes `down_revision` on a line of its own behind `revision`, where the file has none, and `Revises:` with it. */
export function insertDownRevision(file: MigrationFile, ids: readonly string[]): readonly TextEdit[] | null {
  const { revision, downRevision } = file.header;
  if (revision === null || downRevision !== null || !isAssigned(file, revision)) return null;
  const quote = quoteAt(file.module.text, revision.valueSpan.start);
  const edit = lineBehind(file, revision, `down_revision = ${idsText(ids, quote)}`);
  return edit === null ? null : [edit, ...docstringEdits(file, { revises: ids })];
}

/** Gives a revision without branch labels one. */
export function setBranchLabel(file: MigrationFile, label: string): readonly TextEdit[] | null {
  const { branchLabels, downRevision, revision } = file.header;
  const last = downRevision ?? revision;
  if (last === null) return null;
  const text = `(${pythonString(label, quoteAt(file.module.text, (revision ?? last).valueSpan.start))},)`;
  if (branchLabels !== null) {
    if (!isAssigned(file, branchLabels)) return null;
    return [{ file: file.path, span: branchLabels.valueSpan, text }];
  }
  const edit = isAssigned(file, last) ? lineBehind(file, last, `branch_labels = ${text}`) : null;
  return edit === null ? null : [edit];
}

/** A line behind the one on which an assignment ends, with its indentation; null where something else stands on that line. */
function lineBehind(file: MigrationFile, attribute: HeaderAttribute<unknown>, line: string): TextEdit | null {
  const { text } = file.module;
  const indentation = indentationAt(text, attribute.nameSpan.start);
  const begin = text.slice(0, attribute.nameSpan.start);
  if (!/(?:^|[\r\n])[ \t]*$/.test(begin)) return null;
  const rest = /^[ \t)]*(?:#[^\r\n]*)?(?=[\r\n]|$)/.exec(text.slice(attribute.valueSpan.end));
  if (rest === null) return null;
  const end = attribute.valueSpan.end + rest[0].length;
  const newline = /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
  return { file: file.path, span: { start: end, end }, text: `${newline}${indentation}${line}` };
}

function idsText(ids: readonly string[], quote: Quote): string {
  const literals = ids.map((it) => pythonString(it, quote));
  if (literals.length === 0) return "None";
  return literals.length === 1 ? (literals[0] ?? "") : `(${literals.join(", ")})`;
}

/** Exchanges one id in `down_revision` (and `Revises:`) or `depends_on`, leaving the rest as it is written. */
export function replaceReference(
  file: MigrationFile,
  attribute: "down_revision" | "depends_on",
  from: string,
  to: string,
): readonly TextEdit[] | null {
  const list = attribute === "down_revision" ? file.header.downRevision : file.header.dependsOn;
  if (!list?.value.known) return null;
  const ids = list.value.value.map((it) => it.text);
  if (attribute === "down_revision" && ids.includes(to)) {
    return setDownRevisions(
      file,
      ids.filter((it) => it !== from),
    );
  }
  const edits = replaceLiterals(file, list, from, to);
  if (edits === null) {
    if (attribute !== "down_revision") return null;
    return setDownRevisions(
      file,
      ids.map((it) => (it === from ? to : it)),
    );
  }
  if (attribute !== "down_revision") return edits;
  return [...edits, ...docstringEdits(file, { revises: ids.map((it) => (it === from ? to : it)) })];
}

/** The literals of a list that say `from`; null when one of them is not written as such. */
export function replaceLiterals(
  file: MigrationFile,
  attribute: HeaderAttribute<readonly Reference[]>,
  from: string,
  to: string,
): readonly TextEdit[] | null {
  if (!attribute.value.known) return null;
  const edits: TextEdit[] = [];
  for (const reference of attribute.value.value) {
    if (reference.text !== from) continue;
    const span = insideLiteral(file, reference.span, from);
    if (span === null) return null;
    edits.push({ file: file.path, span, text: to });
  }
  return edits;
}

/** The place between the quotes of the literal that says the revision id. */
export function idSpan(file: MigrationFile): Span | null {
  const { revision } = file.header;
  if (!revision?.value.known || !isAssigned(file, revision)) return null;
  return insideLiteral(file, revision.value.span, revision.value.value);
}

/** Brings the lines of the docstring that are there in step; lines that are missing are left out. */
export function docstringEdits(
  file: MigrationFile,
  wanted: { readonly revision?: string; readonly revises?: readonly string[]; readonly createDate?: string },
): readonly TextEdit[] {
  const { text } = file.module;
  const { revisionId, revises, createDate } = file.header.doc;
  const edits: TextEdit[] = [];
  const put = (span: Span, value: string): void => {
    if (/[\r\n]/.test(text.slice(span.start, span.end)) || text.slice(span.start, span.end) === value) return;
    // Editors take the space behind the colon away where nothing follows it.
    const space = value !== "" && text[span.start - 1] === ":" ? " " : "";
    edits.push({ file: file.path, span, text: space + value });
  };
  if (wanted.revision !== undefined && revisionId !== null) put(revisionId.span, wanted.revision);
  if (wanted.revises !== undefined && revises !== null) {
    const said = docstringMentions(file).filter((it) => it.attribute === "down_revision");
    const same =
      said.length === wanted.revises.length && said.every((it, index) => it.text === wanted.revises?.[index]);
    if (!same) put(revises.span, wanted.revises.join(", "));
  }
  if (wanted.createDate !== undefined && createDate !== null) put(createDate.span, wanted.createDate);
  return edits;
}

/** True when the attribute is `name = value` or `name: type = value` with a value of its own. */
function isAssigned(file: MigrationFile, attribute: HeaderAttribute<unknown>): boolean {
  const between = file.module.text.slice(attribute.nameSpan.end, attribute.valueSpan.start);
  return /^[ \t]*(?::[^=\r\n]*)?=[\s(\\]*$/.test(between);
}

function insideLiteral(file: MigrationFile, span: Span, value: string): Span | null {
  const written = file.module.text.slice(span.start, span.end);
  const quote = written.at(-1) ?? "";
  const body = `${quote}${value}${quote}`;
  if (
    (quote !== '"' && quote !== "'") ||
    !/^[rRuU]?$/.test(written.slice(0, -body.length)) ||
    !written.endsWith(body)
  ) {
    return null;
  }
  return { start: span.end - 1 - value.length, end: span.end - 1 };
}
