import { displayName } from "../../postgres/name.ts";
import type { Table } from "../../schema/schema-state.ts";
import { addsColumn } from "../adds-column.ts";
import { columnAt } from "../column-at.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { fixDependents } from "../fixes/fix-dependents.ts";
import { placeOf } from "../place-of.ts";

export const dropColumnDropsDependents = defineRule({
  id: "drop-column-drops-dependents",
  since: "0.2.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "With a column go its keys, constraints and indexes of several columns, without a word",
    why: md`
      \`DROP COLUMN\` removes every index and constraint of the table that names the column, also where it is one of several: a unique constraint over \`(tenant, email)\` is gone with \`tenant\`, and from then on two rows may have the same email. A primary key goes the same way, and is the one case that is an error.
    `,
    instead:
      "Drop what is meant to go in statements of its own, indexes concurrently, and create what is to stay without the column.",
    limits: md`
      Only what the history tells of is known. Nothing is said about a table that the same revision created, about an index or constraint of this column alone (but a primary key is named), about indexes that are not unique, about a column that \`upgrade()\` added when \`downgrade()\` drops it, and otherwise only information in \`downgrade()\`.
      A foreign key that points to the column keeps it from being dropped; that is another matter.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-COLUMN"],
    peers: [
      "pg-migration-lint:PGM010",
      "pg-migration-lint:PGM011",
      "pg-migration-lint:PGM012",
      "online_migrations:remove_column",
    ],
    examples: [
      {
        title: "What made two columns unique",
        before: py`
          def upgrade():
              op.create_table(
                  "users",
                  sa.Column("tenant", sa.Integer()),
                  sa.Column("email", sa.Text()),
                  sa.UniqueConstraint("tenant", "email", name="uq_users_tenant_email"),
              )
        `,
        bad: py`
          def upgrade():
              op.drop_column("users", "tenant")
            # ^^^^^^^^^^^^^^ warning[drop-column-drops-dependents] +fix: With the column tenant of users goes the unique constraint uq_users_tenant_email.
        `,
        good: py`
          def upgrade():
              op.create_table(
                  "carts",
                  sa.Column("tenant", sa.Integer()),
                  sa.Column("code", sa.Text()),
                  sa.UniqueConstraint("tenant", "code", name="uq_carts_tenant_code"),
              )
              op.drop_constraint("uq_carts_tenant_code", "carts", type_="unique")
              op.drop_column("carts", "tenant")


          def downgrade():
              op.drop_table("carts")
        `,
      },
    ],
  },
  action: {
    dropColumn(action, statement, ctx) {
      const { table, column } = action;
      const found = columnAt(ctx.schemaAt(statement), table, column);
      if (existingTable(ctx, table) === null || found === null || !column.known) return;
      // What the upgrade put around its own column goes with it.
      if (ctx.direction === "downgrade" && addsColumn(ctx.otherStatements, table, column) === "yes") return;
      const parts = dependents(found.table, column.value);
      const [first] = parts;
      if (first === undefined) return;
      const names = parts.map((it) => `${it.what} ${it.name}`);
      const list = names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
      ctx.report({
        at: placeOf(action, statement),
        what: `With the ${columnPhrase(column)} of ${displayName(table)} ${names.length === 1 ? "goes" : "go"} ${list}.`,
        why: "PostgreSQL removes it without a word, and what it kept from happening can happen from then on. Drop it in a statement of its own, and create what is to stay without the column.",
        ...(parts.some((it) => it.constraint === "primaryKey") ? {} : { atMost: "warning" as const }),
        doubt: found.exact ? null : "a statement that could not be read may have changed the table.",
        fixes: () => (found.exact ? fixDependents(parts, statement, ctx) : []),
      });
    },
  },
});

/** What of a table goes with a column, although it is not about this column alone. */
function dependents(table: Table, column: string) {
  const words = {
    primaryKey: "the primary key",
    unique: "the unique constraint",
    check: "the CHECK",
    foreignKey: "the foreign key",
    exclude: "the exclusion constraint",
  } as const;
  const constraints = table.constraints
    .filter((it) => it.columns.includes(column) && (it.columns.length > 1 || it.type === "primaryKey"))
    .map((it) => ({ what: words[it.type], name: it.name, constraint: it.type }));
  const indexes = table.indexes
    .filter((it) => it.constraint === null && it.unique && it.elements.length > 1)
    .filter((it) => it.elements.some((one) => one.columns.includes(column)) || it.whereColumns.includes(column))
    .map((it) => ({ what: "the unique index", name: it.name, constraint: null }));
  return [...constraints, ...indexes];
}
