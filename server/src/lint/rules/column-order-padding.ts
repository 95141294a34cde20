import type { Statement } from "../../emit/statement.ts";
import { typeShape } from "../../locks/type-change.ts";
import { columnOf } from "../../migration/column-call.ts";
import { displayName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const columnOrderPadding = defineRule({
  id: "column-order-padding",
  since: "0.2.0",
  group: "columns",
  severity: "hint",
  recommended: false,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "information",
  options: { minimum: { default: 8, description: "Bytes a row from which on the rule speaks." } },
  docs: {
    summary: "Columns in another order would leave fewer empty bytes in every row",
    why: "PostgreSQL stores the columns of a row in the order of the table, each at a multiple of its type's alignment: a `bigint` behind a `boolean` leaves seven bytes empty, in every row, on disk and in memory.",
    instead:
      "In a new table: first the types of eight bytes, then those of four, two and one, then text and others of varying length.",
    limits: md`
      Off unless it is selected: for most tables it does not matter. Only the empty bytes before types of a fixed length are counted, and none behind the first column of a varying length, where the place is not known. Nothing is said where a type is not known.
    `,
    sources: ["https://www.postgresql.org/docs/current/storage-page-layout.html#STORAGE-TUPLE-LAYOUT"],
    peers: ["atlas:PG110"],
    examples: [
      {
        title: "A flag before each number",
        bad: py`
          def upgrade():
              op.create_table(
            # ^^^^^^^^^^^^^^^ hint[column-order-padding] +fix: Each row of boxes has 14 bytes that are empty because of the order of the columns.
                  "boxes",
                  sa.Column("a", sa.Boolean()),
                  sa.Column("b", sa.BigInteger()),
                  sa.Column("c", sa.Boolean()),
                  sa.Column("d", sa.BigInteger()),
              )
        `,
        good: py`
          def upgrade():
              op.create_table(
                  "boxes",
                  sa.Column("b", sa.BigInteger(), primary_key=True),
                  sa.Column("d", sa.BigInteger()),
                  sa.Column("a", sa.Boolean()),
                  sa.Column("c", sa.Boolean()),
              )


          def downgrade():
              op.drop_table("boxes")
        `,
      },
    ],
  },
  action: {
    createTable(action, statement, ctx) {
      if (action.columnsFrom !== "list" || action.open !== null || action.partitionOf !== null) return;
      const layouts = action.columns.map((it) => (it.type.known ? layoutOf(it.type.value) : null));
      if (layouts.some((it) => it === null)) return;
      const known = layouts.filter((it) => it !== null);
      const saved = padding(known) - padding(sorted(known));
      if (saved < Number(ctx.options.minimum)) return;
      ctx.report({
        at: placeOf(action, statement),
        what: `Each row of ${displayName(action.table)} has ${saved} bytes that are empty because of the order of the columns.`,
        why: "First the types of eight bytes, then those of four, two and one, then those of varying length.",
        fixes: () => reorder(statement, known, ctx),
      });
    },
  },
});

/** How a type is stored: its length (null: it varies) and its alignment, both in bytes. */
interface Layout {
  readonly length: number | null;
  readonly alignment: number;
}

const fixed: Readonly<Record<string, readonly [number, number]>> = {
  boolean: [1, 1],
  smallint: [2, 2],
  integer: [4, 4],
  real: [4, 4],
  date: [4, 4],
  oid: [4, 4],
  smallserial: [2, 2],
  serial: [4, 4],
  bigserial: [8, 8],
  bigint: [8, 8],
  "double precision": [8, 8],
  timestamp: [8, 8],
  timestamptz: [8, 8],
  time: [8, 8],
  money: [8, 8],
  timetz: [12, 8],
  interval: [16, 8],
  uuid: [16, 1],
};

const varying: ReadonlySet<string> = new Set("text varchar bpchar numeric json jsonb bytea xml inet cidr".split(" "));

function layoutOf(type: string): Layout | null {
  const shape = typeShape(type);
  if (shape === null) return null;
  if (shape.array) return { length: null, alignment: 1 };
  const own = fixed[shape.base];
  if (own !== undefined) return { length: own[0], alignment: own[1] };
  return varying.has(shape.base) ? { length: null, alignment: 1 } : null;
}

/** Empty bytes before columns of a fixed length, as far as their places are known. */
function padding(layouts: readonly Layout[]): number {
  let at = 0;
  let empty = 0;
  for (const { length, alignment } of layouts) {
    if (length === null) return empty;
    const gap = (alignment - (at % alignment)) % alignment;
    empty += gap;
    at += gap + length;
  }
  return empty;
}

/** By alignment, those of varying length at the end; otherwise in the order in which they are. */
function sorted<T extends Layout>(layouts: readonly T[]): readonly T[] {
  const rank = (it: Layout): number => (it.length === null ? 0 : it.alignment);
  return layouts.toSorted((a, b) => rank(b) - rank(a));
}

/** The same columns in the better order, each written as it is. */
function reorder({ operation }: Statement, layouts: readonly Layout[], ctx: RuleContext): readonly Fix[] {
  const { module, path } = ctx.file;
  if (operation?.directive !== "create_table" || !isWrittenOnce(ctx.file, operation)) return [];
  const columns = operation.rest.filter((it) => columnOf(it.value) !== undefined).map((it) => it.span);
  const [first, last] = [columns[0], columns.at(-1)];
  if (first === undefined || last === undefined || columns.length !== layouts.length) return [];
  // A comment belongs to a column, and would stay behind.
  if (module.comments.some((it) => it.start > first.start && it.start < last.end + 80)) return [];
  const order = sorted(layouts.map((it, index) => ({ ...it, index })));
  const edits = order.flatMap(({ index }, place) => {
    const [from, to] = [columns[index], columns[place]];
    if (from === undefined || to === undefined || index === place) return [];
    return [{ file: path, span: to, text: module.text.slice(from.start, from.end) }];
  });
  return [{ title: "Put the columns into an order without empty bytes", applicability: "suggested", edits }];
}
