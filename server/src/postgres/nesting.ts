import { sqlTokens } from "./sql-tokens.ts";

/**
 * An upper estimate of how deep PostgreSQL's parse tree of the text gets: open parentheses and brackets, and the operators and joining
 * keywords that chain within one expression (`1 + 1 + 1 …` is a tree as deep as it is long). Lists and AND / OR chains are flat.
 */
export function nestingOf(sql: string): number {
  // Most SQL is far too short to be deep.
  if (sql.length < 500) return 0;
  const open: number[] = [];
  let chain = 0;
  let below = 0;
  let deepest = 0;
  for (const token of sqlTokens(sql)) {
    if (token.text === "(" || token.text === "[") {
      open.push(chain);
      below += chain + 1;
      chain = 0;
    } else if (token.text === ")" || token.text === "]") {
      const outer = open.pop();
      if (outer === undefined) continue;
      below -= outer + 1;
      chain = outer + 1;
    } else if (token.text === "," || token.text === ";" || isFlat(token.value)) {
      chain = 0;
    } else if (token.kind === "operator" || chaining.has(token.value)) {
      chain++;
    }
    if (below + chain > deepest) deepest = below + chain;
  }
  return deepest;
}

function isFlat(word: string): boolean {
  return word === "and" || word === "or";
}

const chaining: ReadonlySet<string> = new Set([
  "union",
  "intersect",
  "except",
  "join",
  "not",
  "case",
  "else",
  "collate",
  "at",
  "is",
  "isnull",
  "notnull",
  "like",
  "ilike",
  "in",
  "between",
]);
