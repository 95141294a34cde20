import { expect, test } from "vitest";
import { emitBody } from "../../src/emit/emit-body.ts";
import { defaultLintConfig } from "../../src/lint/lint-config.ts";
import { lintMigration } from "../../src/lint/lint-migration.ts";
import { readMigration } from "../../src/migration/read-migration.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import { defaultAnalysisConfig } from "../../src/project/default-analysis-config.ts";
import { parseModule } from "../../src/python/parse.ts";

const parser = await loadSqlParser();

const helpers = `import sqlalchemy as sa
from alembic import op


def add_email(table):
    op.add_column(table, sa.Column("email", sa.Text(), nullable=False))
`;

const migration = `from alembic import op
from helpers import add_email

revision = "b2"
down_revision = "a1"


def upgrade():
    add_email("users")


def downgrade():
    op.drop_column("users", "email")
`;

test("what a helper in another file does is marked at its call, and not changed by fixes", () => {
  const file = readMigration("versions/b2.py", migration, {
    sourceModule: (name) => (name === "helpers" ? { file: "helpers.py", module: parseModule(helpers) } : undefined),
  });
  const analysis = { ...defaultAnalysisConfig, dialect: "postgresql" };
  const context = { parser, config: analysis };
  const { findings } = lintMigration({
    file,
    upgrade: emitBody(file.upgrade, context),
    downgrade: emitBody(file.downgrade, context),
    analysis,
    config: defaultLintConfig,
  });
  expect(findings.map((it) => [it.rule, migration.slice(it.span.start, it.span.end), it.fixes.length])).toEqual([
    ["add-column-not-null-without-default", 'add_email("users")', 0],
  ]);
});
