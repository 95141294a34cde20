import { compareVersions } from "../project/compare-versions.ts";
import type { AnalysisConfig } from "../project/project-config.ts";
import { type Argument, isSet } from "./read-argument.ts";

/** The version from which Alembic honours an option that older ones ignore in silence (alembic-semantics 4.0). */
const since = {
  tableExistence: "1.13.3",
  indexExistence: "1.11.2",
  columnExistence: "1.16.0",
  constraintExistence: "1.16.0",
} as const;

/** `if_exists` or `if_not_exists` as the project's Alembic understands it; without a known version, as the newest. */
export function existenceFlag(argument: Argument, feature: keyof typeof since, config: AnalysisConfig): boolean {
  if (!isSet(argument)) return false;
  return config.alembic === null || compareVersions(config.alembic, since[feature]) >= 0;
}
