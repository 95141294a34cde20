import type { Statement } from "../../emit/statement.ts";
import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { type IndexAt, indexAt } from "../index-at.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const dropConstraintBackedIndex = defineRule({
  id: "drop-constraint-backed-index",
  since: "0.2.0",
  group: "indexes",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "The index of a primary key, unique or exclusion constraint cannot be dropped by itself",
    why: md`
      PostgreSQL refuses it, with CASCADE too: \`cannot drop index … because constraint … requires it\`. The index belongs to the constraint.
    `,
    instead: "`op.drop_constraint(…)`, which takes the index away with it.",
    limits: md`
      Which indexes belong to constraints is told by the revisions before (an index that became one with \`USING INDEX\` too). Nothing is said about an index that no revision made.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-dropindex.html",
      "https://www.postgresql.org/docs/current/indexes-unique.html",
    ],
    examples: [
      {
        title: "The index of a unique constraint",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("email", sa.Text()))
              op.create_unique_constraint("uq_users_email", "users", ["email"])
        `,
        bad: py`
          def upgrade():
              op.drop_index("uq_users_email", "users")
            # ^^^^^^^^^^^^^ error[drop-constraint-backed-index] +fix: The index uq_users_email belongs to a constraint of users.
        `,
        good: py`
          def upgrade():
              op.create_table("teams", sa.Column("name", sa.Text()), sa.UniqueConstraint("name", name="uq_teams_name"))
              op.drop_constraint("uq_teams_name", "teams", type_="unique")


          def downgrade():
              op.drop_table("teams")
        `,
      },
    ],
  },
  action: {
    dropIndex(action, statement, ctx) {
      const held = indexAt(ctx.schemaAt(statement), action.index);
      if (held?.index.constraint == null) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `The index ${displayName(action.index)} belongs to a constraint of ${held.table.name}.`,
        why: "PostgreSQL refuses to drop it, with CASCADE too. Drop the constraint, which takes the index away with it.",
        doubt: held.exact ? null : "something before that could not be read may have changed the table.",
        fixes: () => asDropConstraint(held, statement, ctx),
      });
    },
  },
});

const types: Readonly<Record<string, string>> = { unique: "unique", primaryKey: "primary" };

/** `op.drop_constraint` in place of `op.drop_index`. */
function asDropConstraint({ table, index }: IndexAt, { operation }: Statement, ctx: RuleContext): readonly Fix[] {
  const op = importedAs(ctx.file.module, "alembic.op");
  const constraint = table.constraints.find((it) => it.name === index.constraint);
  if (operation?.directive !== "drop_index" || operation.batch !== null || op === null) return [];
  if (!isWrittenOnce(ctx.file, operation) || constraint === undefined) return [];
  const quote = quoteAt(ctx.file.module.text, operation.site.argumentsSpan.start);
  const text = (it: string): string => pythonString(it, quote);
  const isInSchema = operation.args.has("schema") && operation.args.get("schema")?.value.type !== "none";
  const type = types[constraint.type];
  const args = [
    text(constraint.name),
    text(table.name),
    ...(type === undefined ? [] : [`type_=${text(type)}`]),
    ...(isInSchema ? [`schema=${text(table.schema)}`] : []),
  ];
  return [
    {
      title: "Drop the constraint",
      applicability: "suggested",
      edits: [{ file: ctx.file.path, span: operation.site.call, text: `${op}.drop_constraint(${args.join(", ")})` }],
    },
  ];
}
