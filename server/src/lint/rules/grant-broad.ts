import { defineRule, md, py } from "../define-rule.ts";
import { listed } from "../hanging-on.ts";
import { placeOf } from "../place-of.ts";

export const grantBroad = defineRule({
  id: "grant-broad",
  since: "0.2.0",
  group: "tables",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A grant to PUBLIC, of all privileges in a schema, or with the right to pass it on",
    why: md`
      PUBLIC is every role of the server, also those that are made later. \`ALL PRIVILEGES ON ALL TABLES\` holds TRUNCATE, REFERENCES and TRIGGER, and whatever a later version of PostgreSQL adds. \`WITH GRANT OPTION\` lets the role give it to others, whom nobody here knows.
    `,
    instead: "Name the role, the privileges that it needs, and the tables.",
    limits: "Default privileges and memberships in roles are not looked at.",
    sources: [
      "https://www.postgresql.org/docs/current/sql-grant.html",
      "https://www.postgresql.org/docs/current/ddl-priv.html",
    ],
    peers: ["migrationpilot:MP085", "safe-migrate:overbroad-grant"],
    examples: [
      {
        title: "Everybody",
        bad: py`
          def upgrade():
              op.execute("GRANT SELECT ON users TO PUBLIC")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[grant-broad]: Grants to everybody (PUBLIC).
        `,
        good: py`
          def upgrade():
              op.execute("GRANT SELECT ON users TO reporting")


          def downgrade():
              op.execute("REVOKE SELECT ON users FROM reporting")
        `,
      },
    ],
  },
  action: {
    other(action, statement, ctx) {
      const { grant } = action;
      if (grant === undefined) return;
      const parts = [
        ...(grant.toPublic ? ["to everybody (PUBLIC)"] : []),
        ...(grant.allPrivileges && grant.wholeSchema ? ["all privileges on everything in a schema"] : []),
        ...(grant.grantOption ? ["with the right to pass it on"] : []),
      ];
      if (parts.length === 0) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Grants ${listed(parts)}.`,
        why: "Name the role, the privileges that it needs, and the objects.",
      });
    },
  },
});
