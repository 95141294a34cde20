import type { Statement } from "../../emit/statement.ts";
import type { Action, ConstraintDefinition } from "../../postgres/action.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { storedName } from "../../schema/chosen-name.ts";
import { findTable } from "../../schema/find-table.ts";
import type { Index } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { tableArguments } from "../fixes/alter-column-line.ts";
import { insertAfter } from "../fixes/insert-after.ts";
import { pythonString } from "../fixes/python-text.ts";
import { onNewConstraint } from "../on-new-constraint.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const foreignKeyMissingIndex = defineRule({
  id: "foreign-key-missing-index",
  since: "0.2.0",
  group: "indexes",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  options: {
    everyKey: {
      default: false,
      description: "Also ask for an index where the foreign key has no ON DELETE CASCADE, SET NULL or SET DEFAULT.",
    },
    smallTables: { default: [], description: "Referring tables that are so small that they need no index." },
  },
  docs: {
    summary:
      "A foreign key with ON DELETE CASCADE reads the whole table for each deleted row, unless its columns have an index",
    why: md`
      PostgreSQL makes an index for the key that is referred to, none for the columns that refer. When a row of the other table is deleted (or its key changes), every row here is read to find those that go with it, for each deleted row anew, and the rows that are deleted stay locked meanwhile.
      \`ON DELETE CASCADE\`, \`SET NULL\` and \`SET DEFAULT\` say that such deletes are meant to happen.
    `,
    instead: md`
      An index that begins with the columns of the key: \`index=True\` at the column of a new table, otherwise \`op.create_index\` with \`postgresql_concurrently=True\`.
    `,
    limits: md`
      For a table that the same revision created it is a hint: nobody knows how large it will be. Keys without such an action are left alone (their deletes read the table as well, if there are any) unless the option \`everyKey\` is set. Primary keys, unique constraints and indexes that begin with the columns in any order count, those of the same revision too, and a partial index whose condition is that the column IS NOT NULL.
      Nothing is said in \`downgrade()\`, about a table of which the history does not tell, and about the tables named in \`smallTables\`.
    `,
    sources: ["https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK"],
    peers: ["pg-migration-lint:PGM501", "migrationpilot:MP008"],
    examples: [
      {
        title: "Lines that go with their order",
        bad: py`
          def upgrade():
              op.create_table(
                  "lines",
                  sa.Column("id", sa.Integer(), primary_key=True),
                  sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id", name="fk_lines_order_id", ondelete="CASCADE")),
                                                    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[foreign-key-missing-index] +fix: No index of lines begins with order_id, for which rows are looked for when rows of orders are deleted.
              )
        `,
        good: py`
          def upgrade():
              op.create_table(
                  "lines",
                  sa.Column("id", sa.Integer(), primary_key=True),
                  sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id", name="fk_lines_order_id", ondelete="CASCADE")),
              )
              op.create_index(op.f("ix_lines_order_id"), "lines", ["order_id"])


          def downgrade():
              op.drop_table("lines")
        `,
      },
    ],
  },
  action: onNewConstraint(check),
});

function check(
  table: QualifiedName,
  constraint: ConstraintDefinition,
  action: Action,
  statement: Statement,
  ctx: RuleContext,
): void {
  const { references } = constraint;
  if (references === null || ctx.direction === "downgrade") return;
  const removes = /^(?:CASCADE|SET NULL|SET DEFAULT)/i.test(references.onDelete ?? "");
  const columns = constraint.columns.flatMap((it) => (it.known ? [it.value] : []));
  if ((!removes && ctx.options.everyKey !== true) || columns.length !== constraint.columns.length) return;
  if (columns.length === 0 || isSmall(table, ctx) || isTemporary(action)) return;
  const isNew = action.kind === "createTable";
  const state = isNew ? null : ctx.schemaAt(statement);
  const found = state === null ? null : findTable(state, table);
  if (!isNew && (found?.answer !== "yes" || found.gaps.length > 0)) return;
  if (isNew && action.open !== null) return;
  const indexes = found?.answer === "yes" ? found.table.indexes : [];
  if (indexes.some((it) => serves(it, columns)) || isServedHere(table, columns, ctx)) return;
  const other = displayName(references.table);
  ctx.report({
    at: action.kind === "addConstraint" ? placeOf(action, statement) : constraint.span,
    what: `No index of ${displayName(table)} begins with ${columns.join(", ")}, for which rows are looked for when rows of ${other} are deleted.`,
    why: "Every deleted row reads the whole table, and keeps its locks meanwhile. Add an index on the columns of the foreign key.",
    ...(isNew || ctx.createdBefore(table) === "yes" ? { atMost: "hint" as const } : {}),
    fixes: () => (isNew || ctx.createdBefore(table) === "yes" ? addIndex(table, columns, statement, ctx) : []),
  });
}

function isSmall(table: QualifiedName, { options }: RuleContext): boolean {
  const small = Array.isArray(options.smallTables) ? options.smallTables : [];
  return small.includes(displayName(table)) || (table.name.known && small.includes(table.name.value));
}

function isTemporary(action: Action): boolean {
  return action.kind === "createTable" && action.temporary;
}

/** Do its first columns find the rows of a foreign key? */
function serves({ method, elements, where, whereColumns, valid }: Index, columns: readonly string[]): boolean {
  if (!valid || !(method === "btree" || (method === "hash" && columns.length === 1))) return false;
  const isPartial = where !== null && !isNotNull(where.form === "unknown" ? "" : where.text, whereColumns, columns);
  return (
    !isPartial &&
    beginsWith(
      elements.map((it) => it.column),
      columns,
    )
  );
}

function beginsWith(names: readonly (string | null)[], columns: readonly string[]): boolean {
  const first = names.slice(0, columns.length);
  return first.length === columns.length && columns.every((it) => first.includes(it));
}

/** `WHERE column IS NOT NULL`, as people write it and as the catalog prints it. */
function isNotNull(where: string, named: readonly string[], columns: readonly string[]): boolean {
  return named.every((it) => columns.includes(it)) && /^\(?\s*["\w.]+\s+is\s+not\s+null\s*\)?$/i.test(where.trim());
}

/** Does a statement of the same direction, before or behind, make an index, a key or a unique constraint that serves? */
function isServedHere(table: QualifiedName, columns: readonly string[], { statements }: RuleContext): boolean {
  const names = (list: readonly ({ readonly known: boolean; readonly value?: string } | null)[]) =>
    list.map((it) => it?.value ?? null);
  const isKey = (it: ConstraintDefinition): boolean =>
    (it.type === "primaryKey" || it.type === "unique") && beginsWith(names(it.columns), columns);
  return statements.some(({ actions }) =>
    actions.some((action) => {
      switch (action.kind) {
        case "createIndex": {
          const { method, where } = action;
          if (sameName(action.table, table) === "no" || (method?.known && !/^(btree|hash)$/i.test(method.value)))
            return false;
          const isPartial = where?.known === true && !isNotNull(where.value, [], columns);
          return !isPartial && beginsWith(names(action.columns), columns);
        }
        case "addConstraint":
          return sameName(action.table, table) !== "no" && isKey(action.constraint);
        case "createTable": {
          if (sameName(action.table, table) === "no") return false;
          return [...action.constraints, ...action.columns.flatMap((it) => it.constraints)].some(isKey);
        }
        case "addColumn":
          return sameName(action.table, table) !== "no" && action.column.constraints.some(isKey);
        default:
          return false;
      }
    }),
  );
}

/** A new table is empty: its index needs no CONCURRENTLY. */
function addIndex(
  table: QualifiedName,
  columns: readonly string[],
  { operation }: Statement,
  ctx: RuleContext,
): readonly Fix[] {
  const target = operation === null ? null : tableArguments(operation, ctx);
  const name = table.name.known ? ["ix", table.name.value, ...columns].join("_") : "";
  if (operation === null || target === null || name === "" || storedName(name) !== name) return [];
  const isTaken = ctx.statements.some((it) =>
    it.actions.some((action) => action.kind === "createIndex" && (!action.name?.known || action.name.value === name)),
  );
  if (isTaken) return [];
  const { op, quote } = target;
  const list = columns.map((it) => pythonString(it, quote)).join(", ");
  const args = [`${op}.f(${pythonString(name, quote)})`, target.table, `[${list}]`, ...target.schema];
  const edit = insertAfter(ctx.file, operation, [`${op}.create_index(${args.join(", ")})`]);
  return edit === null ? [] : [{ title: `Add the index ${name}`, applicability: "suggested", edits: [edit] }];
}
