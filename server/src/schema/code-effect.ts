import { isHarmlessFunction } from "../postgres/harmless-functions.ts";
import { type SqlToken, sqlTokens } from "../postgres/sql-tokens.ts";

/** What running a piece of PL/pgSQL or SQL can do to the schema. */
export type CodeEffect =
  | { readonly kind: "none" }
  /** It holds DDL on objects whose names stand in it. */
  | { readonly kind: "names"; readonly names: readonly string[] }
  /** It runs text that is put together at run time, or functions that are not known. */
  | { readonly kind: "anything" };

const definingWords: ReadonlySet<string> = new Set(["create", "alter", "drop", "import", "reassign"]);

/** Words before a parenthesis that call nothing. */
const grammar: ReadonlySet<string> = new Set(
  (
    "in exists any all some values if elsif when while and or not as on using with select where case then else return check unique key references over filter within " +
    "varchar char character numeric decimal bit float timestamp timestamptz time interval coalesce nullif greatest least cast array row index into table returns " +
    "by from join set conflict grouping sets rollup cube partition generated begin end loop distinct limit offset union except intersect is like between raise info notice warning exception varying"
  ).split(" "),
);

/** Reads a block's or a function's code by its words: `calls` says whether calling a function is harmless. */
export function codeEffect(code: string, isHarmless: (name: string) => boolean = isHarmlessFunction): CodeEffect {
  const tokens = sqlTokens(code).filter((it) => it.kind !== "comment");
  const words = tokens.filter((it) => it.kind === "name");
  if (words.some((it) => it.value === "execute" || it.value === "call")) return { kind: "anything" };
  if (calledNames(tokens).some((it) => !isHarmless(it))) return { kind: "anything" };
  if (!words.some((it) => definingWords.has(it.value))) return { kind: "none" };
  const names = tokens.filter((it) => it.kind === "name" || it.kind === "quotedName").map((it) => it.value);
  return { kind: "names", names: [...new Set(names)] };
}

function calledNames(tokens: readonly SqlToken[]): readonly string[] {
  const found: string[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.text !== "(") continue;
    const name = tokens[i - 1];
    if (name === undefined || (name.kind !== "name" && name.kind !== "quotedName")) continue;
    if (name.kind === "name" && grammar.has(name.value)) continue;
    const before = tokens[i - 2];
    const isQualified = before?.text === ".";
    const owner = isQualified ? tokens[i - 3] : undefined;
    const lead = isQualified ? tokens[i - 4] : before;
    // `INSERT INTO t (a)`, `CREATE TABLE t (`, `REFERENCES t (a)`, `ON t (a)`: a table, not a call.
    if (
      lead?.kind === "name" &&
      /^(into|table|references|on|index|exists|with|recursive|type|using|update)$/.test(lead.value)
    )
      continue;
    found.push(owner === undefined ? name.value : `${owner.value}.${name.value}`);
  }
  return found;
}
