import { displayName, sameName } from "../../postgres/name.ts";
import { conditionsHold } from "../conditions-hold.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { enumNamed, takeAsItIs } from "../enum-calls.ts";
import { placeOf } from "../place-of.ts";

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
    summary: "An enum type that this revision has created already is created again",
    why: md`
      \`op.create_table\` creates the enum types of its columns, and does not ask whether they are there. After \`Enum(…).create(bind)\` (with \`checkfirst=True\`, too) or \`CREATE TYPE\` it fails: \`type "…" already exists\`.
      Two \`op.create_table\` in one run are fine, because Alembic remembers the types that it has created itself.
    `,
    instead:
      'Leave the type to `op.create_table`, or take it as it is: `postgresql.ENUM(…, name="…", create_type=False)`.',
    limits: md`
      Only what the same function of the same revision created before is looked at, not earlier revisions. Nothing is said when one of the two runs under a condition, or when the type was dropped or renamed in between.
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
      // `.create()` may look first; what the table or SQL does, does not.
      if (operation === null || operation.directive === "schema_create" || !conditionsHold(operation)) return;
      let exists = false;
      for (const earlier of ctx.statements.slice(0, ctx.statements.indexOf(statement))) {
        for (const it of earlier.actions) {
          if (it.kind === "createEnum" && sameName(it.type, action.type) === "yes") {
            exists = earlier.operation !== null && conditionsHold(earlier.operation);
          } else if (it.kind === "dropType" || it.kind === "renameType") {
            if (sameName(it.type, action.type) !== "no") exists = false;
          } else if (it.kind === "setSchema" || it.kind === "dropSchema" || it.kind === "doBlock") exists = false;
        }
      }
      if (!exists) return;
      const own = enumNamed(operation, action.type);
      ctx.report({
        at: placeOf(action, statement),
        what: `Creates the enum type ${displayName(action.type)}, which this revision has created already.`,
        why: `It fails: type "${displayName(action.type)}" already exists. Take the type as it is with \`postgresql.ENUM(…, create_type=False)\`.`,
        fixes: () =>
          own === null || operation.directive !== "create_table" ? [] : takeAsItIs(ctx.file, operation, own),
      });
    },
  },
});
