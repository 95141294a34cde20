import type { Operation } from "../../migration/operation.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import type { RuleContext } from "../rule.ts";

export const alterColumnNoop = defineRule({
  id: "alter-column-noop",
  since: "0.2.0",
  group: "columns",
  severity: "hint",
  recommended: true,
  dialects: ["postgresql"],
  fix: "safe",
  inDowngrade: "information",
  docs: {
    summary: "`op.alter_column` that only says what exists changes nothing",
    why: md`
      Arguments that begin with \`existing_\` describe the column; they change nothing. A call with nothing else sends no statement to PostgreSQL: what was meant is missing, or the call is left over.
    `,
    instead:
      "Say what is to change (`nullable=`, `type_=`, `server_default=`, `new_column_name=`, `comment=`), or delete the call.",
    limits:
      "Nothing is said when an argument is not known, when arguments are not Alembic's own (`mysql_…`, plugins), or inside a batch block, where the call may be there for SQLite.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.alter_column"],
    examples: [
      {
        title: "Only what exists",
        bad: py`
          def upgrade():
              op.alter_column("users", "email", existing_type=sa.Text(), existing_nullable=True)
            # ^^^^^^^^^^^^^^^ hint[alter-column-noop]: This op.alter_column changes nothing.
        `,
        good: py`
          def upgrade():
              op.alter_column("users", "email", existing_type=sa.Text(), comment="Where to write to.")


          def downgrade():
              op.alter_column("users", "email", existing_type=sa.Text(), comment=None)
        `,
      },
    ],
  },
  on: {
    alterColumn(operation, ctx) {
      if (operation.openArguments !== null || operation.bindingError !== null || operation.batch !== null) return;
      if (operation.kw.size > 0) return;
      for (const [name, argument] of operation.args) {
        if (name === "table_name" || name === "column_name" || name === "schema" || name.startsWith("existing_"))
          continue;
        const isDefault = argument.passed === "default" || argument.value.type === "none";
        // False means "not given" for a default and a comment; None removes them.
        const isOff = argument.value.type === "bool" && !argument.value.value && name !== "nullable";
        const removes = argument.value.type === "none" && (name === "server_default" || name === "comment");
        if (!(isOff || (isDefault && !removes))) return;
      }
      if (ctx.statements.some((it) => it.operation === operation)) return;
      ctx.report({
        at: operation.site.callee,
        what: "This op.alter_column changes nothing.",
        why: "Arguments that begin with existing_ only describe the column. Say what is to change, or delete the call.",
        fixes: () => remove(operation, ctx),
      });
    },
  },
});

/** Takes the line away, where a statement stands beside it in the same block. */
function remove(operation: Operation, ctx: RuleContext): readonly Fix[] {
  const { file } = ctx;
  const { site } = operation;
  const { text } = file.module;
  const others = ctx.body.operations.some((it) => it !== operation && sharesBlock(it, operation, text));
  const alone = site.statement.start === site.call.start && site.statement.end === site.call.end;
  if (!isWrittenOnce(file, operation) || !others || !alone) return [];
  const start = text.lastIndexOf("\n", site.statement.start - 1) + 1;
  const newline = text.indexOf("\n", site.statement.end);
  if (text.slice(start, site.statement.start).trim() !== "" || newline === -1) return [];
  if (text.slice(site.statement.end, newline).trim() !== "") return [];
  return [
    {
      title: "Delete this call",
      applicability: "safe",
      edits: [{ file: file.path, span: { start, end: newline + 1 }, text: "" }],
    },
  ];
}

/** At the same indentation and under the same conditions: the block is not empty without the call. */
function sharesBlock(a: Operation, b: Operation, text: string): boolean {
  if (a.site.file !== null || a.site.statement.start === b.site.statement.start) return false;
  const column = (at: number): number => at - text.lastIndexOf("\n", at - 1);
  const conditions = (it: Operation): string => JSON.stringify(it.site.conditions.map((one) => one.span));
  return (
    column(a.site.statement.start) === column(b.site.statement.start) &&
    conditions(a) === conditions(b) &&
    a.batch === null &&
    a.autocommitBlock === b.autocommitBlock
  );
}
