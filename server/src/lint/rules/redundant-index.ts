import { argumentOf, readElements } from "../../emit/read-argument.ts";
import type { Statement } from "../../emit/statement.ts";
import type { CreateIndex } from "../../postgres/action.ts";
import { displayName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import type { Index, Table } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const redundantIndex = defineRule({
  id: "redundant-index",
  since: "0.2.0",
  group: "indexes",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "An index whose columns are those of another index, or its first ones, gains nothing",
    why: md`
      PostgreSQL uses an index on \`(team_id, email)\` for \`team_id\` alone, too. A second index on \`(team_id)\` costs time with each write, and space. Primary keys and unique constraints have an index already.
    `,
    instead: "Leave the index out, or drop the shorter one.",
    limits: md`
      Information is only the second index on the same columns in the same order. A hint it is where the other one is longer (a short index can be worth its cost when the long one is much larger), beside a primary key (\`index=True\` at the key of a model, as older generators wrote it), and for a table that the same revision created. Nothing is said of a shorter index on the columns of a foreign key: many have one for each key on purpose.
      Compared are B-tree indexes of plain columns without a condition, in the order in which they are written; an operator class, an order, a collation, an expression, INCLUDE or NULLS NOT DISTINCT is a difference, and a unique index is redundant only beside another unique one with the same columns. An index that a later statement of the same function drops does not count. Nothing is said in \`downgrade()\`, about indexes that come with a new table, nor where something that could not be read may have changed the table.
    `,
    sources: ["https://www.postgresql.org/docs/current/indexes-multicolumn.html"],
    peers: ["atlas:PG105", "pg-migration-lint:PGM508"],
    examples: [
      {
        title: "The first column of another index",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("team_id", sa.Integer()), sa.Column("email", sa.Text()))
              op.create_index("ix_users_team_id_email", "users", ["team_id", "email"])
        `,
        bad: py`
          def upgrade():
              op.create_index("ix_users_team_id", "users", ["team_id"])
            # ^^^^^^^^^^^^^^^ hint[redundant-index]: The index ix_users_team_id_email of users (team_id, email) serves the same queries.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)


          def downgrade():
              with op.get_context().autocommit_block():
                  op.drop_index("ix_users_email", "users", postgresql_concurrently=True)
        `,
      },
    ],
  },
  action: {
    createIndex(action, statement, ctx) {
      const state = ctx.direction === "upgrade" ? ctx.schemaAt(statement) : null;
      const found = state === null ? null : findTable(state, action.table);
      const columns = isPlain(statement) ? plainColumns(action) : null;
      if (found?.answer !== "yes" || !found.exact || columns === null) return;
      const { table } = found;
      const own = { columns, unique: action.unique };
      const others = table.indexes.filter(
        (it) => it.name !== nameOf(action) && serves(it, own) && !isDroppedAfter(it, statement, ctx),
      );
      const same = others.find((it) => it.elements.length === columns.length);
      const other = same ?? others[0];
      if (other === undefined || (same === undefined && isForeignKey(table, columns))) return;
      const isKey = table.constraints.some((it) => it.type === "primaryKey" && it.name === other.constraint);
      const isHarmless = same === undefined || isKey || ctx.createdBefore(action.table) === "yes";
      const list = other.elements.map((it) => it.column).join(", ");
      ctx.report({
        at: placeOf(action, statement),
        what: `The index ${other.name} of ${displayName(action.table)} (${list}) serves the same queries.`,
        why: "A second index costs time with each write, and space. Leave it out, or drop the other one if it is not needed.",
        ...(isHarmless ? { atMost: "hint" as const } : {}),
      });
    },
  },
});

function nameOf({ name }: CreateIndex): string | null {
  return name?.known === true ? name.value : null;
}

/** Is there a foreign key of just these columns? */
function isForeignKey({ constraints }: Table, columns: readonly string[]): boolean {
  return constraints.some((it) => it.type === "foreignKey" && it.columns.join() === columns.join());
}

/** The columns of a B-tree index without a condition; null for any other. */
function plainColumns(action: CreateIndex): readonly string[] | null {
  const { columns, method, where, include, detail, only } = action;
  if (where !== null || include.length > 0 || only || detail?.nullsNotDistinct === true) return null;
  if (method !== null && !(method.known && method.value === "btree")) return null;
  if (detail?.elements.some((it) => !it.isPlain) === true) return null;
  const names = columns.flatMap((it) => (it?.known === true ? [it.value] : []));
  return names.length === columns.length && names.length > 0 ? names : null;
}

/** Does the statement say nothing but columns: no operator class, no order, no option behind? SQL text tells that of each element. Not asked of a new table's. */
function isPlain({ operation }: Statement): boolean {
  if (operation?.directive === "create_table") return false;
  if (operation?.directive !== "create_index") return true;
  const elements = readElements(argumentOf(operation, "columns"))?.elements;
  const options = [...operation.kw.keys()].filter((it) => it !== "postgresql_concurrently");
  return options.length === 0 && elements?.every((it) => it.value?.type === "str") === true;
}

function serves(
  index: Index,
  { columns, unique }: { readonly columns: readonly string[]; readonly unique: boolean },
): boolean {
  if (index.method !== "btree" || index.where !== null || !index.valid || index.gaps.length > 0) return false;
  if (index.elements.some((it) => !it.isPlain)) return false;
  const own = index.elements.map((it) => it.column);
  if (!columns.every((it, at) => own[at] === it)) return false;
  return !unique || (index.unique && own.length === columns.length && !index.nullsNotDistinct);
}

function isDroppedAfter(index: Index, statement: Statement, { statements }: RuleContext): boolean {
  return statements.slice(statements.indexOf(statement) + 1).some((it) =>
    it.actions.some((action) => {
      if (action.kind === "dropIndex") return !action.index.name.known || action.index.name.value === index.name;
      if (action.kind === "dropConstraint") return !action.name.known || action.name.value === index.constraint;
      return action.kind === "dropColumn" || action.kind === "unknown";
    }),
  );
}
