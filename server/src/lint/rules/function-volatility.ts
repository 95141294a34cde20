import { displayName } from "../../postgres/name.ts";
import { sqlTokens } from "../../postgres/sql-tokens.ts";
import type { CatalogText, Table } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { listed } from "../hanging-on.ts";
import { placeOf } from "../place-of.ts";

export const functionVolatility = defineRule({
  id: "function-volatility",
  since: "0.2.0",
  group: "tables",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A function that an index, a generated column or a CHECK uses is replaced: what is stored stays as it was",
    why: md`
      An index holds what the former function gave. When the new one gives something else, queries that use the index find too little or too much, and a unique index lets duplicates in; nothing builds it again. Generated columns keep their old values, and a CHECK is not checked again. PostgreSQL does not refuse it, not even when the function is no longer IMMUTABLE.
    `,
    instead: md`
      Where the result changes, build the index again behind it: \`REINDEX INDEX CONCURRENTLY\`; or give the new function another name, build a new index on it, and drop the old one.
    `,
    limits:
      "Indexes, generated columns and CHECKs count that an earlier revision made, by the name of the function. Whether the result changes is not known.",
    sources: [
      "https://www.postgresql.org/docs/current/xfunc-volatility.html",
      "https://www.postgresql.org/docs/current/sql-createindex.html",
    ],
    peers: ["safe-migrate:function-volatility-change"],
    examples: [
      {
        title: "The function of an index",
        before: py`
          def upgrade():
              op.execute("CREATE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)'")
              op.execute("CREATE TABLE users (id bigint PRIMARY KEY, name text)")
              op.execute("CREATE INDEX ix_users_plain ON users (plain(name))")
        `,
        bad: py`
          def upgrade():
              op.execute("CREATE OR REPLACE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)'")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[function-volatility]: Replaces the function plain, which the index ix_users_plain uses.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE FUNCTION plainer(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)'")


          def downgrade():
              op.execute("DROP FUNCTION plainer(text)")
        `,
      },
    ],
  },
  action: {
    createFunction(action, statement, ctx) {
      const definition = action.kind === "createFunction" ? action.definition : undefined;
      const { name } = action.function;
      const state = definition?.replace === true ? ctx.schemaAt(statement) : null;
      if (state === null || !name.known || definition === undefined) return;
      const users: string[] = [];
      for (const [, table] of state.tables.entries()) users.push(...usersIn(table, name.value));
      if (users.length === 0) return;
      const isWeaker = definition.volatility !== "immutable";
      ctx.report({
        at: placeOf(action, statement),
        what: `Replaces the function ${displayName(action.function)}${isWeaker ? ` by one that is not IMMUTABLE` : ""}, which ${listed([...new Set(users)])} ${users.length === 1 ? "uses" : "use"}.`,
        why: "What is stored there stays as the former function gave it. Where the result changes, build the index again, or write the rows again.",
      });
    },
  },
});

function usersIn(table: Table, name: string): readonly string[] {
  const calls = (text: CatalogText | null): boolean =>
    text !== null && text.form !== "unknown" && sqlTokens(text.text).some((it) => it.value === name);
  return [
    ...table.indexes
      .filter((it) => calls(it.where) || it.elements.some((one) => one.column === null && calls(one.text)))
      .map((it) => `the index ${it.name}`),
    ...table.columns
      .filter((it) => it.generated !== null && calls(it.generated.expression))
      .map((it) => `the column ${it.name} of ${table.name}`),
    ...table.constraints
      .filter((it) => it.type === "check" && calls(it.expression))
      .map((it) => `the CHECK ${it.name}`),
  ];
}
