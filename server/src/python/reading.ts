import type { Span } from "../base/span.ts";
import type { RawNode } from "./raw-tree.ts";
import type { ErrorExpression } from "./syntax.ts";

/** What the functions that read the parser's tree share while they read one file. */
export interface Reading {
  readonly text: string;
  /** Error nodes that are valid Python which the grammar does not know. */
  readonly tolerated: Set<RawNode>;
  /** Places that the grammar accepts but Python 3 does not. */
  readonly errors: Span[];
  /** Offsets where the repair supplied something; these are among the errors. */
  readonly supplied: ReadonlySet<number>;
  /** Offsets of `t` prefixes that were hidden from the grammar as `f`. */
  readonly templates: ReadonlySet<number>;
  /** Offsets of the `@` of decorators that were hidden from the grammar. */
  readonly hiddenDecorators: ReadonlySet<number>;
  /** Set by `yield`; the function around it resets it. */
  sawYield: boolean;
  /** How deep the functions of the reader stand in each other, and how deep the syntax they make will be. */
  nesting: number;
  depth: number;
}

/** Python's own parser gives up at 100 levels of blocks and 200 of brackets; deeper text is read as an error. */
export const maximumNesting = 250;
/** Chains (`a + b + c …`, `a.b().c() …`, `elif`) nest in the syntax without nesting in the text; whoever walks it may recurse. */
export const maximumDepth = 500;

export function isTooDeep(reading: Reading): boolean {
  return reading.nesting > maximumNesting || reading.depth > maximumDepth;
}

/** Runs `read` one level deeper. */
export function deeper<T>(reading: Reading, levels: number, read: () => T): T {
  reading.nesting++;
  reading.depth += levels;
  try {
    return read();
  } finally {
    reading.nesting--;
    reading.depth -= levels;
  }
}

export function spanOf(node: RawNode): Span {
  return { start: node.start, end: node.end };
}

export function textOf(reading: Reading, node: RawNode): string {
  return reading.text.slice(node.start, node.end);
}

export function errorExpression(span: Span): ErrorExpression {
  return { type: "ErrorExpression", span: { start: span.start, end: span.end } };
}
