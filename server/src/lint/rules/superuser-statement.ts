import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";

export const superuserStatement = defineRule({
  id: "superuser-statement",
  since: "0.2.0",
  group: "tables",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A statement about the whole server: roles, settings of the server, tablespaces",
    why: md`
      Roles, tablespaces and settings of \`ALTER SYSTEM\` belong to the server, not to the database that is migrated. The migration of a second database on the same server finds them there and fails: \`role "…" already exists\`. They need rights that the role of the migrations often does not have, least of all on a managed server, and a password in a migration stays in its history.
    `,
    instead:
      "Set up the server with its own tool (Terraform, Ansible, a script of the operators), and let migrations use what is there.",
    limits: "Whether the migrating role has the rights is not known.",
    sources: [
      "https://www.postgresql.org/docs/current/sql-createrole.html",
      "https://www.postgresql.org/docs/current/sql-altersystem.html",
    ],
    peers: ["migrationpilot:MP073"],
    examples: [
      {
        title: "A role",
        bad: py`
          def upgrade():
              op.execute("CREATE ROLE reporting LOGIN")
                        # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ information[superuser-statement]: Creates a role, for all databases of the server.
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
      const what = statements.get(action.statement);
      if (what === undefined) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `${what}.`,
        why: "A second database on the same server finds it there already, and the role of the migrations often has no right to do it. Set up the server with its own tool.",
      });
    },
  },
});

/** By the parser's name of the statement. */
const statements: ReadonlyMap<string, string> = new Map([
  ["CreateRoleStmt", "Creates a role, for all databases of the server"],
  ["AlterRoleStmt", "Changes a role, for all databases of the server"],
  ["DropRoleStmt", "Drops a role, for all databases of the server"],
  ["AlterSystemStmt", "Changes a setting of the whole server"],
  ["CreateTableSpaceStmt", "Creates a tablespace, for all databases of the server"],
  ["DropTableSpaceStmt", "Drops a tablespace, for all databases of the server"],
  ["CreatedbStmt", "Creates a database"],
  ["CreateEventTrigStmt", "Creates an event trigger, which needs a superuser"],
  ["CreateFdwStmt", "Creates a foreign data wrapper, which needs a superuser"],
  ["LoadStmt", "Loads a library into the server's process"],
]);
