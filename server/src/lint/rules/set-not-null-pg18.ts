import type { TextEdit } from "../../base/text-edit.ts";
import { argumentOf, placeOf as placeOfArgument } from "../../emit/read-argument.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action, ConstraintDefinition } from "../../postgres/action.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";
import { sqlTokens } from "../../postgres/sql-tokens.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { sqlName } from "../fixes/sql-name.ts";
import { insideString, stringAt } from "../fixes/string-at.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const setNotNullPg18 = defineRule({
  id: "set-not-null-pg18",
  since: "0.2.0",
  group: "constraints",
  severity: "hint",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  versions: { postgres: { from: "18" } },
  docs: {
    summary: "Since PostgreSQL 18, NOT NULL itself can be added NOT VALID: no CHECK is needed on the way",
    why: md`
      \`CHECK (c IS NOT NULL) NOT VALID\`, \`VALIDATE\`, \`SET NOT NULL\`, and dropping the CHECK again is how a column becomes NOT NULL on older servers without a long lock. PostgreSQL 18 keeps NOT NULL as a constraint, which can be added NOT VALID and validated by itself: two statements in place of four, and nothing to take away.
    `,
    instead: md`
      \`op.execute("ALTER TABLE t ADD CONSTRAINT t_c_not_null NOT NULL c NOT VALID")\`, and \`VALIDATE CONSTRAINT\` in a transaction of its own.
    `,
    limits: md`
      Asked only where the server is stated to be PostgreSQL 18 or newer, for a CHECK of one column on an existing table. The fix is offered only where nothing in the same function sets NOT NULL or drops the constraint: dropping it would take NOT NULL away again.
    `,
    sources: ["https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT"],
    examples: [
      {
        title: "The first step",
        config: 'versions.postgres = "18"',
        bad: py`
          def upgrade():
              op.create_check_constraint("users_email_not_null", "users", "email IS NOT NULL", postgresql_not_valid=True)
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[set-not-null-pg18] +fix: PostgreSQL 18 can add NOT NULL itself to the column email of users without reading the rows.
        `,
        good: py`
          def upgrade():
              op.execute("ALTER TABLE users ADD CONSTRAINT users_email_not_null NOT NULL email NOT VALID")


          def downgrade():
              op.drop_constraint("users_email_not_null", "users")
        `,
      },
    ],
  },
  action: {
    addConstraint(action, statement, ctx) {
      const { table, constraint } = action;
      if (ctx.isAtLeast("postgres", "18") !== "yes" || ctx.direction === "downgrade" || !constraint.notValid) return;
      const column = checkedColumn(constraint);
      if (column === null || existingTable(ctx, table)?.doubt !== null) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `PostgreSQL 18 can add NOT NULL itself to the column ${column} of ${displayName(table)} without reading the rows.`,
        why: "ADD CONSTRAINT … NOT NULL … NOT VALID, and VALIDATE CONSTRAINT behind it, leave no CHECK to take away.",
        fixes: () => (isFinishedHere(table, constraint, ctx) ? [] : addNotNull(action, column, statement, ctx)),
      });
    },
  },
});

/** The column of `CHECK (column IS NOT NULL)`. */
function checkedColumn({ type, expression }: ConstraintDefinition): string | null {
  if (type !== "check" || expression?.known !== true) return null;
  const tokens = sqlTokens(expression.value).filter((it) => it.text !== "(" && it.text !== ")");
  const [column, ...rest] = tokens;
  const isColumn = column?.kind === "name" || column?.kind === "quotedName";
  return isColumn && rest.map((it) => it.value).join(" ") === "is not null" ? column.value : null;
}

/** Does the same function go on with the CHECK: sets NOT NULL, drops it? */
function isFinishedHere(table: QualifiedName, { name }: ConstraintDefinition, { statements }: RuleContext): boolean {
  return statements.some(({ actions }) =>
    actions.some((it) => {
      if (it.kind !== "setNotNull" && it.kind !== "dropConstraint") return it.kind === "unknown";
      if (sameName(it.table, table) === "no") return false;
      return it.kind === "setNotNull" || !it.name.known || name?.known !== true || it.name.value === name.value;
    }),
  );
}

function addNotNull(
  action: Extract<Action, { readonly kind: "addConstraint" }>,
  column: string,
  statement: Statement,
  ctx: RuleContext,
): readonly Fix[] {
  const { name } = action.constraint;
  const table = sqlName(action.table);
  const { operation, span } = statement;
  const alone =
    ctx.statements.filter((it) => it.operation === operation).length === 1 && statement.actions.length === 1;
  if (operation === null || !alone || table === null || name?.known !== true || !isWrittenOnce(ctx.file, operation))
    return [];
  const sql = `ALTER TABLE ${table} ADD CONSTRAINT ${quoteIdentifier(name.value)} NOT NULL ${quoteIdentifier(column)} NOT VALID`;
  const edit = operation.directive === "execute" ? inSql(sql, span, ctx) : asCall(sql, statement, ctx);
  return edit === null ? [] : [{ title: "Add NOT NULL NOT VALID", applicability: "suggested", edits: [edit] }];
}

function inSql(sql: string, span: Statement["span"], { file }: RuleContext): TextEdit | null {
  const literal = stringAt(file.module, span);
  const text = literal === null ? null : insideString(sql, literal);
  return text === null ? null : { file: file.path, span, text };
}

function asCall(sql: string, { operation }: Statement, { file }: RuleContext): TextEdit | null {
  const op = importedAs(file.module, "alembic.op");
  if (operation?.directive !== "create_check_constraint" || operation.batch !== null || op === null) return null;
  const quote = quoteAt(file.module.text, placeOfArgument(argumentOf(operation, "constraint_name")).start);
  return { file: file.path, span: operation.site.call, text: `${op}.execute(${pythonString(sql, quote)})` };
}
