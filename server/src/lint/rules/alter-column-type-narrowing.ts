import type { TypeShape } from "../../locks/type-change.ts";
import { usingIsPlain } from "../../locks/type-change.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { onTypeChange } from "../on-type-change.ts";

export const alterColumnTypeNarrowing = defineRule({
  id: "alter-column-type-narrowing",
  since: "0.2.0",
  group: "columns",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "A narrower type does not hold every value of the old one",
    why: md`
      What does not fit either ends the migration (\`value too long for type character varying(10)\`, \`integer out of range\`), or is lost without a word: digits behind the point when the scale of \`numeric\` shrinks, when a fraction becomes an integer or a smaller float, the time when a timestamp becomes a date, and fractions of seconds with \`timestamp(0)\`.
    `,
    instead:
      "Look at the rows first: `SELECT max(length(c)) FROM t`. Where something is to be cut on purpose, say so with `USING`, and keep the old column until nobody misses it.",
    limits: md`
      Nothing is said where \`USING\` says more than a cast, about a table that the same revision created, and where a type is not known. Spaces at the end that \`char(n)\` brings or loses are not looked at.
    `,
    sources: ["https://www.postgresql.org/docs/current/datatype.html"],
    peers: ["strong_migrations:change_column"],
    examples: [
      {
        title: "A shorter name",
        bad: py`
          def upgrade():
              op.alter_column("users", "name", existing_type=sa.String(50), type_=sa.String(20))
                                                                          # ^^^^^^^^^^^^^^^^^^^ warning[alter-column-type-narrowing]: VARCHAR(20) does not hold every value of the column name of users, which is VARCHAR(50).
        `,
        good: py`
          def upgrade():
              op.alter_column("users", "name", existing_type=sa.String(20), type_=sa.String(50))


          def downgrade():
              raise NotImplementedError("Some are longer now.")
        `,
      },
    ],
  },
  action: onTypeChange(({ action: { column, using }, change, columnName }) => {
    if (change === null || change.from.isEnum || change.to.isEnum) return null;
    const { from, to, fromText, toText } = change;
    const isPlain =
      using === null || (using.known && column.known && usingIsPlain(using.value, column.value, to.shape));
    const loss = isPlain === true ? lossOf(from.shape, to.shape) : null;
    if (loss === null) return null;
    return {
      what: `${toText} does not hold every value of the ${columnName}, which is ${fromText}.`,
      why:
        loss === "fails"
          ? "The migration ends at the first value that does not fit. Look at the rows first."
          : "What does not fit is rounded or cut off without an error, and cannot be brought back.",
    };
  }),
});

const wholeNumbers = ["smallint", "integer", "bigint"];
const fractions = ["real", "double precision", "numeric"];

/** What happens to a value that does not fit; null: every value fits, or that is not known. */
function lossOf(from: TypeShape, to: TypeShape): "fails" | "loses" | null {
  if (from.array || to.array || !from.builtin || !to.builtin) return null;
  const pair = `${from.base} ${to.base}`;
  const [size, scale] = from.arguments.map(Number);
  const [newSize, newScale] = to.arguments.map(Number);
  if (wholeNumbers.includes(from.base) && wholeNumbers.includes(to.base)) {
    return wholeNumbers.indexOf(to.base) < wholeNumbers.indexOf(from.base) ? "fails" : null;
  }
  if (fractions.includes(from.base) && wholeNumbers.includes(to.base)) return "loses";
  if (pair === "double precision real" || pair === "numeric real" || pair === "numeric double precision")
    return "loses";
  if (/^(varchar|text|bpchar) (varchar|bpchar)$/.test(pair)) {
    return newSize !== undefined && (size === undefined || newSize < size) ? "fails" : null;
  }
  if (pair === "numeric numeric" && newSize !== undefined) {
    if (scale === undefined || size === undefined || (newScale ?? 0) < scale) return "loses";
    return newSize - (newScale ?? 0) < size - scale ? "fails" : null;
  }
  if (/^timestamp(tz)? (date|time|timetz)$/.test(pair)) return "loses";
  if (/^(timestamp|timestamptz|time|timetz|interval)$/.test(from.base) && from.base === to.base) {
    return newSize !== undefined && newSize < (size ?? 6) ? "loses" : null;
  }
  return null;
}
