import type { Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { bodySummary, summaryParts } from "./body-summary.ts";
import { fileLocks } from "./file-locks.ts";

/** What `upgrade()` and `downgrade()` of a file come to, each at the place of its name. */
export function bodySummaries(
  snapshot: Snapshot,
  file: SourceFile,
): readonly {
  readonly direction: "upgrade" | "downgrade";
  readonly at: number;
  readonly summary: readonly string[];
}[] {
  const read = snapshot.read(file);
  if (read === null) return [];
  return (["upgrade", "downgrade"] as const).flatMap((direction) => {
    const { nameSpan } = read.migration[direction];
    if (nameSpan === null) return [];
    const body = snapshot.rendered(file)[direction];
    const summary = summaryParts(bodySummary([body], fileLocks(snapshot, file, direction).all()));
    return [{ direction, at: nameSpan.start, summary }];
  });
}
