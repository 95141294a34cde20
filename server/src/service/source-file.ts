import { type LineIndex, lineIndex } from "../base/line-index.ts";
import type { RevisionHeader } from "../graph/revision-graph.ts";
import type { FileRead } from "./file-system.ts";

/**
 * One state of one file. Immutable: what is computed of it is remembered under its identity (weakly), so every snapshot that holds the same
 * state shares the work, and the memory goes with the last snapshot.
 */
export interface SourceFile {
  readonly path: string;
  readonly content: FileRead;
  /** Empty when the content cannot be read. */
  readonly text: string;
  readonly lines: LineIndex;
  /** The header that counted in the state before this one; it stays in the graph while the header is being typed. */
  readonly previousHeader: RevisionHeader | null;
}

export function sourceFile(options: {
  readonly path: string;
  readonly content: FileRead;
  readonly previousHeader: RevisionHeader | null;
}): SourceFile {
  let lines: LineIndex | undefined;
  const text = options.content.ok ? options.content.text : "";
  return {
    ...options,
    text,
    get lines() {
      lines ??= lineIndex(text);
      return lines;
    },
  };
}
