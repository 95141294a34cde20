import { readEnum } from "../../emit/enum-type.ts";
import { columnOf } from "../../migration/column-call.ts";
import type { Operation } from "../../migration/operation.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import type { SqlConstant } from "../../postgres/sql-constants.ts";
import type { PyValue } from "../../python/value.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { onConstants, type SentConstants } from "../on-constants.ts";
import type { RuleContext } from "../rule.ts";
import { columnOfConstant } from "../type-of-constant.ts";

export const enumNonNativeLength = defineRule({
  id: "enum-non-native-length",
  since: "0.2.0",
  group: "types",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A value is longer than the VARCHAR column that should hold it",
    why: md`
      \`sa.Enum(…, native_enum=False)\` is a \`VARCHAR\` as long as its longest value. When a longer value comes later, the column has to grow with it: a row with it fails with \`value too long for type character varying(…)\`, also when a CHECK allows the value.
      SQLAlchemy itself refuses a \`length=\` that is shorter than a value (ValueError).
    `,
    instead:
      "Make the column longer before: `op.alter_column(…, type_=sa.String(length=…))` changes no row. Better, give it room from the beginning with `length=`.",
    limits: md`
      Constants are looked at that are stored in a column, or that a CHECK compares with it; in WHERE a longer text is harmless. Trailing spaces do not count, for PostgreSQL cuts them off. The length is that of the schema which the revisions make.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/datatype-character.html",
      "https://docs.sqlalchemy.org/en/20/core/type_basics.html#sqlalchemy.types.Enum.params.length",
    ],
    examples: [
      {
        title: "A longer word",
        before: py`
          def upgrade():
              op.create_table("orders", sa.Column("state", sa.Enum("new", "paid", name="state", native_enum=False)))
        `,
        bad: py`
          def upgrade():
              op.execute("INSERT INTO orders (state) VALUES ('cancelled')")
                                                           # ^^^^^^^^^^^ error[enum-non-native-length]: 'cancelled' has 9 characters, the column state has room for 4.
        `,
        good: py`
          def upgrade():
              op.alter_column("orders", "state", type_=sa.String(length=20), existing_type=sa.String(length=4))
              op.execute("INSERT INTO orders (state) VALUES ('cancelled')")
        `,
      },
    ],
  },
  on: {
    addColumn: (operation, ctx) => checkLength(operation, [operation.args.get("column")?.value], ctx),
    createTable: (operation, ctx) =>
      checkLength(
        operation,
        operation.rest.map((it) => it.value),
        ctx,
      ),
  },
  action: onConstants(checkConstants),
});

/** `length=` is shorter than a value. */
function checkLength(operation: Operation, columns: readonly (PyValue | undefined)[], ctx: RuleContext): void {
  for (const column of columns) {
    const call = symbolicOf(columnOf(column)?.type ?? undefined);
    if (call?.kind !== "call" || call.path !== "sqlalchemy.Enum") continue;
    const { length, type, native } = readEnum(call.path, call);
    if (native !== false || length?.known !== true || !type.values.known) continue;
    const longest = type.values.value.reduce((a, b) => (characters(b) > characters(a) ? b : a), "");
    if (characters(longest) <= Number(length.value)) continue;
    ctx.report({
      at: operation.site.callee,
      what: `length=${length.value} is too short for '${longest}' of ${characters(longest)} characters.`,
      why: "SQLAlchemy refuses that with a ValueError, and the migration ends. Make the length at least as long as the longest value.",
    });
  }
}

function checkConstants(sent: SentConstants, ctx: RuleContext): void {
  const isCheck = sent.statement.actions.some((it) => it.kind === "addConstraint" && it.constraint.type === "check");
  const stores = sent.statement.actions.some((it) => it.kind === "insert" || it.kind === "update");
  if (!isCheck && !stores) return;
  for (const constant of sent.constants()) {
    if (!isCheck && constant.use !== "stored") continue;
    const found = columnOfConstant(constant, sent.state);
    const room = found?.column.type.form === "catalog" ? roomOf(found.column.type.text) : null;
    if (found === null || room === null || characters(stored(constant)) <= room) continue;
    const { name } = found.column;
    ctx.report({
      at: sent.placeOf(constant),
      what: `'${constant.text}' has ${characters(constant.text)} characters, the column ${name} has room for ${room}.`,
      why: isCheck
        ? "The CHECK allows a value that no row can have: it is too long for the column. Make the column longer before."
        : "The statement fails for the first row: value too long. Make the column longer before.",
      doubt: found.exact ? null : "the length of the column cannot be told without running the revisions.",
      ...(isCheck ? { atMost: "warning" as const } : {}),
    });
  }
}

/** PostgreSQL cuts off spaces that do not fit. */
function stored({ text }: SqlConstant): string {
  return text.replace(/ +$/, "");
}

function roomOf(type: string): number | null {
  const [, room] = /^character(?: varying)?\((\d+)\)$/.exec(type) ?? [];
  return room === undefined ? null : Number(room);
}

/** Code points, as PostgreSQL counts them. */
function characters(text: string): number {
  return [...text].length;
}
