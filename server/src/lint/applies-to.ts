import { compareVersions } from "../project/compare-versions.ts";
import type { AnalysisConfig } from "../project/project-config.ts";
import type { Rule, VersionRange } from "./rule.ts";

/**
 * Is the rule about this project's database and versions? A dialect or version that is not known counts as one that the rule is about:
 * unknown is never treated as safe.
 */
export function appliesTo(rule: Rule, analysis: AnalysisConfig): boolean {
  if (rule.dialects !== "any" && analysis.dialect !== null && !rule.dialects.includes(analysis.dialect)) return false;
  const { postgres, sqlalchemy, alembic } = rule.versions ?? {};
  return (
    inRange(analysis.postgres === null ? null : String(analysis.postgres), postgres) &&
    inRange(analysis.sqlalchemy, sqlalchemy) &&
    inRange(analysis.alembic, alembic)
  );
}

function inRange(version: string | null, range: VersionRange | undefined): boolean {
  if (version === null || range === undefined) return true;
  return (
    (range.from === undefined || compareVersions(version, range.from) >= 0) &&
    (range.below === undefined || compareVersions(version, range.below) < 0)
  );
}
