import { type SqlToken, sqlTokens } from "../postgres/sql-tokens.ts";

/** What a condition asks that is not in the row, as written: `now()`, `CURRENT_USER`; null: nothing of which that is known. */
export function changingCheck(condition: string): string | null {
  const tokens = sqlTokens(condition).filter((it) => it.kind !== "comment");
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== "name") continue;
    const isCall = tokens[at + 1]?.text === "(";
    const isPart = tokens[at - 1]?.text === "." && tokens[at - 2]?.value !== "pg_catalog";
    if (isPart || !(isCall ? calls.has(token.value) : words.has(token.value))) continue;
    if (isCall && token.value === "age" && !hasOneArgument(tokens, at + 1)) continue;
    if (times.has(token.value) && isPast(tokens, at)) continue;
    return isCall ? `${token.text}()` : token.text;
  }
  return null;
}

const times = new Set([
  "now",
  "transaction_timestamp",
  "statement_timestamp",
  "clock_timestamp",
  "current_date",
  "current_time",
  "current_timestamp",
  "localtime",
  "localtimestamp",
]);
const words = new Set([
  "current_date",
  "current_time",
  "current_timestamp",
  "localtime",
  "localtimestamp",
  "current_user",
  "current_role",
  "session_user",
  "user",
]);
const calls = new Set([
  ...times,
  "age",
  "timeofday",
  "random",
  "gen_random_uuid",
  "uuid_generate_v1",
  "uuid_generate_v4",
  "nextval",
  "currval",
  "lastval",
  "current_setting",
  "txid_current",
]);

/** `at <= now()`: what was past when the row was written stays so. The nearest comparison on the left of the time decides, otherwise the one on its right. */
function isPast(tokens: readonly SqlToken[], at: number): boolean {
  const left = tokens.slice(0, at).findLast((it) => isEdge(it) || comparisons.has(it.text));
  if (left !== undefined && comparisons.has(left.text)) return left.text === "<" || left.text === "<=";
  const before = tokens[at - 1];
  // `now() - at > …`: a difference that grows; `now() > at` and `now()::date >= at` are the time itself.
  if (before !== undefined && !isEdge(before) && before.text !== "(") return false;
  const right = tokens.slice(at + 1).find((it) => isEdge(it) || it.kind === "operator");
  const own = right?.text === "::" ? tokens.slice(at + 1).find((it) => comparisons.has(it.text)) : right;
  return own?.text === ">" || own?.text === ">=";
}

const comparisons = new Set(["<", "<=", ">", ">=", "=", "<>", "!="]);

function isEdge({ kind, value }: SqlToken): boolean {
  return kind === "name" && (value === "and" || value === "or" || value === "not" || value === "between");
}

/** `age(at)` counts from today, `age(a, b)` does not. */
function hasOneArgument(tokens: readonly SqlToken[], open: number): boolean {
  let depth = 0;
  for (const { text } of tokens.slice(open)) {
    if (text === "(") depth++;
    if (text === ")" && --depth === 0) return true;
    if (text === "," && depth === 1) return false;
  }
  return true;
}
