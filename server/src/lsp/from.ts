import type { Position, Range } from "vscode-languageserver";
import type { Span } from "../base/span.ts";
import type { Settings } from "../service/settings.ts";
import type { SourceFile } from "../service/source-file.ts";

/* From the terms of the Language Server Protocol to the service's. Nothing else converts in this direction. */

export function fromPosition(file: SourceFile, position: Position): number {
  return file.lines.offset(position);
}

export function fromRange(file: SourceFile, range: Range): Span {
  return { start: file.lines.offset(range.start), end: file.lines.offset(range.end) };
}

/** The `limbeck` section of the settings; anything but an object counts as empty. */
export function fromSettings(section: unknown): Settings {
  if (typeof section !== "object" || section === null) return {};
  const { rules, lint, versions } = section as Readonly<Record<string, unknown>>;
  return { rules, lint, versions };
}
