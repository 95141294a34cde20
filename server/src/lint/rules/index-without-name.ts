import type { TextEdit } from "../../base/text-edit.ts";
import { argumentOf, isAbsent } from "../../emit/read-argument.ts";
import type { Statement } from "../../emit/statement.ts";
import type { CreateIndex } from "../../postgres/action.ts";
import { displayName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { chosenName, joinedColumns } from "../../schema/chosen-name.ts";
import { relationKey } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { insideString, stringAt } from "../fixes/string-at.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const indexWithoutName = defineRule({
  id: "index-without-name",
  since: "0.2.0",
  group: "indexes",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary:
      "An index without a name is called by rules that the migration does not show, and cannot be dropped by them",
    why: md`
      \`CREATE INDEX ON users (email)\` gets the name \`users_email_idx\`, and \`users_email_idx1\` where that is taken: who drops it later has to guess, and a second run does not fail but builds a second index.
      \`op.create_index(None, …)\` gets the name that the naming convention of the metadata makes (\`ix_users_email\` without one; of several columns only the first counts), at the moment of the run: when the convention changes, old migrations change with it.
      \`op.drop_index(None, …)\` does not find it: it drops \`ix_users_x\`, whatever the columns were, and fails.
    `,
    instead: "Write the name where the index is made, in Python through `op.f(…)`, which says that the name is final.",
    limits: md`
      Nothing is said of \`op.create_index(None, …)\` where the naming convention of env.py has a template for indexes, of indexes of temporary tables, nor of \`sa.Index(None, …)\` inside of \`op.create_table\`. \SQL is a warning, \`op.create_index(None, …)\` information, \`op.drop_index(None, …)\` an error.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-createindex.html",
      "https://alembic.sqlalchemy.org/en/latest/naming.html",
    ],
    examples: [
      {
        title: "SQL",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("email", sa.Text()))
        `,
        bad: py`
          def upgrade():
              op.execute("CREATE INDEX ON users (email)")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[index-without-name] +fix: The index of users (email) has no name.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("CREATE INDEX CONCURRENTLY ix_users_email ON users (email)")


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_email", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    createIndex(action, statement, ctx) {
      const { operation } = statement;
      const isDirective = operation?.directive === "create_index";
      if (operation === null || (isDirective ? !isAbsent(argumentOf(operation, "index_name")) : action.name !== null))
        return;
      if (!isDirective && operation.directive !== "execute" && operation.directive !== "connection_execute") return;
      if (operation.openArguments !== null || isOfTemporaryTable(action, ctx)) return;
      const convention = ctx.analysis.namingConvention;
      if (isDirective && convention.kind === "known" && convention.templates.ix !== undefined) return;
      const columns = action.columns.map((it) => (it?.known === true ? it.value : "…")).join(", ");
      ctx.report({
        at: isDirective ? operation.site.callee : placeOf(action, statement),
        what: `The index of ${displayName(action.table)} (${columns}) has no name.`,
        why: isDirective
          ? "It gets the one that the naming convention makes when the migration runs. Write the name, through op.f(…)."
          : "PostgreSQL makes one up, which a later migration has to guess, and a second run builds a second index. Name it.",
        atMost: isDirective ? "information" : "warning",
        fixes: () => {
          const edits = isDirective ? inCall(action, statement, ctx) : inSql(action, statement, ctx);
          return edits === null ? [] : [{ title: "Write its name", applicability: "suggested", edits } satisfies Fix];
        },
      });
    },
    dropIndex(_action, { operation }, ctx) {
      if (operation?.directive !== "drop_index" || operation.openArguments !== null) return;
      const name = argumentOf(operation, "index_name");
      if (name.value === undefined || !isAbsent(name)) return;
      ctx.report({
        at: operation.site.callee,
        what: "An index without a name cannot be dropped.",
        why: "Alembic makes a name from the table, which is not that of the index, and the statement fails. Write the name.",
      });
    },
  },
});

function isOfTemporaryTable({ table }: CreateIndex, { statements }: RuleContext): boolean {
  const names = statements.flatMap((it) =>
    it.actions.flatMap((action) => (action.kind === "createTable" && action.temporary ? [action.table] : [])),
  );
  return names.some((it) => displayName(it) === displayName(table));
}

/** `None` becomes the name that the convention makes today. */
function inCall({ name }: CreateIndex, { operation }: Statement, ctx: RuleContext): readonly TextEdit[] | null {
  const { file } = ctx;
  const op = importedAs(file.module, "alembic.op");
  if (operation === null || op === null || name?.known !== true || !isWrittenOnce(file, operation)) return null;
  const { span } = argumentOf(operation, "index_name");
  if (file.module.text.slice(span.start, span.end) !== "None") return null;
  const quote = quoteAt(file.module.text, operation.site.argumentsSpan.start);
  return [{ file: file.path, span, text: `${op}.f(${pythonString(name.value, quote)})` }];
}

/** The name that PostgreSQL chooses, behind INDEX; none where it cannot be told which is free. */
function inSql(action: CreateIndex, statement: Statement, ctx: RuleContext): readonly TextEdit[] | null {
  const { table, columns, detail } = action;
  const { span } = statement;
  const { file } = ctx;
  const state = ctx.schemaAt(statement);
  const schema = table.schema === null ? state?.searchPath?.[0] : table.schema.known ? table.schema.value : undefined;
  if (state === null || schema === undefined) return null;
  const isTaken = (name: string): boolean => state.indexNames.has(relationKey(schema, name));
  const literal = stringAt(file.module, span);
  const found = /^\s*CREATE\s+(?:UNIQUE\s+)?INDEX(?:\s+CONCURRENTLY)?(?=\s+ON\b)/i.exec(
    file.module.text.slice(span.start, span.end),
  );
  const labels =
    detail?.elements.map((it) => it.label) ?? columns.flatMap((it) => (it?.known === true ? [it.value] : []));
  if (literal === null || found === null || !table.name.known || labels.length !== columns.length) return null;
  const name = chosenName({ first: table.name.value, second: joinedColumns(labels), label: "idx" }, isTaken);
  const text = insideString(` ${quoteIdentifier(name)}`, literal);
  const at = span.start + found[0].length;
  return text === null ? null : [{ file: file.path, span: { start: at, end: at }, text }];
}
