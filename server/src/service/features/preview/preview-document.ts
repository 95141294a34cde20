import type { LineIndex } from "../../../base/line-index.ts";
import type { Span } from "../../../base/span.ts";
import type { RenderedItem } from "../../../emit/render/render-body.ts";
import { itemText } from "../../../emit/render/render-body.ts";
import type { RenderedRun } from "../../../emit/render/render-run.ts";
import type { LockEffect } from "../../../locks/lock-effect.ts";
import { isWorthSaying, lockSentence } from "../lock-sentence.ts";
import { operationPlaces } from "../operation-places.ts";

/** A statement or a gap of the document, with the comments above it. */
export interface PreviewBlock {
  readonly kind: "statement" | "gap";
  /** In the text of the preview. */
  readonly span: Span;
  /** The words of its comment that name the place; null where the comment is that of a statement before it. */
  readonly link: Span | null;
  readonly source: PreviewSource;
}

/** Places of a migration file, innermost first. */
export interface PreviewSource {
  readonly path: string;
  readonly places: readonly Span[];
}

/** What the document needs to know of each step of the run. */
export interface PreviewStepFacts {
  /** Null when no file declares the revision. */
  readonly file: { readonly path: string; readonly lines: LineIndex } | null;
  /** A line above what the revision does; empty for none. */
  readonly heading: string;
  readonly locks: (item: RenderedItem) => readonly LockEffect[];
}

/**
 * The script of a run with our comments: the place of each operation, what each statement locks, what is not known. Without the comments, and
 * with the gaps filled, it is what `alembic … --sql` prints.
 */
export function previewDocument(
  header: readonly string[],
  run: RenderedRun,
  facts: readonly PreviewStepFacts[],
): { readonly text: string; readonly blocks: readonly PreviewBlock[] } {
  const blocks: PreviewBlock[] = [];
  let text = `${header.map(comment).join("\n")}\n\n`;
  let copied = 0;
  run.steps.forEach(({ body, at }, index) => {
    const own = facts[index];
    text += run.text.slice(copied, at);
    copied = at + body.text.length;
    if (own === undefined || own.file === null) {
      text += body.text;
      return;
    }
    const { file } = own;
    if (own.heading !== "") text += `${comment(own.heading)}\n\n`;
    let former: RenderedItem | null = null;
    for (const item of body.items) {
      const block = blockOf(item, { file, former, effects: own.locks(item), offset: text.length });
      text += block.text;
      if (block.block !== null) blocks.push(block.block);
      former = item;
    }
  });
  return { text: text + run.text.slice(copied), blocks };
}

interface BlockContext {
  readonly file: NonNullable<PreviewStepFacts["file"]>;
  /** The item before, of the same body. */
  readonly former: RenderedItem | null;
  readonly effects: readonly LockEffect[];
  readonly offset: number;
}

function blockOf(
  item: RenderedItem,
  context: BlockContext,
): { readonly text: string; readonly block: PreviewBlock | null } {
  switch (item.kind) {
    case "transaction":
      return { text: itemText(item), block: null };
    case "statement":
      return statementBlock(item, context);
    case "gap":
      return gapBlock(item, context);
  }
}

function statementBlock(item: RenderedItem & { readonly kind: "statement" }, context: BlockContext) {
  const { former, effects, file, offset } = context;
  const places = operationPlaces(item.operation);
  const [place] = places;
  const isFirst = former?.kind !== "statement" || former.operation !== item.operation;
  const name = place === undefined ? "in another file" : lineText(file.lines, place);
  const comments = effects.filter(isWorthSaying).map((it) => comment(`locks ${lockSentence(it)}`));
  const title = isFirst ? comment(`${name}: ${item.operation.name}`) : null;
  const body = itemText(item);
  const text = [title, ...comments, body].filter((it) => it !== null).join("\n");
  const link = title === null ? null : { start: offset + 3, end: offset + title.length };
  const span = { start: offset, end: offset + text.trimEnd().length };
  const block: PreviewBlock = { kind: "statement", span, link, source: { path: file.path, places } };
  return { text, block };
}

function gapBlock(item: RenderedItem & { readonly kind: "gap" }, { file, offset }: BlockContext) {
  const places = item.operation === null ? [item.span] : operationPlaces(item.operation);
  const [place] = places;
  const name = place === undefined ? "in another file" : lineText(file.lines, place);
  const subject = item.operation === null ? name : `${name}: ${item.operation.name}`;
  const first =
    item.refusal === null
      ? [`NOT KNOWN, ${subject}: ${item.why.detail}.`, "What is sent here, and what it locks, depends on it."]
      : [`ALEMBIC STOPS HERE, ${subject}: ${item.refusal}.`];
  const [title = "", ...rest] = first.map(comment);
  const text = `${[title, ...rest].join("\n")}\n\n`;
  const start = offset + title.indexOf(name);
  const end = start + subject.length;
  const span = { start: offset, end: offset + text.trimEnd().length };
  const block: PreviewBlock = { kind: "gap", span, link: { start, end }, source: { path: file.path, places } };
  return { text, block };
}

function lineText(lines: LineIndex, place: Span): string {
  return `line ${lines.position(place.start).line + 1}`;
}

/** One line, whatever the text holds: a line end in it would make SQL of the rest. */
function comment(text: string): string {
  return `-- ${text.replaceAll(/\s+/g, " ")}`;
}
