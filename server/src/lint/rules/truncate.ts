import { lockSchema } from "../../locks/lock-schema.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { listed } from "../hanging-on.ts";
import { placeOf } from "../place-of.ts";

export const truncate = defineRule({
  id: "truncate",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "`TRUNCATE` removes all rows, with CASCADE those of every table that refers to it, too",
    why: md`
      The rows are gone with the commit, and no downgrade brings them back. Nobody can read or write the table until the transaction ends. \`CASCADE\` empties every table with a foreign key to it, and those with a foreign key to these, whatever their \`ON DELETE\` says.
    `,
    instead: md`
      \`DELETE FROM … WHERE …\` for the rows that are meant. Where all of them are meant, say so in a comment, and name every table: \`TRUNCATE orders, order_lines\`.
    `,
    limits:
      "Nothing is said about tables that the same revision created. Which tables go along with CASCADE is told as far as the revisions made their foreign keys.",
    sources: ["https://www.postgresql.org/docs/current/sql-truncate.html"],
    peers: [
      "squawk:ban-truncate-cascade",
      "pgfence:truncate",
      "pg-migration-lint:PGM203",
      "pg-migration-lint:PGM204",
      "migrationpilot:MP036",
    ],
    examples: [
      {
        title: "All rows of a table",
        bad: py`
          def upgrade():
              op.execute("TRUNCATE sessions")
                        # ^^^^^^^^^^^^^^^^^ warning[truncate]: Removes all rows of sessions.
        `,
        good: py`
          def upgrade():
              op.execute("DELETE FROM sessions WHERE id = 7")


          def downgrade():
              raise NotImplementedError("The row is gone.")
        `,
      },
    ],
  },
  action: {
    truncate(action, statement, ctx) {
      const existing = action.tables.flatMap((name) => {
        const found = existingTable(ctx, name);
        return found === null ? [] : [{ name, doubt: found.doubt }];
      });
      const [first] = existing;
      if (first === undefined) return;
      const schema = lockSchema(action.cascade ? ctx.schemaAt(statement) : null);
      const reached: QualifiedName[] = [];
      let complete = true;
      const pending = action.cascade ? existing.map((it) => it.name) : [];
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const { list, complete: isWhole } = schema.referencing(schema.find(next));
        complete &&= isWhole;
        for (const { name } of list) {
          if ([...reached, ...action.tables].some((it) => sameName(it, name) !== "no")) continue;
          reached.push(name);
          pending.push(name);
        }
      }
      const others = reached.map(displayName);
      const along =
        others.length > 0
          ? `, and of ${listed(others)}`
          : action.cascade && !complete
            ? ", and of every table that refers to them"
            : "";
      ctx.report({
        at: placeOf(action, statement),
        what: `Removes all rows of ${listed(existing.map((it) => displayName(it.name)))}${along}.`,
        why: "They are gone with the commit, and no downgrade brings them back. Delete the rows that are meant, with WHERE, or name every table without CASCADE.",
        doubt: existing.every((it) => it.doubt !== null) ? first.doubt : null,
      });
    },
  },
});
