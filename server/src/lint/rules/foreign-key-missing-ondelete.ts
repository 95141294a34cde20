import { defineRule, md, py } from "../define-rule.ts";
import { onForeignKeyWithout } from "../on-foreign-key-without.ts";

export const foreignKeyMissingOndelete = defineRule({
  id: "foreign-key-missing-ondelete",
  since: "0.2.0",
  group: "constraints",
  severity: "hint",
  recommended: false,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A foreign key does not say what becomes of its rows when the row that they refer to is deleted",
    why: md`
      Without ON DELETE it is NO ACTION: the delete fails as long as rows refer to the row. That is often right, and often nobody has thought of it.
    `,
    instead: "Say it: `CASCADE`, `SET NULL`, `RESTRICT`, or `NO ACTION` where the delete is to fail.",
    limits: "Not asked unless it is selected. Foreign keys in `downgrade()` and of code in other files are left alone.",
    sources: ["https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK"],
    peers: ["migrationpilot:MP086"],
    examples: [
      {
        title: "Orders of a user",
        config: 'select = ["foreign-key-missing-ondelete"]',
        bad: py`
          def upgrade():
              op.create_foreign_key("fk_orders_user_id", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)
            # ^^^^^^^^^^^^^^^^^^^^^ hint[foreign-key-missing-ondelete] +fix: The foreign key of orders (user_id) does not say ON DELETE.
        `,
        good: py`
          def upgrade():
              op.create_foreign_key(
                  "fk_orders_user_id", "orders", "users", ["user_id"], ["id"], ondelete="NO ACTION", postgresql_not_valid=True
              )


          def downgrade():
              op.drop_constraint("fk_orders_user_id", "orders", type_="foreignkey")
        `,
      },
    ],
  },
  action: onForeignKeyWithout({
    keyword: "ondelete",
    words: ["on", "delete"],
    isSaid: ({ references }) => references?.onDelete != null,
    what: (key) => `The ${key} does not say ON DELETE.`,
    why: "It is NO ACTION: a row to which others refer cannot be deleted. Say what is to become of them.",
    values: ["NO ACTION", "RESTRICT"].map((value) => ({
      title: `Say ON DELETE ${value}`,
      value,
    })),
  }),
});
