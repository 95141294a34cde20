import type { Span } from "../../base/span.ts";
import type { Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { mentionAt, mentionsOf } from "./revision-at.ts";

/** The places of one file, header and docstring, that name the same id or label as the one under `offset`. */
export function highlights(snapshot: Snapshot, file: SourceFile, offset: number): readonly Span[] {
  const found = mentionAt(snapshot, file, offset);
  const read = snapshot.read(file);
  if (found === null || read === null) return [];
  return mentionsOf(read.migration).flatMap((it) => (it.text === found.mention.text ? [it.span] : []));
}
