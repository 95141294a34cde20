import type { Statement } from "../../emit/statement.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { tableArguments } from "../fixes/alter-column-line.ts";
import { insertBefore } from "../fixes/insert-before.ts";
import { pythonString } from "../fixes/python-text.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const concurrentlyWithoutDropInvalid = defineRule({
  id: "concurrently-without-drop-invalid",
  since: "0.2.0",
  group: "indexes",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "CREATE INDEX CONCURRENTLY IF NOT EXISTS takes the invalid index of a failed attempt for the real one",
    why: md`
      When CONCURRENTLY fails (a duplicate, a timeout, a cancelled run), an invalid index with that name stays. The next attempt with \`IF NOT EXISTS\` finds it, does nothing and succeeds: the revision is recorded, and the index is never used by a query; a unique one does not keep out the duplicates that are there.
    `,
    instead: md`
      \`op.drop_index(…, postgresql_concurrently=True, if_exists=True)\` before it, in the same autocommit block; or no \`IF NOT EXISTS\`, so that the second attempt fails and somebody looks.
    `,
    limits: md`
      Nothing is said where the same direction drops an index of that name before, or runs SQL that reads \`indisvalid\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY"],
    examples: [
      {
        title: "Made to be run again",
        bad: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True, if_not_exists=True)
                # ^^^^^^^^^^^^^^^ information[concurrently-without-drop-invalid] +fix: A second attempt keeps the invalid index ix_users_email of a failed one.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_email", "users", postgresql_concurrently=True, if_exists=True)
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True, if_not_exists=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_email", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    createIndex(action, statement, ctx) {
      const { name, table } = action;
      if (!action.concurrently || !action.ifNotExists || name?.known !== true) return;
      if (isLookedAfter({ schema: null, name }, statement, ctx)) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `A second attempt keeps the invalid index ${name.value} of a failed one.`,
        why: `IF NOT EXISTS looks at the name only. Drop the index of ${displayName(table)} with IF EXISTS before, or leave IF NOT EXISTS out.`,
        fixes: () => dropBefore(name.value, statement, ctx),
      });
    },
  },
});

/** Does a statement before it drop the index, or ask whether it is valid? */
function isLookedAfter(index: QualifiedName, statement: Statement, { statements }: RuleContext): boolean {
  return statements
    .slice(0, statements.indexOf(statement))
    .some(
      (it) =>
        it.text?.includes("indisvalid") === true ||
        it.gap !== null ||
        it.actions.some(
          (action) =>
            action.kind === "doBlock" ||
            action.kind === "unknown" ||
            (action.kind === "dropIndex" && sameName({ schema: null, name: action.index.name }, index) !== "no"),
        ),
    );
}

function dropBefore(name: string, { operation }: Statement, ctx: RuleContext): readonly Fix[] {
  if (operation?.directive !== "create_index" || !operation.autocommit) return [];
  const target = tableArguments(operation, ctx);
  if (target === null || ctx.isAtLeast("alembic", "1.12.0") === "no") return [];
  const args = [
    pythonString(name, target.quote),
    target.table,
    ...target.schema,
    "postgresql_concurrently=True",
    "if_exists=True",
  ];
  const edit = insertBefore(ctx.file, operation, [`${target.op}.drop_index(${args.join(", ")})`]);
  return edit === null ? [] : [{ title: "Drop it before, if it exists", applicability: "suggested", edits: [edit] }];
}
