import type { Action } from "../../postgres/action.ts";
import { displayName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { existingTable } from "../existing-table.ts";
import { isMadeIn } from "../made-in.ts";
import { placeOf } from "../place-of.ts";

export const setSchema = defineRule({
  id: "set-schema",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A table in another schema, or a schema of another name, breaks the code that runs",
    why: md`
      With the commit the object is not where it was: code that names it with the old schema, or finds it through the \`search_path\`, fails. Privileges on the new schema are needed, too. There is no order of deployment in which both work.
    `,
    instead: md`
      Put the new schema into the \`search_path\` of the application's role first, where the code names no schema: \`ALTER ROLE app SET search_path = new, public\`. Otherwise leave a view in the old schema behind, until nobody uses it.
    `,
    limits:
      "Nothing is said about objects that the same revision created, and in `downgrade()` about what `upgrade()` did the other way round.",
    sources: [
      "https://www.postgresql.org/docs/current/sql-altertable.html",
      "https://www.postgresql.org/docs/current/sql-alterschema.html",
    ],
    peers: ["strong_migrations:rename_schema", "pgfence:rename-schema", "migrationpilot:MP098"],
    examples: [
      {
        title: "Another schema",
        bad: py`
          def upgrade():
              op.execute("ALTER TABLE users SET SCHEMA accounts")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[set-schema]: Moves the table users to the schema accounts.
        `,
        good: py`
          def upgrade():
              op.execute("ALTER TABLE users SET SCHEMA accounts")
              op.execute("CREATE VIEW public.users AS SELECT * FROM accounts.users")


          def downgrade():
              op.execute("DROP VIEW public.users")
              op.execute("ALTER TABLE accounts.users SET SCHEMA public")
        `,
      },
    ],
  },
  action: {
    setSchema(action, statement, ctx) {
      const { object, name, schema } = action;
      if (object === "other" || object === "index") return;
      const isRelation = object === "table" || object === "view" || object === "materialized view";
      const existing = isRelation ? existingTable(ctx, name) : { doubt: null };
      const at = ctx.statements.indexOf(statement);
      const kind = object === "materialized view" ? "view" : object;
      if (existing === null || isMadeIn(ctx.statements.slice(0, at), { kind, name })) return;
      const following = ctx.statements.slice(at + 1);
      if (
        following.some((it) =>
          it.actions.some(
            (one) =>
              one.kind === "createView" &&
              sameName({ schema: null, name: one.view.name }, { schema: null, name: name.name }) === "yes",
          ),
        )
      )
        return;
      const moves = (it: Action): boolean =>
        it.kind === "setSchema" &&
        sameName({ schema: null, name: it.name.name }, { schema: null, name: name.name }) === "yes";
      if (ctx.direction === "downgrade" && ctx.otherStatements.some((it) => it.actions.some(moves))) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Moves the ${object} ${displayName(name)} to the schema ${schema.known ? schema.value : "?"}.`,
        why: "Code that runs and looks for it where it was fails from that moment on. Put the new schema into the search_path first, or leave a view behind.",
        doubt: existing.doubt,
      });
    },
    renameSchema(action, statement, ctx) {
      const { schema, newName } = action;
      const before = ctx.statements.slice(0, ctx.statements.indexOf(statement));
      if (isMadeIn(before, { kind: "schema", name: { schema: null, name: schema } })) return;
      const isBack = (it: Action): boolean =>
        it.kind === "renameSchema" && it.newName.known && schema.known && it.newName.value === schema.value;
      if (ctx.direction === "downgrade" && ctx.otherStatements.some((it) => it.actions.some(isBack))) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Renames the schema ${schema.known ? schema.value : "?"}${newName.known ? ` to ${newName.value}` : ""}.`,
        why: "Code that runs and names the old schema, or has it in its search_path, fails from that moment on. Put the new name into the search_path first, where the code names no schema.",
      });
    },
  },
});
