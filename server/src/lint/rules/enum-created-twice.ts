import type { Statement } from "../../emit/statement.ts";
import type { Operation } from "../../migration/operation.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { conditionsHold } from "../conditions-hold.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { enumNamed, takeAsItIs } from "../enum-calls.ts";
import type { Fix } from "../finding.ts";
import { insertArgument } from "../fixes/insert-argument.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { isExactAbout, typeAt } from "../type-at.ts";

export const enumCreatedTwice = defineRule({
  id: "enum-created-twice",
  since: "0.2.0",
  group: "types",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "An enum type that was created already is created again",
    why: md`
      \`op.create_table\` creates the enum types of its columns, and does not ask whether they are there. After \`Enum(…).create(bind)\` (with \`checkfirst=True\`, too) or \`CREATE TYPE\` it fails: \`type "…" already exists\`.
      In one run, two \`op.create_table\` are fine, because Alembic remembers the types that it has created itself. That hides the mistake in CI, where all revisions run at once on an empty database:
      when the second table comes in a later revision, it fails on every server that has the first one.
    `,
    instead:
      'Leave the type to `op.create_table`, or take it as it is: `postgresql.ENUM(…, name="…", create_type=False)`.',
    limits: md`
      Nothing is said when one of the two runs under a condition, when the type was dropped or renamed in between, or when something that could not be read may have done that.
    `,
    sources: ["https://docs.sqlalchemy.org/en/20/dialects/postgresql.html#sqlalchemy.dialects.postgresql.ENUM"],
    examples: [
      {
        title: "Created by hand and by the table",
        bad: py`
          def upgrade():
              sa.Enum("new", "paid", name="state").create(op.get_bind(), checkfirst=True)
              op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state", sa.Enum("new", "paid", name="state")))
                                                                                                          # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[enum-created-twice] +fix: Creates the enum type state, which this revision has created already.
        `,
        good: py`
          def upgrade():
              op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state", sa.Enum("new", "paid", name="state")))


          def downgrade():
              op.drop_table("orders")
              sa.Enum(name="state").drop(op.get_bind())
        `,
      },
    ],
  },
  action: {
    createEnum(action, statement, ctx) {
      const { operation } = statement;
      if (operation === null || !conditionsHold(operation) || looksFirst(operation)) return;
      const own = createdBefore(action.type, statement, ctx);
      // What Alembic has created in this run it does not create again.
      if (own === "table" && operation.directive === "create_table") return;
      if (own === null && !isOlder(action.type, statement, ctx)) return;
      const name = displayName(action.type);
      const how =
        operation.directive === "schema_create" ? "checkfirst=True" : "`postgresql.ENUM(…, create_type=False)`";
      ctx.report({
        at: placeOf(action, statement),
        what: `Creates the enum type ${name}, which ${own === null ? "an earlier" : "this"} revision has created already.`,
        why:
          own === null
            ? `It fails where the earlier revision was applied before: type "${name}" already exists. One run of both on an empty database may hide that. Take the type as it is with ${how}.`
            : `It fails: type "${name}" already exists. Take the type as it is with ${how}.`,
        fixes: () => fixesFor(action.type, operation, ctx),
      });
    },
  },
});

/** `.create(bind, checkfirst=True)` asks the database; that is the default for `postgresql.ENUM`. */
function looksFirst(operation: Operation): boolean {
  if (operation.directive !== "schema_create") return false;
  const flag = operation.args.get("checkfirst")?.value;
  const target = symbolicOf(operation.args.get("target")?.value);
  if (flag === undefined || flag.type === "none") return target?.kind !== "call" || target.path !== "sqlalchemy.Enum";
  return flag.type !== "bool" || flag.value;
}

/** Who in the same function has created the type, and not dropped it again: a table, or something else. */
function createdBefore(type: QualifiedName, statement: Statement, ctx: RuleContext): "table" | "other" | null {
  let found: "table" | "other" | null = null;
  for (const earlier of ctx.statements.slice(0, ctx.statements.indexOf(statement))) {
    const { operation } = earlier;
    for (const it of earlier.actions) {
      if (it.kind === "createEnum" && sameName(it.type, type) === "yes") {
        const isSure = operation !== null && conditionsHold(operation);
        found = !isSure ? null : operation.directive === "create_table" ? "table" : "other";
      } else if (it.kind === "dropType" || it.kind === "renameType") {
        if (sameName(it.type, type) !== "no") found = null;
      } else if (it.kind === "setSchema" || it.kind === "dropSchema" || it.kind === "doBlock") found = null;
    }
  }
  return found;
}

/** Is the type certainly there before the statement? */
function isOlder(type: QualifiedName, statement: Statement, ctx: RuleContext): boolean {
  const state = ctx.schemaAt(statement);
  const found = typeAt(state, type);
  return state !== null && found !== null && found.gaps.length === 0 && isExactAbout(state, type);
}

function fixesFor(type: QualifiedName, operation: Operation, ctx: RuleContext): readonly Fix[] {
  const { module, path } = ctx.file;
  if (operation.directive === "create_table") {
    const own = enumNamed(operation, type);
    return own === null ? [] : takeAsItIs(ctx.file, operation, own);
  }
  if (operation.directive !== "schema_create" || operation.site.file !== null) return [];
  const given = operation.args.get("checkfirst");
  const edit =
    given === undefined
      ? insertArgument(module, path, operation.site.argumentsSpan, "checkfirst=True")
      : { file: path, span: given.span, text: "True" };
  return edit === null ? [] : [{ title: "Say checkfirst=True", applicability: "suggested", edits: [edit] }];
}
