import { argumentOf, readElements } from "../../emit/read-argument.ts";
import type { Statement } from "../../emit/statement.ts";
import type { CreateIndex } from "../../postgres/action.ts";
import { displayName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import type { Index } from "../../schema/schema-state.ts";
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
      Compared are B-tree indexes of plain columns without a condition (of those that the same revision makes, the ones in SQL), in the order in which they are written; a unique index is redundant only beside another unique one with the same columns. An index that a later statement of the same function drops does not count. Nothing is said in \`downgrade()\`, about indexes that come with a new table, nor where something that could not be read may have changed the table.
      A short index can still be worth its cost when the long one is much larger, and is read often.
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
            # ^^^^^^^^^^^^^^^ information[redundant-index]: The index ix_users_team_id_email of users (team_id, email) serves the same queries.
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)


          def downgrade():
              op.drop_index("ix_users_email", "users")
        `,
      },
    ],
  },
  action: {
    createIndex(action, statement, ctx) {
      const state = ctx.direction === "upgrade" ? ctx.schemaAt(statement) : null;
      const found = state === null ? null : findTable(state, action.table);
      const columns = isPlain(statement) ? plainColumns(action) : null;
      if (found?.answer !== "yes" || found.gaps.length > 0 || columns === null) return;
      const other = found.table.indexes.find(
        (it) => it.name !== nameOf(action) && serves(it, columns, action.unique) && !isDroppedAfter(it, statement, ctx),
      );
      if (other === undefined) return;
      const list = other.elements.map((it) => it.column).join(", ");
      ctx.report({
        at: placeOf(action, statement),
        what: `The index ${other.name} of ${displayName(action.table)} (${list}) serves the same queries.`,
        why: "A second index costs time with each write, and space. Leave it out, or drop the other one if it is not needed.",
      });
    },
  },
});

function nameOf({ name }: CreateIndex): string | null {
  return name?.known === true ? name.value : null;
}

/** The columns of a B-tree index without a condition; null for any other. */
function plainColumns(action: CreateIndex): readonly string[] | null {
  const { columns, method, where, include, detail, only } = action;
  if (where !== null || include.length > 0 || only) return null;
  if (method !== null && !(method.known && method.value === "btree")) return null;
  if (detail?.elements.some((it) => !it.isPlain) === true) return null;
  const names = columns.flatMap((it) => (it?.known === true ? [it.value] : []));
  return names.length === columns.length && names.length > 0 ? names : null;
}

/** Does the statement say nothing but columns: no operator class, no order, no option behind? */
function isPlain({ operation, text }: Statement): boolean {
  if (operation?.directive === "add_column") return true;
  if (operation?.directive === "create_index") {
    const elements = readElements(argumentOf(operation, "columns"))?.elements;
    const options = [...operation.kw.keys()].filter((it) => it !== "postgresql_concurrently");
    return options.length === 0 && elements?.every((it) => it.value?.type === "str") === true;
  }
  return text !== null && /\(\s*(?:[\w$]+|"[^"]+")(?:\s*,\s*(?:[\w$]+|"[^"]+"))*\s*\)\s*;?\s*$/.test(text);
}

function serves(index: Index, columns: readonly string[], unique: boolean): boolean {
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
