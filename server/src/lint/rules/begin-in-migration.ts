import { defineRule, md, py } from "../define-rule.ts";

export const beginInMigration = defineRule({
  id: "begin-in-migration",
  since: "0.2.0",
  group: "transactions",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  versions: { sqlalchemy: { from: "2.0" } },
  docs: {
    summary: "`begin()` on the connection of the migration fails, because Alembic has begun already",
    why: md`
      The connection of a migration is in the transaction that Alembic began. Since SQLAlchemy 2.0 a second \`begin()\` raises \`InvalidRequestError: This connection has already initialized a SQLAlchemy Transaction() object\`.
    `,
    instead:
      "`with op.get_bind().begin_nested():` makes a savepoint inside Alembic's transaction. Mostly nothing is needed at all: the migration runs in one transaction anyway.",
    limits:
      "Nothing is said where the project certainly has SQLAlchemy 1.4, in which a second `begin()` did nothing, and about connections that the migration opened itself.",
    sources: ["https://docs.sqlalchemy.org/en/20/core/connections.html#using-savepoint"],
    examples: [
      {
        title: "A block of its own",
        bad: py`
          def upgrade():
              with op.get_bind().begin():
                 # ^^^^^^^^^^^^^^^^^^^ error[begin-in-migration] +fix: Begins a transaction on a connection that is in one.
                  op.execute("UPDATE users SET plan = 'free'")
        `,
        good: py`
          def upgrade():
              with op.get_bind().begin_nested():
                  op.execute("UPDATE users SET plan = 'free' WHERE id = 1")


          def downgrade():
              raise NotImplementedError("The plans are gone.")
        `,
      },
    ],
  },
  calls: {
    begin(call, ctx) {
      if (call.own !== true || call.on !== "connection") return;
      const { callee } = call.site;
      ctx.report({
        at: callee,
        what: "Begins a transaction on a connection that is in one.",
        why: "Alembic has begun already, so SQLAlchemy 2.0 raises InvalidRequestError. `begin_nested()` makes a savepoint.",
        // Inside an autocommit block there is no transaction in which to make a savepoint.
        fixes: () =>
          !call.autocommit && ctx.file.module.text.slice(callee.start, callee.end).endsWith(".begin")
            ? [
                {
                  title: "Use begin_nested()",
                  applicability: "suggested",
                  edits: [
                    {
                      file: ctx.file.path,
                      span: { start: callee.end - "begin".length, end: callee.end },
                      text: "begin_nested",
                    },
                  ],
                },
              ]
            : [],
      });
    },
  },
});
