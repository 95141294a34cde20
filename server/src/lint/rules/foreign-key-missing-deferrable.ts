import { defineRule, md, py } from "../define-rule.ts";
import { onForeignKeyWithout } from "../on-foreign-key-without.ts";

export const foreignKeyMissingDeferrable = defineRule({
  id: "foreign-key-missing-deferrable",
  since: "0.2.0",
  group: "constraints",
  severity: "hint",
  recommended: false,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A foreign key that is not deferrable is tested at each statement, never at the end of the transaction",
    why: md`
      Rows that refer to each other, and loads in any order, need \`SET CONSTRAINTS ALL DEFERRED\`, which only constraints obey that were made DEFERRABLE. For others, and for most applications, it makes no difference.
    `,
    instead: '`deferrable=True`, and `initially="DEFERRED"` where every transaction is to test it at its end.',
    limits:
      "Not asked unless it is selected: for teams that make all their keys deferrable. Foreign keys in `downgrade()` and of code in other files are left alone.",
    sources: ["https://www.postgresql.org/docs/current/sql-set-constraints.html"],
    peers: ["migrationpilot:MP074"],
    examples: [
      {
        title: "Orders of a user",
        config: 'select = ["foreign-key-missing-deferrable"]',
        bad: py`
          def upgrade():
              op.create_foreign_key("fk_orders_user_id", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)
            # ^^^^^^^^^^^^^^^^^^^^^ hint[foreign-key-missing-deferrable] +fix: The foreign key of orders (user_id) is not deferrable.
        `,
        good: py`
          def upgrade():
              op.create_foreign_key(
                  "fk_orders_user_id", "orders", "users", ["user_id"], ["id"], deferrable=True, postgresql_not_valid=True
              )


          def downgrade():
              op.drop_constraint("fk_orders_user_id", "orders", type_="foreignkey")
        `,
      },
    ],
  },
  action: onForeignKeyWithout({
    keyword: "deferrable",
    words: ["deferrable"],
    isSaid: ({ deferrable }) => deferrable,
    what: (key) => `The ${key} is not deferrable.`,
    why: "It is tested at each statement, and no transaction can put the test off until its end.",
    values: [{ title: "Make it deferrable", value: true }],
  }),
});
