import { argumentOf, readName } from "../../emit/read-argument.ts";
import { tableOf } from "../../emit/table-name.ts";
import type { Operation } from "../../migration/operation.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import { displayName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import type { Constraint } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import type { RuleContext } from "../rule.ts";

export const dropConstraintNone = defineRule({
  id: "drop-constraint-none",
  since: "0.2.0",
  group: "constraints",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "`op.drop_constraint(None, …)` cannot run: nobody can drop a constraint without its name",
    why: md`
      \`alembic revision --autogenerate\` writes it into \`downgrade()\` for a constraint that has no name. SQLAlchemy refuses it: \`Can't emit DROP CONSTRAINT …; it has no name\`. The downgrade fails on the day on which it is needed.
    `,
    instead: md`
      Write the name that the constraint has in the database: PostgreSQL calls it \`<table>_<columns>_key\`, \`_fkey\` or \`_check\`, and \`<table>_pkey\`. Better, name it where it is created (see unnamed-constraint), and use that name here.
    `,
    limits: md`
      Nothing is said where the metadata of env.py has a naming convention, which may make up a name, nor where that cannot be read. The name in the fix is the one of the only constraint of that kind on the table, or of the one that the other direction adds; where several come into question, no fix is offered.
    `,
    sources: ["https://alembic.sqlalchemy.org/en/latest/naming.html"],
    examples: [
      {
        title: "What autogenerate writes",
        bad: py`
          def upgrade():
              op.create_unique_constraint(None, "users", ["email"])


          def downgrade():
              op.drop_constraint(None, "users", type_="unique")
                               # ^^^^ error[drop-constraint-none]: Drops a constraint of users without saying which.
        `,
        good: py`
          def upgrade():
              op.create_table("users", sa.Column("email", sa.Text()))
              op.create_unique_constraint("uq_users_email", "users", ["email"])


          def downgrade():
              op.drop_table("users")
        `,
      },
    ],
  },
  on: {
    dropConstraint(operation, ctx) {
      const given = operation.args.get("constraint_name");
      if (given?.value.type !== "none" || ctx.analysis.namingConvention.kind !== "none") return;
      const table = tableOf(operation);
      ctx.report({
        at: given.span,
        what: `Drops a constraint of ${displayName(table)} without saying which.`,
        why: "SQLAlchemy raises a CompileError: it has no name. Write the name that the constraint has in the database.",
        fixes: () => named(operation, table, ctx),
      });
    },
  },
});

const types: Readonly<Record<string, Constraint["type"]>> = {
  unique: "unique",
  foreignkey: "foreignKey",
  primary: "primaryKey",
  check: "check",
};

/** The name of the only constraint that can be meant. */
function named(operation: Operation, table: QualifiedName, ctx: RuleContext): readonly Fix[] {
  const found = ctx.schema === null ? null : findTable(ctx.schema, table);
  const kind = readName(argumentOf(operation, "type_"))?.name;
  const given = operation.args.get("constraint_name");
  if (found?.answer !== "yes" || given === undefined || operation.site.file !== null) return [];
  const type = kind?.known === true ? types[kind.value] : undefined;
  const ofKind = found.table.constraints.filter((it) => type === undefined || it.type === type);
  const added = ofKind.filter((it) => isAdded(it, ctx));
  const [only, ...others] = added.length > 0 ? added : ofKind;
  if (only === undefined || others.length > 0) return [];
  const { text } = ctx.file.module;
  if (text.slice(given.span.start, given.span.end) !== "None") return [];
  const name = pythonString(only.name, quoteAt(text, operation.site.argumentsSpan.start));
  return [
    {
      title: `Drop ${only.name}`,
      applicability: "suggested",
      edits: [{ file: ctx.file.path, span: given.span, text: name }],
    },
  ];
}

/** Does the other direction add it, without a name? */
function isAdded(constraint: Constraint, { otherStatements }: RuleContext): boolean {
  return otherStatements.some((it) =>
    it.actions.some(
      (action) =>
        action.kind === "addConstraint" &&
        action.constraint.name === null &&
        action.constraint.type === constraint.type &&
        action.constraint.columns.length === constraint.columns.length &&
        action.constraint.columns.every((column, at) => column.known && column.value === constraint.columns[at]),
    ),
  );
}
