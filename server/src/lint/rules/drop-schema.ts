import { lockSchema } from "../../locks/lock-schema.ts";
import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { listed } from "../hanging-on.ts";
import { isMadeIn } from "../made-in.ts";
import { placeOf } from "../place-of.ts";

export const dropSchema = defineRule({
  id: "drop-schema",
  since: "0.2.0",
  group: "tables",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "`DROP SCHEMA … CASCADE` removes every table in the schema; without CASCADE it fails while there is one",
    why: md`
      All tables, views, types and functions of the schema are gone with the commit, with all rows, and so are the foreign keys and views elsewhere that refer to them. Whatever others put into the schema goes, too.
    `,
    instead:
      "Drop the tables by name, in a revision that is reviewed as such, and then the empty schema without CASCADE.",
    limits: md`
      Nothing is said about a schema that the same revision created, in \`downgrade()\` about one that \`upgrade()\` creates, and about \`DROP SCHEMA\` without CASCADE where no revision says that something is in it: PostgreSQL refuses that for a schema that is not empty.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-dropschema.html"],
    peers: [
      "pgfence:drop-schema",
      "pg-migration-lint:PGM205",
      "migrationpilot:MP035",
      "safe-migrate:drop-schema-cascade",
    ],
    examples: [
      {
        title: "With all that is in it",
        bad: py`
          def upgrade():
              op.execute("DROP SCHEMA reports CASCADE")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[drop-schema]: Drops the schema reports with everything in it.
        `,
        good: py`
          def upgrade():
              op.execute("DROP SCHEMA reports")


          def downgrade():
              op.execute("CREATE SCHEMA reports")
        `,
      },
    ],
  },
  action: {
    dropSchema(action, statement, ctx) {
      const object = { kind: "schema", name: { schema: null, name: action.schema } } as const;
      const before = ctx.statements.slice(0, ctx.statements.indexOf(statement));
      if (isMadeIn(ctx.direction === "downgrade" ? [...before, ...ctx.otherStatements] : before, object)) return;
      const name = action.schema.known ? action.schema.value : "?";
      const content = action.schema.known ? lockSchema(ctx.schemaAt(statement)).inSchema(name).list : [];
      const tables = content.filter((it) => it.object === "table").map((it) => displayName(it.name));
      const shown =
        tables.length > 5 ? `${tables.slice(0, 5).join(", ")} and ${tables.length - 5} more` : listed(tables);
      if (action.cascade) {
        ctx.report({
          at: placeOf(action, statement),
          what: `Drops the schema ${name} with everything in it${tables.length === 0 ? "" : `: ${shown}`}.`,
          why: "All rows are gone with the commit, and so is what others put into the schema. Drop the tables by name, and then the empty schema without CASCADE.",
        });
        return;
      }
      if (content.length === 0) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Drops the schema ${name}, which is not empty${tables.length === 0 ? "" : `: ${shown}`}.`,
        why: "PostgreSQL refuses it. Drop what is in it first, by name.",
        doubt: content.every((it) => it.exact)
          ? null
          : "a statement that could not be read may have dropped what is in it.",
      });
    },
  },
});
