import type { Statement } from "../../emit/statement.ts";
import { displayName } from "../../postgres/name.ts";
import type { For, While } from "../../python/syntax.ts";
import { type DataAction, dataExtent, smallTables } from "../data-extent.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { enclosingLoop } from "../enclosing-loop.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { wrapInBlock } from "../fixes/wrap-in-block.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const batchLoopSingleTransaction = defineRule({
  id: "batch-loop-single-transaction",
  since: "0.2.0",
  group: "data",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  options: { smallTables },
  docs: {
    summary: "Batches in one transaction lock as many rows, as long, as a single statement",
    why: md`
      Batches are there to let go of the rows in between, and to leave something for VACUUM to clean up. Alembic holds a transaction around \`upgrade()\`: the locks of the first batch are there until the last one is done, and a failure takes all of them back.
    `,
    instead: "The loop in `with op.get_context().autocommit_block():`, so that each batch is committed by itself.",
    limits: md`
      A batch is what has a range of a column in its condition, or LIMIT, and stands in a loop. Nothing is said about a table that the same revision created, about \`smallTables\`, about loops with a \`commit()\` (which has a rule of its own), and where env.py gives Alembic a connection in AUTOCOMMIT mode.
    `,
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block",
    ],
    examples: [
      {
        title: "A loop in the transaction of the migration",
        bad: py`
          def upgrade():
              for first in range(0, 10_000, 1000):
                  op.execute(f"UPDATE users SET active = true WHERE id BETWEEN {first} AND {first + 999}")
                             # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[batch-loop-single-transaction] +fix: Updates users in batches, which one transaction holds together.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  for first in range(0, 10_000, 1000):
                      op.execute(
                          sa.text("UPDATE users SET active = true WHERE id BETWEEN :first AND :first + 999").bindparams(
                              first=first
                          )
                      )


          def downgrade():
              raise NotImplementedError("Which were active is not known any more.")
        `,
      },
    ],
  },
  action: { insert: check, update: check, delete: check },
});

function check(action: DataAction, statement: Statement, ctx: RuleContext): void {
  const { operation } = statement;
  if (operation === null || operation.autocommit || operation.site.file !== null) return;
  const { extent, tables } = dataExtent(action, statement, ctx);
  const loop = extent === "batch" ? enclosingLoop(ctx.file.module, operation.site.call.start) : null;
  const [table] = tables;
  if (loop === null || table === undefined || ctx.createdBefore(table) !== "no" || endsTransaction(loop, ctx)) return;
  if (ctx.project.autocommit === "yes") return;
  const verb = action.kind === "delete" ? "Deletes from" : action.kind === "update" ? "Updates" : "Copies";
  ctx.report({
    at: placeOf(action, statement),
    what: `${verb} ${displayName(table)} in batches, which one transaction holds together.`,
    why: "The rows of the first batch stay locked until the last one is done. Put the loop into an autocommit block.",
    fixes: () => wrapLoop(loop, statement, ctx),
  });
}

function endsTransaction({ span }: For | While, { body }: RuleContext): boolean {
  return body.calls.some(
    ({ method, site }) =>
      (method === "commit" || method === "rollback" || method === "begin" || method === "autocommit_block") &&
      span.start <= site.call.start &&
      site.call.end <= span.end,
  );
}

function wrapLoop({ span }: For | While, { operation }: Statement, ctx: RuleContext): readonly Fix[] {
  const op = importedAs(ctx.file.module, "alembic.op");
  if (op === null || operation === null || operation.batch !== null || operation.site.frames.length > 0) return [];
  if (ctx.project.outerTransaction === "yes") return [];
  const edit = wrapInBlock(ctx.file, span, `with ${op}.get_context().autocommit_block():`);
  return edit === null
    ? []
    : [{ title: "Put the loop into an autocommit block", applicability: "suggested", edits: [edit] }];
}
