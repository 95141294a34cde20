import type { Answer } from "../base/static.ts";
import { compareVersions } from "../project/compare-versions.ts";

/** Is a version (null: not known) at least this one? Components that are missing count as zero. */
export function isAtLeast(version: string | number | null, wanted: string): Answer {
  if (version === null) return "unknown";
  return compareVersions(String(version), wanted) >= 0 ? "yes" : "no";
}
