import type { Position, Range } from "vscode-languageserver";
import type { Span } from "../base/span.ts";
import type { ShownLocks } from "../service/features/lock-hints.ts";
import type { Settings } from "../service/settings.ts";
import type { SourceFile } from "../service/source-file.ts";

/* From the terms of the Language Server Protocol to the service's. Nothing else converts in this direction. */

export function fromPosition(file: SourceFile, position: Position): number {
  return file.lines.offset(position);
}

export function fromRange(file: SourceFile, range: Range): Span {
  return { start: file.lines.offset(range.start), end: file.lines.offset(range.end) };
}

/** `limbeck.inlayHints.locks`; anything else is the default. */
export function fromLockHints(section: unknown): ShownLocks {
  const hints =
    typeof section === "object" && section !== null ? (section as { inlayHints?: unknown }).inlayHints : null;
  const locks = typeof hints === "object" && hints !== null ? (hints as { locks?: unknown }).locks : null;
  return locks === "off" || locks === "all" ? locks : "blocking";
}

/** The `limbeck` section of the settings; anything but an object counts as empty. */
export function fromSettings(section: unknown): Settings {
  if (typeof section !== "object" || section === null) return {};
  const { rules, paths, lint, versions } = section as Readonly<Record<string, unknown>>;
  return { rules, paths, lint, versions };
}
