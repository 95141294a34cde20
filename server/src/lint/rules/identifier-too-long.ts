import type { Static } from "../../base/static.ts";
import { argumentOf, readName } from "../../emit/read-argument.ts";
import { shortenedName } from "../../emit/shortened-name.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { storedName } from "../../schema/chosen-name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const identifierTooLong = defineRule({
  id: "identifier-too-long",
  since: "0.2.0",
  group: "constraints",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A name of more than 63 characters fails, or is cut without a word",
    why: md`
      SQLAlchemy refuses the name of an index or a constraint that has more than 63 characters: \`Identifier '…' exceeds maximum length of 63 characters\`. The name of a table or a column goes to PostgreSQL, which cuts it to 63 bytes and says so in a notice only; then the models name something that does not exist under that name, and two long names can become the same.
    `,
    instead: md`
      Shorten the name. Through \`op.f("…")\`, and with a naming convention, SQLAlchemy shortens the name of an index or a constraint itself, to 55 characters and four digits of a hash: the fix writes that name.
    `,
    limits: md`
      Looked at are the names that a migration gives, also those of letters that take more than one byte, which PostgreSQL cuts. Names in SQL text are not looked at.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS",
      "https://docs.sqlalchemy.org/en/20/core/constraints.html#configuring-constraint-naming-conventions",
    ],
    peers: ["squawk:identifier-too-long", "migrationpilot:MP038"],
    examples: [
      {
        title: "A long name of an index",
        bad: py`
          def upgrade():
              op.create_table("subscription_invitations", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("organization_membership", sa.Text()))
              op.create_index("ix_subscription_invitations_organization_membership_for_the_search", "subscription_invitations", ["organization_membership"])
                            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[identifier-too-long] +fix: The name of the index has 66 characters, and 63 are allowed.
        `,
        good: py`
          def upgrade():
              op.create_table("subscription_invitations", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("organization_membership", sa.Text()))
              op.create_index("ix_subscription_invitations_membership", "subscription_invitations", ["organization_membership"])


          def downgrade():
              op.drop_table("subscription_invitations")
        `,
      },
    ],
  },
  action: {
    createIndex: (action, statement, ctx) => refused(action.name, "index", action, statement, ctx),
    dropIndex(action, statement, ctx) {
      // Through op.f() SQLAlchemy shortens it, as it did when the index was made.
      const given = statement.operation === null ? null : readName(argumentOf(statement.operation, "index_name"));
      if (given?.final !== true) refused(action.index.name, "index", action, statement, ctx);
    },
    addConstraint: (action, statement, ctx) => refused(action.constraint.name, "constraint", action, statement, ctx),
    dropConstraint: (action, statement, ctx) => refused(action.name, "constraint", action, statement, ctx),
    createTable(action, statement, ctx) {
      cut(action.table.name, "table", action, statement, ctx);
      for (const column of action.columns) {
        cut(column.name, "column", action, statement, ctx);
        for (const it of column.constraints) refused(it.name, "constraint", action, statement, ctx);
      }
      for (const it of action.constraints) refused(it.name, "constraint", action, statement, ctx);
    },
    addColumn: (action, statement, ctx) => cut(action.column.name, "column", action, statement, ctx),
    renameTable: (action, statement, ctx) => cut(action.newName, "table", action, statement, ctx),
    renameColumn: (action, statement, ctx) => cut(action.newName, "column", action, statement, ctx),
  },
});

/** The name of an index or a constraint, which SQLAlchemy counts in characters. */
function refused(
  name: Static<string> | null,
  what: "index" | "constraint",
  action: Action,
  statement: Statement,
  ctx: RuleContext,
): void {
  if (name?.known !== true || !isDirective(statement)) return;
  const length = [...name.value].length;
  if (length <= 63) {
    cut(name, what, action, statement, ctx);
    return;
  }
  ctx.report({
    at: textAt(name, action, statement, ctx),
    what: `The name of the ${what} has ${length} characters, and 63 are allowed.`,
    why: "SQLAlchemy raises an IdentifierError. Shorten it.",
    fixes: () => (action.kind === "dropIndex" || action.kind === "dropConstraint" ? [] : shorten(name, ctx)),
  });
}

/** A name that PostgreSQL cuts. */
function cut(name: Static<string>, what: string, action: Action, statement: Statement, ctx: RuleContext): void {
  if (!name.known || !isDirective(statement)) return;
  const stored = storedName(name.value);
  if (stored === name.value) return;
  ctx.report({
    at: textAt(name, action, statement, ctx),
    what: `The name of the ${what} is cut to ${stored}.`,
    why: "PostgreSQL keeps 63 bytes of a name. Models that use the whole name do not find it. Shorten it.",
    atMost: "warning",
  });
}

/** SQL text comes from the parser with names that are cut already. */
function isDirective({ operation }: Statement): boolean {
  return operation !== null && !["execute", "connection_execute", "static_output"].includes(operation.directive);
}

/** The name where it is written, otherwise the call. */
function textAt(name: Static<string>, action: Action, statement: Statement, ctx: RuleContext) {
  return isWritten(name, ctx) ? name.span : placeOf(action, statement);
}

function isWritten(name: Static<string>, { file }: RuleContext): boolean {
  const written = file.module.text.slice(name.span.start, name.span.end);
  return name.known && (written === `"${name.value}"` || written === `'${name.value}'`);
}

function shorten(name: Static<string>, ctx: RuleContext): readonly Fix[] {
  if (!name.known || !isWritten(name, ctx)) return [];
  const short = shortenedName(name.value);
  const text = pythonString(short, quoteAt(ctx.file.module.text, name.span.start));
  const edits = [{ file: ctx.file.path, span: name.span, text }];
  return storedName(short) === short ? [{ title: `Shorten it to ${short}`, applicability: "suggested", edits }] : [];
}
