import { displayName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { hangingOn, listed, nameOf } from "../hanging-on.ts";
import { placeOf } from "../place-of.ts";

export const truncateReferenced = defineRule({
  id: "truncate-referenced",
  since: "0.2.0",
  group: "tables",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A table to which a foreign key refers cannot be truncated alone",
    why: md`
      PostgreSQL refuses, even when the other table is empty: \`cannot truncate a table referenced in a foreign key constraint\`.
    `,
    instead: md`
      Name both tables in one statement, when both are to be emptied: \`TRUNCATE users, orders\`. Otherwise \`DELETE FROM users\`.
    `,
    limits: "What refers to the table is told by the revisions before.",
    sources: ["https://www.postgresql.org/docs/current/sql-truncate.html"],
    examples: [
      {
        title: "A table that others refer to",
        before: py`
          def upgrade():
              op.execute("CREATE TABLE carts (id bigint PRIMARY KEY)")
              op.execute("CREATE TABLE lines (cart_id bigint REFERENCES carts)")
        `,
        bad: py`
          def upgrade():
              op.execute("TRUNCATE carts")
                        # ^^^^^^^^^^^^^^ error[truncate-referenced]: Truncates carts, to which a foreign key of lines refers.
        `,
        good: py`
          def upgrade():
              op.execute("DELETE FROM carts WHERE id = 7")


          def downgrade():
              raise NotImplementedError("The row is gone.")
        `,
      },
    ],
  },
  action: {
    truncate(action, statement, ctx) {
      if (action.cascade) return;
      const state = ctx.schemaAt(statement);
      for (const table of action.tables) {
        const found = hangingOn(state, table);
        const keys = (found?.foreignKeys ?? []).filter((it) =>
          action.tables.every((other) => sameName(other, nameOf(it.from)) === "no"),
        );
        if (found === null || keys.length === 0) continue;
        const names = [...new Set(keys.map((it) => it.from.name))];
        ctx.report({
          at: placeOf(action, statement),
          what: `Truncates ${displayName(table)}, to which ${keys.length === 1 ? "a foreign key" : "foreign keys"} of ${listed(names)} ${keys.length === 1 ? "refers" : "refer"}.`,
          why: `PostgreSQL refuses it, even when ${names.length === 1 ? "that table is" : "these tables are"} empty. Truncate them together, or delete the rows.`,
          doubt: found.exact ? null : "a statement that could not be read may have changed that.",
        });
      }
    },
  },
});
