import type { MigrationFile } from "../migration/migration-file.ts";
import type { Finding, Severity } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { atMost } from "./severity.ts";

/** What a report becomes under the configured severity. */
export function findingOf(
  rule: Rule,
  report: Report,
  configured: Severity,
  capped: boolean,
  file: MigrationFile,
): Finding {
  const doubt = report.doubt ?? null;
  let severity = report.atMost === undefined ? configured : atMost(configured, report.atMost);
  if (doubt !== null || capped) severity = atMost(severity, "information");
  const revision = file.header.revision?.value;
  return {
    rule: rule.id,
    severity,
    certain: doubt === null,
    message: doubt === null ? report.what : `${report.what} Not certain: ${doubt}`,
    help: report.why,
    file: file.path,
    revision: revision?.known === true ? revision.value : null,
    span: report.at,
    fixes: report.fixes?.() ?? [],
  };
}
