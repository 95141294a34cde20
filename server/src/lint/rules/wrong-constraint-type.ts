import type { Span } from "../../base/span.ts";
import { closestNames } from "../../graph/closest-names.ts";
import type { Operation } from "../../migration/operation.ts";
import { findTable } from "../../schema/find-table.ts";
import type { Constraint } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import type { RuleContext } from "../rule.ts";

/** What `type_=` says for each kind; an exclusion constraint has no word of its own. */
const words: Readonly<Record<Constraint["type"], string | null>> = {
  primaryKey: "primary",
  unique: "unique",
  check: "check",
  foreignKey: "foreignkey",
  exclude: null,
};

const phrases: Readonly<Record<Constraint["type"], string>> = {
  primaryKey: "a primary key",
  unique: "a unique constraint",
  check: "a CHECK constraint",
  foreignKey: "a foreign key",
  exclude: "an exclusion constraint",
};

export const wrongConstraintType = defineRule({
  id: "wrong-constraint-type",
  since: "0.2.0",
  group: "schema",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "safe",
  inDowngrade: "same",
  docs: {
    summary: "`op.drop_constraint(…, type_=…)` names another kind than the constraint has, or none that there is",
    why: md`
      A word that Alembic does not know raises a TypeError, which is an error here. With the word of another kind nothing fails on PostgreSQL, which drops constraints by their name; but whoever reads the migration is misled, and on MySQL the wrong statement is sent. That is information.
    `,
    instead: '`type_="foreignkey"`, `"primary"`, `"unique"` or `"check"`, as the constraint is.',
    limits: md`
      The kind is told by the revisions before. Nothing is said where something that could not be read may have made another constraint of that name.
    `,
    sources: ["https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.drop_constraint"],
    examples: [
      {
        title: "A foreign key, called unique",
        before: py`
          def upgrade():
              op.create_table("teams", sa.Column("id", sa.Integer(), primary_key=True))
              op.create_table("users", sa.Column("team_id", sa.Integer(), sa.ForeignKey("teams.id", name="fk_users_team_id")))
        `,
        bad: py`
          def upgrade():
              op.drop_constraint("fk_users_team_id", "users", type_="unique")
                                                                  # ^^^^^^^^ information[wrong-constraint-type] +fix: The constraint fk_users_team_id is a foreign key.
        `,
        good: py`
          def upgrade():
              op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("parent_id", sa.Integer(), sa.ForeignKey("orders.id", name="fk_parent")))
              op.drop_constraint("fk_parent", "orders", type_="foreignkey")


          def downgrade():
              op.drop_table("orders")
        `,
      },
    ],
  },
  on: {
    dropConstraint(operation, ctx) {
      const given = operation.args.get("type_");
      if (given?.value.type !== "str") return;
      const { value } = given.value;
      const known = Object.values(words).filter((it) => it !== null);
      const held = heldBy(operation, ctx);
      const word = held === null ? (closest(value, known) ?? null) : words[held.type];
      const isKnown = known.includes(value);
      if (isKnown && (held === null || word === null || word === value)) return;
      ctx.report({
        at: given.span,
        what: isKnown
          ? `The constraint ${held?.name} is ${held === null ? "" : phrases[held.type]}.`
          : `There is no type of constraint that is called ${value}.`,
        why: isKnown
          ? `type_ says ${value}. PostgreSQL drops it all the same; say what it is, for those who read it and for other databases.`
          : `Alembic raises a TypeError. Write one of ${known.join(", ")}.`,
        ...(isKnown ? { atMost: "information" as const } : {}),
        fixes: () => (word === null ? [] : [changeTo(word, given.span, ctx)]),
      });
    },
  },
});

/** The constraint that the call drops, where everything is known of its table. */
function heldBy(operation: Operation, ctx: RuleContext): Constraint | null {
  for (const statement of ctx.statements.filter((it) => it.operation === operation)) {
    const action = statement.actions.find((it) => it.kind === "dropConstraint");
    const state = ctx.schemaAt(statement);
    const found = state === null || action === undefined ? null : findTable(state, action.table);
    if (action?.name.known !== true || found?.answer !== "yes" || found.gaps.length > 0) return null;
    const { value: name } = action.name;
    return found.table.constraints.find((it) => it.name === name) ?? null;
  }
  return null;
}

/** `fk`, `foreign_key`, `pk`, `primary_key`: what people write. */
function closest(value: string, known: readonly string[]): string | undefined {
  const plain = value.toLowerCase().replace(/[^a-z]/g, "");
  const short: Readonly<Record<string, string>> = {
    fk: "foreignkey",
    pk: "primary",
    primarykey: "primary",
    uq: "unique",
    ck: "check",
  };
  return short[plain] ?? (known.includes(plain) ? plain : closestNames(plain, known)[0]);
}

function changeTo(word: string, span: Span, ctx: RuleContext): Fix {
  const text = pythonString(word, quoteAt(ctx.file.module.text, span.start));
  return { title: `Change type_ to ${word}`, applicability: "safe", edits: [{ file: ctx.file.path, span, text }] };
}
