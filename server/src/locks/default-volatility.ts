import { isVolatile } from "./known-functions.ts";

/**
 * Whether a DEFAULT may differ from row to row, so that ADD COLUMN writes the table anew (https://www.postgresql.org/docs/current/sql-altertable.html, "Notes").
 * "unknown" when it calls a function that is not PostgreSQL's own.
 */
export function defaultVolatility(text: string): "yes" | "no" | "unknown" {
  // Words before a parenthesis are calls, unless they are part of a type (`varchar(5)`) or a word of SQL.
  const plain = text.replaceAll(/'(?:[^']|'')*'/g, "''");
  const calls = [...plain.matchAll(/([a-z_][\w$]*(?:\.[a-z_][\w$]*)?|"[^"]+")\s*\(/gi)].map((it) => it[1] ?? "");
  let answer: "no" | "unknown" = "no";
  for (const call of calls) {
    const name = call.toLowerCase().replace(/^pg_catalog\./, "");
    if (notCalls.has(name)) continue;
    const volatile = isVolatile(name.replace(/^[a-z_]\w*\.(?=uuid_generate_v|gen_)/, ""));
    if (volatile === "yes") return "yes";
    if (volatile === "unknown") answer = "unknown";
  }
  return answer;
}

const notCalls: ReadonlySet<string> = new Set(
  "cast numeric decimal varchar varying char character bit timestamp timestamptz time timetz interval float array row and or not in values case when then else precision current_timestamp current_time localtime localtimestamp".split(
    " ",
  ),
);
