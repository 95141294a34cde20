import type { Severity } from "./finding.ts";

/** From the most to the least severe. */
export const severities: readonly Severity[] = ["error", "warning", "information", "hint"];

/** The severity, but no more severe than `limit`. */
export function atMost(severity: Severity, limit: Severity): Severity {
  return severities.indexOf(severity) < severities.indexOf(limit) ? limit : severity;
}
