import type { Tree } from "@lezer/common";
import type { Span } from "../base/span.ts";

/**
 * The parser's tree in a form that is easy to index: names are those of `@lezer/python` 1.1, `⚠` is a place that did not parse.
 * Offsets are already those of the file (see repair.ts).
 */
export interface RawNode {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly RawNode[];
}

export interface RawTree {
  readonly root: RawNode;
  readonly comments: readonly Span[];
  /** Places that did not parse. */
  readonly errors: readonly RawNode[];
}

export const errorName = "⚠";

/**
 * Copies a Lezer tree without recursion (its depth has no limit). `toFile` turns an offset of the parsed text into one of the file;
 * null when they are the same. `length` is the length of the file.
 */
export function rawTree(tree: Tree, toFile: ((offset: number) => number) | null, length: number): RawTree {
  const comments: Span[] = [];
  const errors: RawNode[] = [];
  const cursor = tree.cursor();
  const at = (offset: number): number => (toFile === null ? offset : toFile(offset));
  const root = { name: cursor.name, start: 0, end: length, children: [] as RawNode[] };
  const open: RawNode[][] = [root.children];
  let siblings: RawNode[] = root.children;
  if (!cursor.firstChild()) return { root, comments, errors };
  for (;;) {
    const { name } = cursor;
    if (name === "Comment") {
      comments.push({ start: at(cursor.from), end: at(cursor.to) });
    } else {
      const children: RawNode[] = [];
      const node = { name, start: at(cursor.from), end: at(cursor.to), children };
      siblings.push(node);
      if (name === errorName) errors.push(node);
      if (cursor.firstChild()) {
        open.push(children);
        siblings = children;
        continue;
      }
    }
    while (!cursor.nextSibling()) {
      open.pop();
      const outer = open.at(-1);
      if (outer === undefined || !cursor.parent()) return { root, comments, errors };
      siblings = outer;
    }
  }
}
