import { sqlTokens } from "../../postgres/sql-tokens.ts";
import { columnPhrase } from "../column-of-statement.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { stringAt } from "../fixes/string-at.ts";
import { wrapInText } from "../fixes/wrap-in-text.ts";
import { constantDefault, type GivenDefault, isPythonString, onDefault } from "../on-default.ts";
import type { RuleContext } from "../rule.ts";

export const serverDefaultQuotedFunction = defineRule({
  id: "server-default-quoted-function",
  since: "0.2.0",
  group: "columns",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A default that should call a function is a text, or the moment at which the migration ran",
    why: md`
      \`server_default="now()"\` is a string, and SQLAlchemy quotes it: \`DEFAULT 'now()'\`. PostgreSQL reads the constant once, when the column is made: every row of the future gets the time of the migration.
      With other functions (\`"gen_random_uuid()"\`, \`"CURRENT_TIMESTAMP"\`) the statement fails, \`invalid input syntax for type …\`; in a text column the words themselves are stored.
    `,
    instead: '`server_default=sa.text("now()")`, or `sa.func.now()`. In SQL: without the quotes.',
    limits: md`
      In columns of other types than those of date and time, numbers, uuid, boolean and json only well-known functions count, for \`POINT(0 0)\` may well be a value. \`today\`, \`now\` and their like count for dates and times.
    `,
    sources: [
      "https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-SPECIAL-VALUES",
      "https://docs.sqlalchemy.org/en/20/core/defaults.html#server-invoked-ddl-explicit-default-expressions",
    ],
    examples: [
      {
        title: "A moment that stands still",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("created_at", sa.DateTime(timezone=True), server_default="now()"))
                                                                                                      # ^^^^^^^ error[server-default-quoted-function] +fix: The default of the column created_at is the moment of the migration, for ever.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()")))


          def downgrade():
              op.drop_column("users", "created_at")
        `,
      },
    ],
  },
  action: onDefault((given, ctx) => {
    const value = constantDefault(given.sql);
    const effect = value === null ? null : effectOf(value, given.type);
    if (value === null || effect === null) return;
    const column = columnPhrase(given.column);
    ctx.report({
      at: given.at,
      what:
        effect === "frozen"
          ? `The default of the ${column} is the moment of the migration, for ever.`
          : `The default of the ${column} is the text ${value}, not the function.`,
      why:
        effect === "frozen"
          ? `PostgreSQL reads the constant '${value}' once. Say sa.text(${JSON.stringify(value === value.toLowerCase() && /^\w+$/.test(value) ? "now()" : value)}), in SQL the function without quotes.`
          : effect === "fails"
            ? `The statement fails: it is no ${given.type}. Say sa.text(${JSON.stringify(value)}), in SQL the function without quotes.`
            : `Every row gets these words. Say sa.text(${JSON.stringify(value)}), in SQL the function without quotes.`,
      fixes: () => (isMoment(value) || !isWhole(value) ? [] : asFunction(given, ctx)),
    });
  }),
});

const temporal: ReadonlySet<string> = new Set([
  "date",
  "time",
  "timestamp",
  "timestamptz",
  "timetz",
  "time with time zone",
  "time without time zone",
  "timestamp with time zone",
  "timestamp without time zone",
]);

/** Types that no text of the form of a call is a value of. */
const strict: ReadonlySet<string> = new Set([
  ...["uuid", "smallint", "integer", "bigint", "numeric", "decimal", "real", "float", "double precision", "int"],
  ...["serial", "bigserial", "smallserial", "int2", "int4", "int8", "boolean", "bool", "json", "jsonb", "interval"],
]);

const texts: ReadonlySet<string> = new Set(["text", "varchar", "character varying", "char", "character", "citext"]);

/** Functions that nobody means as a text. */
const wellKnown: ReadonlySet<string> = new Set([
  ...["now", "gen_random_uuid", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4", "uuidv4", "uuidv7"],
  ...["clock_timestamp", "statement_timestamp", "transaction_timestamp", "nextval", "random", "timezone"],
]);

/** SQL's functions without parentheses. */
const keywords: ReadonlySet<string> = new Set([
  ...["current_timestamp", "current_date", "current_time", "localtimestamp", "localtime"],
]);

function effectOf(value: string, type: string | null): "frozen" | "fails" | "text" | null {
  if (type === null) return null;
  const call = functionOf(value);
  if (temporal.has(type)) {
    if (isMoment(value) || (call === "now" && /^now\(\s*\)$/i.test(value.trim()))) return "frozen";
    return call !== null || keywords.has(value.trim().toLowerCase()) ? "fails" : null;
  }
  if (call === null) return null;
  if (strict.has(type)) return "fails";
  return texts.has(type) && wellKnown.has(call) ? "text" : null;
}

/** Special values of dates and times that mean another moment each day. */
function isMoment(value: string): boolean {
  return /^(?:now|today|tomorrow|yesterday)$/i.test(value.trim());
}

/** The name of the function, when the text is a call and nothing else, or a call with operators behind it (`now() AT TIME ZONE 'utc'`). */
function functionOf(value: string): string | null {
  const tokens = sqlTokens(value);
  const open = tokens.findIndex((it) => it.text === "(");
  const name = tokens[open - 1];
  const isCall =
    open >= 1 && tokens.slice(0, open).every((it, at) => (at % 2 === 0 ? it.kind === "name" : it.text === "."));
  return isCall && name !== undefined && tokens.some((it) => it.text === ")") ? name.value : null;
}

/** A default may be a call or a keyword as it stands; everything longer needs parentheses. */
function isWhole(value: string): boolean {
  const tokens = sqlTokens(value);
  if (keywords.has(value.trim().toLowerCase())) return true;
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.text === "(") depth++;
    if (token.text === ")") depth--;
    if (token.text === ")" && depth === 0) return at === tokens.length - 1;
  }
  return false;
}

function asFunction(given: GivenDefault, ctx: RuleContext): readonly Fix[] {
  const { file } = ctx;
  if (isPythonString(given, ctx)) {
    return [{ title: "Wrap it in sa.text()", applicability: "suggested", edits: wrapInText(file, given.at) }];
  }
  // In SQL text: the constant as it stands there, without its quotes.
  const { start, end } = given.at;
  const written = file.module.text.slice(start, end);
  const value = constantDefault(given.sql);
  if (written !== given.sql || value === null || value.includes("'") || stringAt(file.module, given.at) === null) {
    return [];
  }
  const edit = { file: file.path, span: given.at, text: value };
  return [{ title: "Take the quotes away", applicability: "suggested", edits: [edit] }];
}
