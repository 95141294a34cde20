import { parser } from "@lezer/python";
import type { Span } from "../base/span.ts";
import type { Mask } from "./mask.ts";
import { maskForParser, maskLineEnds } from "./mask.ts";
import { readStatements } from "./parse-statement.ts";
import type { RawTree } from "./raw-tree.ts";
import { errorName, rawTree } from "./raw-tree.ts";
import type { Reading } from "./reading.ts";
import { repair } from "./repair.ts";
import type { PyModule, Statement, StringLiteral } from "./syntax.ts";

/**
 * Reads a Python file: any text gives a module, and code that is not Python (yet) costs as little of the rest as possible.
 * Spans are UTF-16 offsets of `text`.
 */
export function parseModule(text: string): PyModule {
  const masked = maskLineEnds(text);
  let tree = parseText(masked, null, text.length);
  let mask: Mask | null = null;
  let supplied: readonly Span[] = [];
  if (tree === null || tree.errors.length > 0) {
    const better = readUnfinished(text, masked, tree);
    if (better !== null) ({ tree, mask, supplied } = better);
  }
  tree ??= unreadable(text);
  const reading: Reading = {
    text,
    tolerated: new Set(),
    errors: [...supplied],
    supplied: new Set(supplied.map((it) => it.start)),
    templates: mask?.templates ?? none,
    hiddenDecorators: mask?.decorators ?? none,
    sawYield: false,
    nesting: 0,
    depth: 0,
  };
  const body = readStatements(reading, tree.root.children);
  for (const node of tree.errors) {
    if (!reading.tolerated.has(node)) reading.errors.push({ start: node.start, end: node.end });
  }
  reading.errors.sort((a, b) => a.start - b.start || a.end - b.end);
  const hidden = mask?.comments ?? [];
  const comments =
    hidden.length === 0 ? tree.comments : [...tree.comments, ...hidden].sort((a, b) => a.start - b.start);
  return { body, docstring: docstringOf(body), comments, errors: reading.errors, text };
}

const none: ReadonlySet<number> = new Set();

/** Null when the parser fails: `@lezer/lr` 1.4 makes a broken tree when an error is longer than 65,535 characters. */
function parseText(text: string, toFile: ((offset: number) => number) | null, length: number): RawTree | null {
  try {
    return rawTree(parser.parse(text), toFile, length);
  } catch {
    return null;
  }
}

/** Nothing of the text is read: one error over all of it. */
function unreadable(text: string): RawTree {
  const error = { name: errorName, start: 0, end: text.length, children: [] };
  return { root: { name: "Script", start: 0, end: text.length, children: [error] }, comments: [], errors: [error] };
}

interface Attempt {
  readonly tree: RawTree;
  readonly mask: Mask | null;
  /** Where a closing bracket, a quote or a colon was supplied. */
  readonly supplied: readonly Span[];
}

/** Tries to explain the errors: by Python that the grammar does not know, then by brackets and quotes that are not closed yet. */
function readUnfinished(text: string, masked: string, first: RawTree | null): Attempt | null {
  let best: Attempt | null = null;
  let errors = first?.errors.length ?? Number.POSITIVE_INFINITY;
  const mask = maskForParser(masked);
  if (mask !== null) {
    const tree = parseText(mask.text, null, text.length);
    if (tree !== null && tree.errors.length < errors) {
      best = { tree, mask, supplied: [] };
      errors = tree.errors.length;
    }
  }
  if (errors === 0) return best;
  const repaired = repair(best === null || mask === null ? masked : mask.text);
  if (repaired === null) return best;
  const tree = parseText(repaired.text, repaired.toFile, text.length);
  // Supplied closers are no errors of the tree, so a repair that only moves an error elsewhere does not count as better.
  if (tree === null || tree.errors.length >= errors) return best;
  return { tree, mask: best?.mask ?? null, supplied: repaired.inserted.map((it) => ({ start: it, end: it })) };
}

function docstringOf(body: readonly Statement[]): StringLiteral | null {
  const [first] = body;
  return first?.type === "ExpressionStatement" && first.value.type === "StringLiteral" ? first.value : null;
}
