import type { Statement } from "../../emit/statement.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import { displayed } from "../../schema/catalog-names.ts";
import type { AddedValue, SchemaState } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { addValueInBlock } from "../fixes/add-value-in-block.ts";
import { onConstants, type SentConstants } from "../on-constants.ts";
import type { RuleContext } from "../rule.ts";
import { type EnumType, enumOfConstant } from "../type-of-constant.ts";

export const enumAddValueUsedInSameTransaction = defineRule({
  id: "enum-add-value-used-in-same-transaction",
  since: "0.2.0",
  group: "types",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A new value of an enum type is used before the transaction that adds it has ended",
    why: md`
      \`ALTER TYPE … ADD VALUE\` runs in a transaction, but the value cannot be used in it: an UPDATE, a DEFAULT, a CHECK, a comparison in WHERE, a view or an index over it fail with \`unsafe use of new value "…" of enum type …\`.
      One \`alembic upgrade\` runs all its revisions in one transaction, unless env.py says \`transaction_per_migration=True\`. So a later revision that uses the value fails too, when both are applied at once: on a new database, in CI, on a server that is two revisions behind.
    `,
    instead: md`
      Add the value in \`with op.get_context().autocommit_block():\`. What the revision did before the block is committed with it, so the block is best at the beginning or in a revision of its own.
    `,
    limits: md`
      PostgreSQL 17 and newer allow the value when the same transaction has created the type; where the version is not stated, nothing is said about that.
      A value that another revision adds is a warning, because the two may never run at once. Only columns and types that the revisions tell of are known, and only SQL that is known as a whole; text that is cast to the type (\`'a'::text::state\`) is not looked at.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertype.html#id-1.9.3.42.7"],
    examples: [
      {
        title: "A value and the rows that take it",
        before: py`
          def upgrade():
              op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state", sa.Enum("new", name="state")))
        `,
        bad: py`
          def upgrade():
              op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'paid'")
              op.execute("UPDATE orders SET state = 'paid' WHERE id < 10")
                                                  # ^^^^^^ error[enum-add-value-used-in-same-transaction] +fix: Uses the value paid of the enum type state, which the same transaction adds.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'paid'")
              op.execute("UPDATE orders SET state = 'paid' WHERE id < 10")
        `,
      },
    ],
  },
  action: onConstants((sent, ctx) => {
    if (ctx.project.autocommit === "yes" || !newValues(sent.state).some((it) => sent.mayHold(it.value))) return;
    for (const constant of sent.constants()) {
      const found = enumOfConstant(constant, sent.state);
      const added = found === null ? undefined : newValue(found.type, constant.text, sent.state);
      if (found === null || added === undefined) continue;
      const first = ctx.schemas.steps(ctx.direction)[0];
      const isOwn = first !== undefined && added.clock > first.before.clock;
      if (isOwn && found.type.born > first.before.clock && ctx.isAtLeast("postgres", "17") !== "no") continue;
      const doubt = doubtOf(added, found.exact, ctx);
      if (isOwn) reportOwn({ sent, constant, type: found.type, added, doubt }, ctx);
      else if (ctx.direction === "upgrade") reportOther({ sent, constant, type: found.type, added, doubt }, ctx);
    }
  }),
});

interface Use {
  readonly sent: SentConstants;
  readonly constant: Parameters<SentConstants["placeOf"]>[0];
  readonly type: EnumType;
  readonly added: AddedValue;
  readonly doubt: string | null;
}

/** Those that were added by the transaction that is open. */
function newValues({ types, transactionBegan }: SchemaState): readonly AddedValue[] {
  return [...types.values()].flatMap((it) =>
    it.kind === "enum" ? (it.added ?? []).filter(({ clock }) => clock >= transactionBegan) : [],
  );
}

/** The value, when the transaction that added it has not ended. */
function newValue(type: EnumType, value: string, { transactionBegan }: SchemaState): AddedValue | undefined {
  return type.added?.find((it) => it.value === value && it.clock >= transactionBegan);
}

function doubtOf(added: AddedValue, isExact: boolean, { project }: RuleContext): string | null {
  if (project.autocommit === "unknown") return "env.py may hand Alembic a connection that commits each statement.";
  if (!isExact) return "the type of the column cannot be told without running the revisions.";
  return added.certain ? null : "the value may have been there before.";
}

function reportOwn({ sent, constant, type, added, doubt }: Use, ctx: RuleContext): void {
  const addition = additionOf(added, type, ctx);
  ctx.report({
    at: sent.placeOf(constant),
    what: `Uses the value ${constant.text} of the enum type ${nameOf(type)}, which the same transaction adds.`,
    why: "PostgreSQL refuses the value until the transaction that added it has ended. Add it in `with op.get_context().autocommit_block():`.",
    doubt,
    fixes: () => (addition === null ? [] : addValueInBlock(addition, ctx)),
  });
}

function reportOther({ sent, constant, type, added, doubt }: Use, ctx: RuleContext): void {
  const { revision } = added.at;
  ctx.report({
    at: sent.placeOf(constant),
    what: `Uses the value ${constant.text} of the enum type ${nameOf(type)}, which revision ${revision} adds: both at once fail.`,
    why: `One \`alembic upgrade\` that applies both runs them in one transaction, and PostgreSQL refuses the value until that has ended. Add it in an autocommit block in ${revision}, or set transaction_per_migration=True in env.py.`,
    doubt:
      doubt ?? (ctx.analysis.transactionPerMigration === null ? "env.py may give each revision a transaction." : null),
    atMost: "warning",
  });
}

function nameOf(type: EnumType): string {
  return displayed(type.schema, type.name);
}

/** The statement of this function that added the value. */
function additionOf({ at }: AddedValue, type: EnumType, { statements }: RuleContext): Statement | null {
  const adds = (it: Statement): boolean =>
    it.actions.some((action) => action.kind === "addEnumValue" && mayBe(action.type, type));
  return statements.find((it) => it.operation?.index === at.operation && adds(it)) ?? null;
}

function mayBe({ name }: QualifiedName, type: EnumType): boolean {
  return name.known && name.value === type.name;
}
