import type { Statement } from "../../emit/statement.ts";
import type { Action, ConstraintDefinition } from "../../postgres/action.ts";
import { catalogType } from "../../postgres/catalog-type.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { columnAt } from "../column-at.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { onNewConstraint } from "../on-new-constraint.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const foreignKeyTypeMismatch = defineRule({
  id: "foreign-key-type-mismatch",
  since: "0.2.0",
  group: "constraints",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "The column of a foreign key and the one that it refers to have different types",
    why: md`
      Where PostgreSQL cannot compare the two types (a text with a UUID, a number with a text), the statement fails: \`foreign key constraint "…" cannot be implemented\`.
      An \`integer\` that refers to a \`bigint\` is accepted, and works until the first number that does not fit: then no row can refer to the new ones. This is a warning.
    `,
    instead: "Give the column the type of the one that it refers to.",
    limits: md`
      Types are compared where the revisions before, or this one, tell both of them, and only PostgreSQL's own types that were tried on a server: numbers, texts, dates and times, boolean, uuid, inet, bytea. \`varchar\` and \`text\` go together, and so do dates and timestamps.
    `,
    sources: ["https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK"],
    peers: ["atlas:PG305", "migrationpilot:MP047"],
    examples: [
      {
        title: "A text that refers to a UUID",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Uuid(), primary_key=True))
        `,
        bad: py`
          def upgrade():
              op.create_table("orders", sa.Column("user_id", sa.String(36), sa.ForeignKey("users.id", name="fk_orders_user_id")))
                                                                          # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[foreign-key-type-mismatch]: The column user_id is character varying, and users (id), which it refers to, is uuid.
        `,
        good: py`
          def upgrade():
              op.create_table("orders", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id", name="fk_orders_user_id")))


          def downgrade():
              op.drop_table("orders")
        `,
      },
    ],
  },
  action: onNewConstraint(check),
});

function check(
  table: QualifiedName,
  { references, columns, span }: ConstraintDefinition,
  action: Action,
  statement: Statement,
  ctx: RuleContext,
): void {
  if (references === null || references.columns.length !== columns.length) return;
  columns.forEach((column, at) => {
    const referred = references.columns[at];
    const target = referred === undefined ? null : columnAt(ctx.schemaAt(statement), references.table, referred);
    const own = column.known ? ownType(table, column.value, action, statement, ctx) : null;
    const to = target?.column.baseType ?? null;
    if (own === null || to === null || target === null || own.type === to || !column.known || !referred?.known) return;
    const isAccepted = accepts(own.type, to);
    const isNarrow = isAccepted === true && narrower.get(own.type)?.includes(to) === true;
    if (isAccepted === null || (isAccepted && !isNarrow)) return;
    ctx.report({
      at: action.kind === "addConstraint" ? placeOf(action, statement) : span,
      what: `The column ${column.value} is ${own.type}, and ${displayName(references.table)} (${referred.value}), which it refers to, is ${to}.`,
      why: isNarrow
        ? "Rows with a number that is too large for the column can never be referred to. Give both the same type."
        : "PostgreSQL cannot compare the two, and the statement fails. Give both the same type.",
      doubt: own.exact && target.exact ? null : "something before that could not be read may have changed the types.",
      ...(isNarrow ? { atMost: "warning" as const } : {}),
    });
  });
}

/** The type of the column that refers, as the same statement writes it, or as the table has it. */
function ownType(
  table: QualifiedName,
  name: string,
  action: Action,
  statement: Statement,
  ctx: RuleContext,
): { readonly type: string; readonly exact: boolean } | null {
  const written = action.kind === "createTable" ? action.columns : action.kind === "addColumn" ? [action.column] : [];
  const definition = written.find((it) => it.name.known && it.name.value === name);
  if (definition !== undefined) {
    const serial: Readonly<Record<string, string>> = {
      SERIAL: "integer",
      BIGSERIAL: "bigint",
      SMALLSERIAL: "smallint",
    };
    if (!definition.type.known) return null;
    const type = serial[definition.type.value.toUpperCase()] ?? catalogType(definition.type.value, () => null)?.base;
    return type === undefined ? null : { type, exact: true };
  }
  const { span } = statement;
  const held = columnAt(ctx.schemaAt(statement), table, { known: true, value: name, span });
  return held?.column.baseType == null ? null : { type: held.column.baseType, exact: held.exact };
}

const texts = ["text", "character varying", "character"];
const moments = ["date", "timestamp without time zone", "timestamp with time zone"];
const integers = ["smallint", "integer", "bigint"];

/** What each type can refer to beside itself: every pair of these types was tried on PostgreSQL 15 and 18. */
const accepted: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...texts.map((it) => [it, texts] as const),
  ...moments.map((it) => [it, moments] as const),
  ...integers.map((it) => [it, [...integers, "numeric", "real"]] as const),
  ["numeric", ["real"]],
  ...["real", "uuid", "boolean", "inet", "bytea"].map((it) => [it, []] as const),
]);

/** Types of numbers that hold fewer than the other. */
const narrower: ReadonlyMap<string, readonly string[]> = new Map([
  ["smallint", ["integer", "bigint"]],
  ["integer", ["bigint"]],
]);

/** Null: the pair was not tried. */
function accepts(from: string, to: string): boolean | null {
  const targets = accepted.get(from);
  return targets === undefined || !accepted.has(to) ? null : targets.includes(to);
}
