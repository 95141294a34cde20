import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, sameName } from "../../postgres/name.ts";
import { sqlTokens } from "../../postgres/sql-tokens.ts";
import { displayed } from "../../schema/catalog-names.ts";
import { tableGaps } from "../../schema/find-table.ts";
import type { SchemaState, UserType } from "../../schema/schema-state.ts";
import { changedType } from "../changed-type.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { insertBefore } from "../fixes/insert-before.ts";
import { pythonString, quoteAt } from "../fixes/python-text.ts";
import { sqlName } from "../fixes/sql-name.ts";
import { stringAt } from "../fixes/string-at.ts";
import { goOver, type Held } from "../fixes/swap-enum.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";
import { typeAt } from "../type-at.ts";

type DropType = Extract<Action, { readonly kind: "dropType" }>;
type AlterType = Extract<Action, { readonly kind: "alterColumnType" }>;

export const enumSwapIncomplete = defineRule({
  id: "enum-swap-incomplete",
  since: "0.2.0",
  group: "types",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "An enum type is exchanged or dropped, and a column that has it is forgotten",
    why: md`
      To take values out of an enum type, it is exchanged: rename the old type, create the new one, change every column that has it, drop the old type. Each step that is missing has its price:

      - \`DROP TYPE\` fails while a column has the type: \`cannot drop type … because other objects depend on it\`. With CASCADE it succeeds, and drops the column with all that is in it.
      - \`USING state::state\` fails: an enum becomes another one by way of text only, \`USING state::text::state\`.
      - An old type that stays is in the way of the next exchange: \`type "state_old" already exists\`; a column that stays with it does not know the new values.
    `,
    instead:
      "All four steps, in this order, with `USING column::text::type` for each column. A default is dropped before and set again behind the change of its column.",
    limits: md`
      The columns are those of the schema that the revisions make; what uses the type outside of tables (functions, other types) is not looked at. A missing USING and a default in the way have rules of their own
      (alter-column-type-missing-using, alter-column-type-incompatible-default).
    `,
    sources: [
      "https://www.postgresql.org/docs/current/sql-droptype.html",
      "https://www.postgresql.org/docs/current/datatype-enum.html",
    ],
    examples: [
      {
        title: "Two columns have the type",
        before: py`
          def upgrade():
              op.create_table("orders", sa.Column("state", sa.Enum("new", "lost", name="state")), sa.Column("before", sa.Enum("new", "lost", name="state")))
        `,
        bad: py`
          def upgrade():
              op.execute("ALTER TYPE state RENAME TO state_old")
              op.execute("CREATE TYPE state AS ENUM ('new')")
              op.execute("ALTER TABLE orders ALTER COLUMN state TYPE state USING state::text::state")
              op.execute("DROP TYPE state_old")
                        # ^^^^^^^^^^^^^^^^^^^ error[enum-swap-incomplete] +fix: The column before of orders still has the type state_old.
        `,
        good: py`
          def upgrade():
              op.create_table("carts", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state", sa.Enum("new", "lost", name="cart_state")))


          def downgrade():
              op.drop_table("carts")
              op.execute("DROP TYPE cart_state")
        `,
      },
    ],
  },
  action: {
    dropType: checkDrop,
    alterColumnType: checkCast,
    renameType(action, statement, ctx) {
      const later = ctx.statements.slice(ctx.statements.indexOf(statement)).flatMap((it) => it.actions);
      const isExchange = later.some((it) => it.kind === "createEnum" && sameName(it.type, action.type) === "yes");
      const after = ctx.schemas.after(ctx.direction);
      const old = { schema: action.type.schema, name: action.newName };
      const left = isExchange && after !== null ? typeAt(after, old) : null;
      if (after === null || left === null || left.gaps.length > 0) return;
      const columns = columnsWith(left, after);
      ctx.report({
        at: placeOf(action, statement),
        what:
          columns.length > 0
            ? `${phrase(columns)} the old type ${displayName(old)}.`
            : `Leaves the old type ${displayName(old)} behind.`,
        why:
          columns.length > 0
            ? `Values that only the new type has cannot be stored there. Change ${columns.length > 1 ? "these columns" : "the column"} too, then drop the old type.`
            : `The next exchange of the type fails: type "${displayName(old)}" already exists. Drop it behind the last column that had it.`,
        doubt: doubtAbout(columns, after),
        atMost: "warning",
      });
    },
  },
});

function checkDrop(action: DropType, statement: Statement, ctx: RuleContext): void {
  const state = ctx.schemaAt(statement);
  const type = typeAt(state, action.type);
  if (state === null || type?.kind !== "enum") return;
  const columns = columnsWith(type, state);
  if (columns.length === 0) return;
  const name = displayName(action.type);
  ctx.report({
    at: placeOf(action, statement),
    what: action.cascade
      ? `Drops ${listOf(columns)} together with the type ${name}.`
      : `${phrase(columns)} the type ${name}.`,
    why: action.cascade
      ? "CASCADE takes every column that has the type, with all that is in it. Change the type of the columns first, and drop the type without CASCADE."
      : `DROP TYPE fails: other objects depend on it. Drop the column or change its type first.`,
    doubt: doubtAbout(columns, state),
    fixes: () => changeColumns(action, columns, statement, ctx),
  });
}

function columnsWith(type: UserType, state: SchemaState): readonly Held[] {
  const printed = displayed(type.schema, type.name);
  return [...state.tables.values()].flatMap((table) =>
    table.kind === "view" || table.kind === "materialized view"
      ? []
      : table.columns
          .filter((it) => it.baseType === printed || it.baseType === `${printed}[]`)
          .map((column) => ({ table, column })),
  );
}

function doubtAbout(columns: readonly Held[], state: SchemaState): string | null {
  const isExact = columns.some((it) => tableGaps(state, it.table).length === 0);
  return isExact || columns.length === 0
    ? null
    : "parts of the revisions cannot be read, and may have changed the column.";
}

/** "The column a of t still has", "The columns a of t and b of u still have". */
function phrase(columns: readonly Held[]): string {
  const text = listOf(columns);
  return `${text.replace("the column", "The column")} still ${columns.length > 1 ? "have" : "has"}`;
}

function listOf(columns: readonly Held[]): string {
  const names = columns.map(({ table, column }) => `${column.name} of ${displayed(table.schema, table.name)}`);
  return `the column${columns.length > 1 ? "s" : ""} ${names.join(", ")}`;
}

/** In an exchange: the statements that are missing, before the type is dropped. */
function changeColumns(
  { type }: DropType,
  columns: readonly Held[],
  statement: Statement,
  ctx: RuleContext,
): readonly Fix[] {
  const { operation } = statement;
  const before = ctx.statements.slice(0, ctx.statements.indexOf(statement)).flatMap((it) => it.actions);
  const rename = before.findLast(
    (it) => it.kind === "renameType" && sameName({ schema: it.type.schema, name: it.newName }, type) === "yes",
  );
  const op = importedAs(ctx.file.module, "alembic.op");
  if (operation === null || op === null || rename?.kind !== "renameType") return [];
  const wanted = sqlName(rename.type);
  const isMade = before.some((it) => it.kind === "createEnum" && sameName(it.type, rename.type) === "yes");
  const isPlain = columns.every(({ column }) => column.default === null && !column.baseType?.endsWith("[]"));
  if (wanted === null || !isMade || !isPlain) return [];
  const quote = quoteAt(ctx.file.module.text, operation.site.argumentsSpan.start);
  const lines = goOver(columns, wanted).map((it) => `${op}.execute(${pythonString(it, quote)})`);
  const edit = insertBefore(ctx.file, operation, lines);
  return edit === null
    ? []
    : [{ title: `Change ${listOf(columns)} before`, applicability: "suggested", edits: [edit] }];
}

/** `USING state::state`: there is no cast from one enum to another. */
function checkCast(action: AlterType, statement: Statement, ctx: RuleContext): void {
  const { using, column, table } = action;
  const change = using?.known === true ? changedType(action, statement, ctx) : null;
  if (using?.known !== true || !column.known || change === null || !change.from.isEnum || !change.to.isEnum) return;
  const behind = bareCast(using.value, column.value);
  if (behind === null || change.fromText === change.toText) return;
  ctx.report({
    at: placeOf(action, statement),
    what: `There is no cast from ${change.fromText} to ${change.toText} for the ${columnPhrase(column)} of ${displayName(table)}.`,
    why: `One enum type becomes another by way of text only: USING ${column.value}::text::${change.toText}.`,
    fixes: () => {
      const { start, end } = using.span;
      const { file } = ctx;
      const isVerbatim = file.module.text.slice(start, end) === using.value;
      const inLiteral = file.module.text.slice(start + 1, end - 1) === using.value;
      const at = isVerbatim ? start + behind : inLiteral ? start + 1 + behind : null;
      if (at === null || stringAt(file.module, { start: at, end: at }) === null) return [];
      const edit = { file: file.path, span: { start: at, end: at }, text: "::text" };
      return [{ title: "Cast it to text before", applicability: "suggested", edits: [edit] }];
    },
  });
}

/** Where the column ends in `column::type`; null for every other expression. */
function bareCast(using: string, column: string): number | null {
  const tokens = sqlTokens(using).filter((it) => it.kind !== "comment");
  const [first, cast, ...type] = tokens;
  const isType = type.length > 0 && type.every((it, at) => (at % 2 === 1 ? it.text === "." : isName(it)));
  return first?.value === column && cast?.text === "::" && isType ? first.end : null;
}

function isName({ kind }: { readonly kind: string }): boolean {
  return kind === "name" || kind === "quotedName";
}
