import type { Header } from "../migration/migration-file.ts";
import type { PyModule } from "../python/syntax.ts";
import type { Finding, Fix, Severity } from "./finding.ts";
import type { Report, Rule } from "./rule.ts";
import { atMost } from "./severity.ts";
import { statementAt } from "./suppressions.ts";

/** A file in which findings are: a revision, or env.py and alembic.ini, which have no header. */
export interface FindingFile {
  readonly path: string;
  readonly module: PyModule;
  readonly header?: Pick<Header, "revision">;
}

/** What a report becomes under the configured severity. */
export function findingOf(
  rule: Rule,
  report: Report,
  configured: Severity,
  capped: boolean,
  file: FindingFile,
): Finding {
  const doubt = report.doubt ?? null;
  let severity = report.atMost === undefined ? configured : atMost(configured, report.atMost);
  if (doubt !== null || capped) severity = atMost(severity, "information");
  const revision = file.header?.revision?.value;
  const wish = report.revision?.() ?? null;
  return {
    rule: rule.id,
    severity,
    certain: doubt === null,
    message: doubt === null ? report.what : `${report.what} Not certain: ${doubt}`,
    help: report.why,
    file: file.path,
    revision: revision?.known === true ? revision.value : null,
    span: report.at,
    fixes: (report.fixes?.() ?? []).filter((it) => isOutsideOfErrors(it, file)),
    ...(wish === null || file.module.errors.length > 0 ? {} : { revisionWish: wish }),
  };
}

/** Half-typed code is read by guessing where it ends, so a statement with an error in it is not changed. */
function isOutsideOfErrors(fix: Fix, { module }: FindingFile): boolean {
  if (module.errors.length === 0) return true;
  return fix.edits.every((edit) => {
    const statement = statementAt(module, edit.span.start)?.span ?? edit.span;
    return module.errors.every((it) => it.end < statement.start || statement.end < it.start);
  });
}
