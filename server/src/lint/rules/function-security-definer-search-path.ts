import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { insertInSql } from "../fixes/insert-in-sql.ts";
import { placeOf } from "../place-of.ts";

export const functionSecurityDefinerSearchPath = defineRule({
  id: "function-security-definer-search-path",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A SECURITY DEFINER function without its own `search_path` can be made to run somebody else's code",
    why: md`
      The function runs with the rights of its owner, but finds tables, functions and operators through the \`search_path\` of whoever calls it. Who can create objects in a schema of that path (the temporary one is enough) puts a table or an operator of his own before the right one, and acts with the owner's rights.
    `,
    instead: md`
      \`SET search_path = pg_catalog, pg_temp\` among the function's options, with the schemas that it needs before \`pg_temp\`; or every name in it with its schema. And take \`EXECUTE\` from PUBLIC where not everybody is to call it.
    `,
    limits: "What the body names is not looked at.",
    sources: ["https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY"],
    peers: ["migrationpilot:MP099"],
    examples: [
      {
        title: "The path of the caller",
        bad: py`
          def upgrade():
              op.execute("CREATE FUNCTION purge() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM public.sessions'")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[function-security-definer-search-path] +fix: The function purge is SECURITY DEFINER and has no search_path of its own.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE FUNCTION purge() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'DELETE FROM public.sessions'")


          def downgrade():
              op.execute("DROP FUNCTION purge()")
        `,
      },
    ],
  },
  action: {
    createFunction(action, statement, ctx) {
      const definition = action.kind === "createFunction" ? action.definition : undefined;
      if (definition?.securityDefiner !== true || definition.settings.includes("search_path")) return;
      const following = ctx.statements.slice(ctx.statements.indexOf(statement) + 1);
      const isAltered = following.some((it) =>
        it.actions.some((one) => one.kind === "other" && one.statement === "AlterFunctionStmt"),
      );
      ctx.report({
        at: placeOf(action, statement),
        what: `The function ${displayName(action.function)} is SECURITY DEFINER and has no search_path of its own.`,
        why: "Whoever calls it decides which tables and operators it finds, and so what it does with its owner's rights. Add SET search_path with the schemas that it needs.",
        doubt: isAltered ? "the ALTER FUNCTION behind it may give it one." : null,
        fixes: () =>
          definition.hasSqlBody
            ? []
            : insertInSql(
                {
                  title: "Add SET search_path = public, pg_temp",
                  text: " SET search_path = public, pg_temp",
                  behind: null,
                },
                statement,
                ctx,
              ),
      });
    },
  },
});
