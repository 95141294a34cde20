import { emitBody } from "../../src/emit/emit-body.ts";
import type { Statement } from "../../src/emit/statement.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { defaultAnalysisConfig } from "../../src/project/default-analysis-config.ts";
import type { AnalysisConfig } from "../../src/project/project-config.ts";

/** A project without a naming convention, and everything else not known. */
export const plainConfig: AnalysisConfig = { ...defaultAnalysisConfig, namingConvention: { kind: "none" } };

const preamble = `import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from alembic import op
from alembic import context
revision = "0001aaaa"
down_revision = None

`;

/** The text of a migration with `body` in its upgrade(), and the statements of that. */
export function emitPython(
  body: string,
  parser: SqlParser,
  config: AnalysisConfig = plainConfig,
): { readonly text: string; readonly statements: readonly Statement[] } {
  const indented = body.split("\n").map((line) => (line === "" ? "" : `    ${line}`));
  const text = `${preamble}def upgrade():\n${indented.join("\n")}\n`;
  const file = readMigration("versions/0001aaaa_.py", text);
  return { text, statements: emitBody(file.upgrade, { parser, config }) };
}
