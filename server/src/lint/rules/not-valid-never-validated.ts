import type { Span } from "../../base/span.ts";
import { argumentOf, isSet, readName } from "../../emit/read-argument.ts";
import type { MigrationFile } from "../../migration/migration-file.ts";
import type { Operation } from "../../migration/operation.ts";
import { sqlText } from "../../migration/sql-argument.ts";
import { type SqlToken, sqlTokens } from "../../postgres/sql-tokens.ts";
import { defineRule, md, py } from "../define-rule.ts";

export const notValidNeverValidated = defineRule({
  id: "not-valid-never-validated",
  since: "0.3.0",
  group: "constraints",
  severity: "hint",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A constraint was added NOT VALID, and no later revision validates it",
    why: md`
      NOT VALID is the first of two steps. Until \`VALIDATE CONSTRAINT\`, the rows that were there may break the constraint, every reader of the schema takes it for a promise that it is not, and the planner does not use it. An UPDATE of such a row fails years later.
    `,
    instead: md`
      A revision with \`op.execute("ALTER TABLE … VALIDATE CONSTRAINT …")\`, once the rows are right. Where the old rows are to stay as they are, say so in a comment that suppresses this.
    `,
    limits: md`
      Nothing is said about the newest revisions, behind which the validation is still to come, about constraints without a name, about those that the history drops again (or their table), nor where some revision has SQL about VALIDATE that could not be read. Only \`op.create_foreign_key\`, \`op.create_check_constraint\` and ALTER TABLE in SQL text are looked at.
    `,
    sources: ["https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"],
    peers: ["pgfence:not-valid-without-validate", "migrationpilot:MP055"],
    examples: [
      {
        title: "One of two is forgotten",
        file: "revision.py",
        revisions: [
          py`
          """Check the orders.

          Revision ID: c3
          Revises: b2

          """

          from alembic import op

          revision = "c3"
          down_revision = "b2"


          def upgrade():
              op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk_orders_user_id")
        `,
        ],
        bad: py`
          """Let orders refer to users.

          Revision ID: b2
          Revises: a1

          """

          import sqlalchemy as sa
          from alembic import op

          revision = "b2"
          down_revision = "a1"


          def upgrade():
              op.create_foreign_key("fk_orders_user_id", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)
              op.create_foreign_key("fk_orders_team_id", "orders", "teams", ["team_id"], ["id"], postgresql_not_valid=True)
            # ^^^^^^^^^^^^^^^^^^^^^ hint[not-valid-never-validated]: No later revision validates fk_orders_team_id.


          def downgrade():
              op.drop_constraint("fk_orders_team_id", "orders", type_="foreignkey")
              op.drop_constraint("fk_orders_user_id", "orders", type_="foreignkey")
        `,
        good: py`
          """Let orders refer to users.

          Revision ID: b2
          Revises: a1

          """

          import sqlalchemy as sa
          from alembic import op

          revision = "b2"
          down_revision = "a1"


          def upgrade():
              op.create_foreign_key("fk_orders_user_id", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)


          def downgrade():
              op.drop_constraint("fk_orders_user_id", "orders", type_="foreignkey")
        `,
      },
    ],
  },
  project(ctx) {
    const files = ctx.graph.history.flatMap((id) => {
      const file = ctx.files.get(ctx.graph.revisions.get(id)?.file ?? "");
      return file === undefined ? [] : [{ id, file }];
    });
    const all = files.map(({ id, file }) => ({ id, file, step: stepOf(file) }));
    if (all.every(({ step }) => step.added.length === 0)) return;
    if (all.some(({ step, file }) => step.isOpen && /validate/i.test(file.module.text))) return;
    const settled = new Set(all.flatMap(({ step }) => step.settled));
    const dropped = new Set(all.flatMap(({ step }) => step.droppedTables));
    for (const { id, file, step } of all) {
      if (ctx.graph.heads.includes(id)) continue;
      const open = step.added.filter(
        ({ name, table }) => !settled.has(name) && (table === null || !dropped.has(table)),
      );
      // One text can add many.
      for (const at of new Set(open.map((it) => it.at))) {
        const names = open.filter((it) => it.at === at).map((it) => it.name);
        ctx.report({
          file: file.path,
          at,
          what: `No later revision validates ${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}.`,
          why: "Rows that were there before may break the constraint. Add a revision with ALTER TABLE … VALIDATE CONSTRAINT once they are right.",
        });
      }
    }
  },
});

/** What the upgrade of one revision does with constraints that are not valid. */
interface Step {
  readonly added: readonly { readonly name: string; readonly table: string | null; readonly at: Span }[];
  /** Names of constraints that are validated, dropped or renamed. */
  readonly settled: readonly string[];
  /** Names of tables that are dropped or renamed. */
  readonly droppedTables: readonly string[];
  /** Some SQL of it is not known. */
  readonly isOpen: boolean;
}

/** A file stays the same object until it is edited. */
const steps = new WeakMap<MigrationFile, Step>();

function stepOf(file: MigrationFile): Step {
  const known = steps.get(file);
  if (known !== undefined) return known;
  const step = readStep(file);
  steps.set(file, step);
  return step;
}

function readStep({ upgrade }: MigrationFile): Step {
  const added: Step["added"][number][] = [];
  const settled: string[] = [];
  const droppedTables: string[] = [];
  let isOpen = upgrade.gaps.length > 0;
  for (const operation of upgrade.operations) {
    const named = (argument: string): string | null => {
      const name = readName(argumentOf(operation, argument))?.name;
      return name?.known === true ? name.value : null;
    };
    const constraint = named("constraint_name");
    switch (operation.directive) {
      case "create_foreign_key":
      case "create_check_constraint": {
        const isNotValid = isSet(argumentOf(operation, "postgresql_not_valid"));
        const table = named(operation.directive === "create_foreign_key" ? "source_table" : "table_name");
        if (isNotValid && constraint !== null && operation.site.file === null)
          added.push({ name: constraint, table, at: operation.site.callee });
        break;
      }
      case "drop_constraint":
        if (constraint === null) isOpen = true;
        else settled.push(constraint);
        break;
      case "drop_table":
      case "rename_table": {
        const table = named(operation.directive === "drop_table" ? "table_name" : "old_table_name");
        if (table !== null) droppedTables.push(table);
        break;
      }
      case "execute":
      case "connection_execute": {
        const sql = sqlText(operation.args.get("sqltext")?.value)?.text;
        if (sql === undefined) break;
        if (!sql.known) isOpen = true;
        else if (/\b(?:constraint|table)\b/i.test(sql.value))
          readSql(sql.value, operation, { added, settled, droppedTables });
        break;
      }
      default:
        break;
    }
  }
  return { added, settled, droppedTables, isOpen };
}

/** ADD CONSTRAINT … NOT VALID, VALIDATE, DROP and RENAME CONSTRAINT, DROP TABLE in SQL text; strings with code inside count as code. */
function readSql(
  sql: string,
  operation: Operation,
  found: { readonly added: Step["added"][number][]; readonly settled: string[]; readonly droppedTables: string[] },
): void {
  const tokens = sqlTokens(sql).filter((it) => it.kind !== "comment");
  for (const it of tokens) {
    const code = it.kind === "string" ? /^\$\w*\$([\s\S]*)\$\w*\$$/.exec(it.text)?.[1] : undefined;
    if (code !== undefined) readSql(code, operation, found);
  }
  tokens.forEach((token, at) => {
    const before = tokens[at - 1]?.value;
    const name = nameAt(tokens, at + 1);
    if (name === null) return;
    if (token.value === "table" && before === "drop") found.droppedTables.push(name);
    if (token.value !== "constraint") return;
    if (before === "validate" || before === "drop" || before === "rename") found.settled.push(name);
    if (before !== "add" || operation.site.file !== null) return;
    const end = tokens.findIndex((it, index) => index > at && it.text === ";");
    const rest = tokens.slice(at, end === -1 ? undefined : end);
    if (!rest.some((it, index) => it.value === "not" && rest[index + 1]?.value === "valid")) return;
    found.added.push({ name, table: null, at: operation.site.callee });
  });
}

/** A name behind IF [NOT] EXISTS, without its schema. */
function nameAt(tokens: readonly SqlToken[], at: number): string | null {
  let index = at;
  while (["if", "not", "exists", "only"].includes(tokens[index]?.value ?? "")) index++;
  while (tokens[index + 1]?.text === ".") index += 2;
  const token = tokens[index];
  return token?.kind === "name" || token?.kind === "quotedName" ? token.value : null;
}
