import { displayName } from "../../postgres/name.ts";
import { isSmall, smallTables } from "../data-extent.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";
import { type CallPlace, callAt } from "../syntax-at.ts";

export const fetchallLarge = defineRule({
  id: "fetchall-large",
  since: "0.2.0",
  group: "data",
  severity: "hint",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "information",
  options: { smallTables },
  docs: {
    summary: "All rows of a table are read into the memory of the migration at once",
    why: "A table of some million rows does not fit into the memory of the container that runs the migration; it is killed, with the transaction open.",
    instead: md`
      Let the server do the work (\`UPDATE … FROM\`, \`INSERT … SELECT\`), or read the rows in pages along the primary key. \`connection.execution_options(yield_per=1000)\` reads them as they come.
    `,
    limits: md`
      How large a table is cannot be seen from here, so this is a hint. Nothing is said about a query with WHERE, LIMIT or aggregates, about a table that the same revision created, and about \`smallTables\`.
    `,
    sources: ["https://docs.sqlalchemy.org/en/20/core/connections.html#using-server-side-cursors-a-k-a-stream-results"],
    examples: [
      {
        title: "Every row as a list",
        bad: py`
          def upgrade():
              connection = op.get_bind()
              rows = connection.execute(sa.text("SELECT id, email FROM users")).fetchall()
                                               # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[fetchall-large]: Reads all rows of users into memory.
              for row in rows:
                  print(row)
        `,
        good: py`
          def upgrade():
              op.execute("UPDATE users SET email = lower(email) WHERE id BETWEEN 1 AND 1000")


          def downgrade():
              raise NotImplementedError("How the addresses were written is not known any more.")
        `,
      },
    ],
  },
  action: {
    select(action, statement, ctx) {
      const { data } = action;
      const site = statement.operation?.site;
      if (data === undefined || data.hasWhere || data.limited || data.condensed || site === undefined) return;
      const [table] = action.reads;
      if (table === undefined || action.reads.length > 1 || action.tables.length > 0) return;
      if (site.file !== null || ctx.createdBefore(table) !== "no" || isSmall(table, ctx)) return;
      const place = callAt(ctx.file.module, site.call);
      if (place === null || !takesAll(place)) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Reads all rows of ${displayName(table)} into memory.`,
        why: "A large table does not fit. Let the server do the work, or read the rows in pages along the primary key.",
      });
    },
  },
});

/** `.fetchall()`, `.all()`, also behind `.mappings()` and `.scalars()`; `list(…)`. */
function takesAll({ call, around }: CallPlace): boolean {
  const methods: string[] = [];
  let inner: unknown = call;
  for (const it of around) {
    if (it.type === "Attribute" && it.value === inner) methods.push(it.name);
    else if (it.type === "Call" && it.callee === inner) {
      inner = it;
      continue;
    } else {
      const isList = it.type === "Call" && it.callee.type === "Name" && it.callee.id === "list" && it.args[0] === inner;
      return isList || endsInAll(methods);
    }
    inner = it;
  }
  return endsInAll(methods);
}

function endsInAll(methods: readonly string[]): boolean {
  return methods.some((it) => it === "fetchall" || it === "all");
}
