import { type LineIndex, lineIndex } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import type { PyModule, Statement } from "../python/syntax.ts";

/** One id in the brackets of a comment `# limbeck: ignore[id, id] reason`. */
export interface Suppression {
  readonly id: string;
  readonly idSpan: Span;
  readonly comment: SuppressionComment;
  /** True when it kept a finding away. */
  readonly used: boolean;
}

export interface SuppressionComment {
  readonly span: Span;
  readonly ids: readonly { readonly id: string; readonly span: Span }[];
  readonly reason: string;
  /** Null for the whole file; otherwise the line (from 0) whose code it is about. */
  readonly line: number | null;
  /** Nothing but the comment stands on its line. */
  readonly ownLine: boolean;
  /** It begins like a suppression and is not one: what is wrong, as a sentence. */
  readonly mistake: string | null;
}

/** Lines (from 0) on which a comment counts for a finding. */
export type FindingLines = readonly number[];

const begins = /^#\s*limbeck\s*:/i;
const wellFormed = /^#\s*limbeck\s*:\s*ignore\s*\[([^\]]*)\]\s*(.*)$/i;

/**
 * The suppression comments of a file. A comment counts for the line it stands on; alone on its line, for the next line with code;
 * alone on its line above the first statement (the docstring does not count), for the whole file.
 */
export function readSuppressions(module: PyModule): readonly SuppressionComment[] {
  const candidates = module.comments.filter((it) => begins.test(module.text.slice(it.start, it.end)));
  if (candidates.length === 0) return [];
  const index = lineIndex(module.text);
  const first = module.body.find((it) => it.type !== "ExpressionStatement" || it.value !== module.docstring);
  const headerEnd = first?.span.start ?? module.text.length;
  const commentStarts = new Map(module.comments.map((it) => [index.position(it.start).line, it.start]));
  return candidates.map((span) => readComment(span, { module, index, headerEnd, commentStarts }));
}

interface Surroundings {
  readonly module: PyModule;
  readonly index: LineIndex;
  readonly headerEnd: number;
  readonly commentStarts: ReadonlyMap<number, number>;
}

function readComment(span: Span, { module, index, headerEnd, commentStarts }: Surroundings): SuppressionComment {
  const text = module.text.slice(span.start, span.end);
  const position = index.position(span.start);
  const ownLine = module.text.slice(span.start - position.character, span.start).trim() === "";
  const inHeader = ownLine && span.start < headerEnd;
  const line = inHeader
    ? null
    : ownLine
      ? nextCodeLine(position.line, module.text, index, commentStarts)
      : position.line;
  const match = wellFormed.exec(text);
  const ids: { id: string; span: Span }[] = [];
  if (match !== null) {
    const inner = match[1] ?? "";
    let at = span.start + text.indexOf("[") + 1;
    for (const part of inner.split(",")) {
      const id = part.trim();
      const start = at + (part.length - part.trimStart().length);
      if (id !== "") ids.push({ id, span: { start, end: start + id.length } });
      at += part.length + 1;
    }
  }
  const mistake =
    match === null
      ? "This is not a suppression comment: it is written `# limbeck: ignore[rule-id] reason`."
      : ids.length === 0
        ? "This suppression comment names no rule: write the rule's id between the brackets."
        : null;
  return { span, ids, reason: (match?.[2] ?? "").trim(), line, ownLine, mistake };
}

/** The next line that holds more than a comment; a comment without one is about its own line. */
function nextCodeLine(
  line: number,
  text: string,
  index: LineIndex,
  commentStarts: ReadonlyMap<number, number>,
): number {
  for (let next = line + 1; next < index.lineCount; next++) {
    const start = index.lineStart(next);
    const end = commentStarts.get(next) ?? index.lineStart(next + 1);
    if (text.slice(start, end).trim() !== "") return next;
  }
  return line;
}

/**
 * The lines on which a comment counts for a finding at `span`: where the finding begins, and the first and the last line of the
 * statement that holds it (for a compound statement only the first); `also` adds all lines of further places.
 */
export function linesOf(span: Span, also: readonly Span[], module: PyModule, index: LineIndex): FindingLines {
  const lines = new Set([index.position(span.start).line]);
  const statement = statementAt(module, span.start);
  if (statement !== null) {
    lines.add(index.position(statement.span.start).line);
    if (blocksOf(statement).length === 0) lines.add(index.position(statement.span.end).line);
  }
  for (const place of also) {
    const last = index.position(place.end).line;
    for (let line = index.position(place.start).line; line <= last; line++) lines.add(line);
  }
  return [...lines];
}

/** The innermost statement that holds a place, or null. */
export function statementAt(module: PyModule, offset: number): Statement | null {
  return innermostStatement(module.body, offset);
}

function innermostStatement(body: readonly Statement[], offset: number): Statement | null {
  const holder = body.find((it) => it.span.start <= offset && offset < it.span.end);
  if (holder === undefined) return null;
  for (const block of blocksOf(holder)) {
    const inner = innermostStatement(block, offset);
    if (inner !== null) return inner;
  }
  return holder;
}

/** The blocks of a compound statement; none for a simple one. */
export function blocksOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.type) {
    case "FunctionDef":
    case "ClassDef":
    case "With":
      return [statement.body];
    case "For":
    case "While":
    case "If":
      return [statement.body, statement.orElse];
    case "Try":
      return [statement.body, ...statement.handlers.map((it) => it.body), statement.orElse, statement.finalBody];
    case "Match":
      return statement.cases;
    default:
      return [];
  }
}
