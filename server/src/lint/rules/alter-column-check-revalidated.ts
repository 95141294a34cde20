import { displayName } from "../../postgres/name.ts";
import { columnAt } from "../column-at.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { effectOn, waitingSentence } from "../lock-phrase.ts";
import { onTypeChange } from "../on-type-change.ts";
import { isZoneChange } from "../type-rewrites.ts";

export const alterColumnCheckRevalidated = defineRule({
  id: "alter-column-check-revalidated",
  since: "0.2.0",
  group: "columns",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A change of type that leaves the rows alone still reads them for a CHECK, or builds indexes anew",
    why: md`
      \`varchar(20)\` to \`text\` does not write the table anew. But a CHECK that names the column is checked again for every row, and an index whose expression or condition names it, or whose operators are others for the new type, is built again, under a lock that keeps out reads and writes.
    `,
    instead:
      "Where the table is large: drop the index or the CHECK before, and create it afterwards, concurrently and NOT VALID.",
    limits: md`
      Said only where the history tells of the column, and the table is not written anew (then \`alter-column-type-rewrite\` speaks). Nothing is said about a table that the same revision created.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"],
    peers: ["strong_migrations:change_column_constraint"],
    examples: [
      {
        title: "A CHECK on the column",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("name", sa.String(20)), sa.Column("email", sa.String(20)), sa.CheckConstraint("name <> ''", name="named"))
        `,
        bad: py`
          def upgrade():
              op.alter_column("users", "name", existing_type=sa.String(20), type_=sa.Text())
                                                                          # ^^^^^^^^^^^^^^^ information[alter-column-check-revalidated]: The new type of the column name of users has every row checked again.
        `,
        good: py`
          def upgrade():
              op.alter_column("users", "email", existing_type=sa.String(20), type_=sa.Text())


          def downgrade():
              raise NotImplementedError("Some are longer now.")
        `,
      },
    ],
  },
  action: onTypeChange(({ action, change, statement, columnName }, ctx) => {
    if (columnAt(ctx.schemaAt(statement), action.table, action.column)?.exact !== true) return null;
    const effect = effectOn(ctx, statement, action.table);
    if (effect?.rewrites !== false || isZoneChange(change, action)) return null;
    const indexes = ctx.locks(statement).filter((it) => it.object === "index" && it.rewrites === true);
    const names = indexes.flatMap((it) => (it.relation === null ? [] : [displayName(it.relation)]));
    if (effect.scans !== true && names.length === 0) return null;
    const what =
      names.length === 0
        ? "has every row checked again"
        : `has the ${names.length === 1 ? "index" : "indexes"} ${names.join(", ")} built anew`;
    return {
      what: `The new type of the ${columnName} ${what}.`,
      why: `The rows themselves stay as they are. ${waitingSentence(effect)}`,
    };
  }),
});
