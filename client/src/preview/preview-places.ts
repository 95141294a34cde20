import type { PreviewBlock, PreviewResult, TextRange } from "../../../server/src/lsp/protocol.ts";

/** The statement or gap at a line of the preview, its comments included. */
export function blockAt(result: PreviewResult, line: number): PreviewBlock | null {
  return result.blocks.find(({ range }) => range.start.line <= line && line <= range.end.line) ?? null;
}

/**
 * The statements that come from a line of a migration: those of the innermost call that holds the line, so that the call of a helper function
 * has all of its statements, and a call inside only its own.
 */
export function blocksFrom(result: PreviewResult, uri: string, line: number): readonly PreviewBlock[] {
  let blocks: PreviewBlock[] = [];
  let smallest = Number.POSITIVE_INFINITY;
  for (const block of result.blocks) {
    if (block.uri !== uri) continue;
    const sizes = block.places.filter((it) => holds(it, line)).map(({ start, end }) => end.line - start.line);
    if (sizes.length === 0) continue;
    const size = Math.min(...sizes);
    if (size < smallest) blocks = [];
    smallest = Math.min(smallest, size);
    if (size === smallest) blocks.push(block);
  }
  return blocks;
}

function holds({ start, end }: TextRange, line: number): boolean {
  return start.line <= line && line <= end.line;
}
