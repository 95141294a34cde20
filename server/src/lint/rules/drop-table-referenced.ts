import type { Statement } from "../../emit/statement.ts";
import type { DropTable } from "../../postgres/action.ts";
import { displayName, sameName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { fixDroppedReferences } from "../fixes/fix-dropped-references.ts";
import { type Hanging, hangingOn, listed, nameOf } from "../hanging-on.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const dropTableReferenced = defineRule({
  id: "drop-table-referenced",
  since: "0.2.0",
  group: "tables",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A table to which a foreign key refers, or that a view reads, cannot be dropped",
    why: md`
      PostgreSQL refuses: \`cannot drop table users because other objects depend on it\`. Foreign keys of other tables, views and tables that inherit from it count.
      \`op.drop_table\` has no CASCADE.
    `,
    instead: md`
      Drop the tables in the other order, or first the foreign key: \`op.drop_constraint("fk_orders_user_id", "orders", type_="foreignkey")\`.
    `,
    limits: md`
      What hangs on the table is told by the revisions before. What no revision made is not seen, nor functions and policies that name the table.
      Nothing is said about \`DROP TABLE … CASCADE\` (see drop-cascade) and about several tables that one statement drops together.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-droptable.html",
      "https://www.postgresql.org/docs/current/ddl-depend.html",
    ],
    examples: [
      {
        title: "The wrong order",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
              op.create_table("orders", sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id", name="fk_orders_user_id")))
        `,
        bad: py`
          def upgrade():
              op.drop_table("users")
            # ^^^^^^^^^^^^^ error[drop-table-referenced] +fix: Drops the table users, to which a foreign key of orders refers.
              op.drop_table("orders")
        `,
        good: py`
          def upgrade():
              op.execute("CREATE TABLE carts (id bigint PRIMARY KEY)")
              op.execute("CREATE TABLE lines (id bigint PRIMARY KEY, cart_id bigint CONSTRAINT fk_lines_cart_id REFERENCES carts)")
              op.execute("DROP TABLE carts, lines")


          def downgrade():
              raise NotImplementedError("Nothing remains of this revision.")
        `,
      },
    ],
  },
  action: {
    dropTable(action, statement, ctx) {
      if (action.cascade) return;
      const found = hangingOn(ctx.schemaAt(statement), action.table);
      const hanging = found === null ? null : withoutDropped(found, statement, ctx);
      if (hanging === null) return;
      const { foreignKeys, views, children } = hanging;
      if (foreignKeys.length + views.length + children.length === 0) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Drops the table ${displayName(action.table)}, ${reasonOf(hanging)}.`,
        why: `PostgreSQL refuses: other objects depend on it. Drop ${adviceOf(hanging)} first.`,
        doubt: hanging.exact ? null : "a statement that could not be read may have changed that.",
        fixes: (): readonly Fix[] => fixDroppedReferences(hanging, action, statement, ctx),
      });
    },
  },
});

/**
 * What the same statement drops, too, does not count; nor, where something could not be read, the foreign keys of a table from which a constraint was dropped before: its name may be
 * that of the key.
 */
function withoutDropped(hanging: Hanging, statement: Statement, ctx: RuleContext): Hanging {
  const dropped = statement.actions.filter((it): it is DropTable & typeof it => it.kind === "dropTable");
  const before = ctx.statements.slice(0, ctx.statements.indexOf(statement)).flatMap((it) => it.actions);
  const stays = (it: Hanging["table"]): boolean =>
    dropped.every((action) => sameName(action.table, nameOf(it)) === "no");
  const keeps = (it: Hanging["table"]): boolean =>
    hanging.exact ||
    before.every((action) => action.kind !== "dropConstraint" || sameName(action.table, nameOf(it)) === "no");
  return {
    ...hanging,
    foreignKeys: hanging.foreignKeys.filter((it) => stays(it.from) && keeps(it.from)),
    children: hanging.children.filter(stays),
  };
}

function reasonOf({ foreignKeys, views, children }: Hanging): string {
  const names = (tables: readonly Hanging["table"][]): string => listed([...new Set(tables.map((it) => it.name))]);
  const parts = [
    ...(foreignKeys.length === 0
      ? []
      : [
          `to which ${foreignKeys.length === 1 ? "a foreign key" : "foreign keys"} of ${names(foreignKeys.map((it) => it.from))} ${foreignKeys.length === 1 ? "refers" : "refer"}`,
        ]),
    ...(views.length === 0
      ? []
      : [
          `which the ${views.length === 1 ? "view" : "views"} ${names(views)} ${views.length === 1 ? "reads" : "read"}`,
        ]),
    ...(children.length === 0
      ? []
      : [`from which ${names(children)} ${children.length === 1 ? "inherits" : "inherit"}`]),
  ];
  return parts.join(" and ");
}

function adviceOf({ foreignKeys, views, children }: Hanging): string {
  const others = [...views, ...children].map((it) => it.name);
  const keys = foreignKeys.map((it) => it.from.name);
  const parts = [
    ...(keys.length === 0
      ? []
      : [`${listed([...new Set(keys)])}, or ${keys.length === 1 ? "its foreign key" : "the foreign keys"},`]),
    ...others,
  ];
  return listed(parts);
}
