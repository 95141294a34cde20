import type { Span } from "../base/span.ts";
import { known, type Static } from "../base/static.ts";
import type { Action, ActionKind } from "./action.ts";
import type { QualifiedName } from "./name.ts";
import type { SqlToken } from "./sql-tokens.ts";
import { listOf, nameParts, numberOf, type TreeNode, textOf, walkTree } from "./tree.ts";

/** One statement while its parse tree is turned into actions. Offsets named `at`, `from` are UTF-16 offsets of the script's text. */
export interface SqlContext {
  /** The script. */
  readonly text: string;
  /** The tokens of the statement without comments. */
  readonly tokens: readonly SqlToken[];
  /** The statement within `text`. */
  readonly span: Span;
  /** Names of common table expressions, which are no relations. */
  readonly cteNames: ReadonlySet<string>;
  /** A range of `text` as a place in the file. */
  toFile(span: Span): Span;
  /** A `location` of the parse tree as an offset of `text`. */
  toUtf16(location: number): number;
}

/** An action at `part` of the statement; the whole statement by default. */
export function act(context: SqlContext, kind: ActionKind, part: Span = context.span): Action {
  return { ...kind, span: context.toFile(part) };
}

/** A name that the parse tree gives without a place: the first token from `part` that means it, else the part itself. */
export function nameIn(context: SqlContext, name: string, part: Span = context.span): Static<string> {
  const token = context.tokens.find(
    (it) => it.start >= part.start && it.end <= part.end && isName(it) && it.value === name,
  );
  return known(name, context.toFile(token ?? part));
}

export function optionalName(context: SqlContext, name: unknown, part?: Span): Static<string> | null {
  const text = textOf(name);
  return text === null ? null : nameIn(context, text, part);
}

export function namesIn(context: SqlContext, list: unknown, part?: Span): readonly Static<string>[] {
  return listOf(list).flatMap((it) => nameParts(it).map((name) => nameIn(context, name, part)));
}

function isName(token: SqlToken): boolean {
  return token.kind === "name" || token.kind === "quotedName";
}

/** The relation of a `RangeVar`; its names have their own places. */
export function relation(context: SqlContext, rangeVar: TreeNode): QualifiedName {
  const parts = [textOf(rangeVar.schemaname), textOf(rangeVar.relname)].filter((it) => it !== null);
  const start = context.toUtf16(numberOf(rangeVar.location));
  return qualifiedName(context, parts, { start, end: context.span.end });
}

/** The last part is the name, the one before it the schema; a database before that is left out, as in PostgreSQL only the current one is possible. */
export function qualifiedName(context: SqlContext, parts: readonly string[], part: Span = context.span): QualifiedName {
  const name = parts.at(-1) ?? "";
  const schema = parts.length > 1 ? parts.at(-2) : undefined;
  const whole = dottedName(context, parts.slice(-2), part);
  return {
    schema: schema === undefined ? null : known(schema, context.toFile(whole?.[0] ?? part)),
    name: known(name, context.toFile(whole?.at(-1) ?? part)),
  };
}

/** The tokens of the first place in `part` where the dotted name stands. */
function dottedName(context: SqlContext, parts: readonly string[], part: Span): readonly SqlToken[] | null {
  const { tokens } = context;
  for (let i = 0; i < tokens.length; i++) {
    const first = tokens[i];
    if (first === undefined || first.start < part.start || !isName(first)) continue;
    if (first.end > part.end) break;
    const found: SqlToken[] = [];
    for (let k = 0; k < parts.length; k++) {
      const token = tokens[i + 2 * k];
      if (token === undefined || token.value !== parts[k]) break;
      if (k > 0 && tokens[i + 2 * k - 1]?.text !== ".") break;
      found.push(token);
    }
    if (found.length === parts.length) return found;
  }
  return null;
}

/** Every relation that the tree names, each once, without the names of common table expressions and those in `except`. */
export function relationsIn(
  context: SqlContext,
  tree: unknown,
  except: readonly QualifiedName[] = [],
): readonly QualifiedName[] {
  const seen = new Set(except.map(keyOf));
  const found: QualifiedName[] = [];
  walkTree(tree, (node) => {
    const name = textOf(node.relname);
    if (name === null || (textOf(node.schemaname) === null && context.cteNames.has(name))) return;
    const table = relation(context, node);
    if (seen.has(keyOf(table))) return;
    seen.add(keyOf(table));
    found.push(table);
  });
  return found;
}

/** The names that WITH gives anywhere in the tree. */
export function cteNamesIn(tree: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  walkTree(tree, (node) => {
    const name = textOf(node.ctename);
    if (name !== null) names.add(name);
  });
  return names;
}

function keyOf(name: QualifiedName): string {
  return JSON.stringify([name.schema?.known ? name.schema.value : null, name.name.known ? name.name.value : null]);
}

/**
 * The parts of the statement that commas outside parentheses separate, from offset `from` on: the commands of ALTER TABLE, the objects of DROP.
 */
export function commaParts(context: SqlContext, from: number): readonly Span[] {
  const parts: Span[] = [];
  let depth = 0;
  let start: number | null = null;
  let end = from;
  for (const token of context.tokens) {
    if (token.start < from) continue;
    if (token.text === "(" || token.text === "[") depth++;
    else if (token.text === ")" || token.text === "]") depth--;
    else if (token.text === "," && depth === 0) {
      parts.push({ start: start ?? end, end });
      start = null;
      continue;
    }
    start ??= token.start;
    end = token.end;
  }
  parts.push({ start: start ?? end, end });
  return parts;
}

/** Source text behind the keyword that stands last before `location`, up to the end of the expression: a comma, a closing parenthesis, `stop`. */
export function expressionAfter(
  context: SqlContext,
  keyword: string,
  tree: unknown,
  part: Span,
  stop: number = part.end,
): Static<string> | null {
  const from = firstLocation(context, tree);
  if (from === null) return null;
  const { tokens } = context;
  let index = -1;
  for (const [i, token] of tokens.entries()) {
    if (token.start > from || token.start < part.start) continue;
    if (token.value === keyword && token.kind === "name") index = i;
  }
  const first = tokens[index + 1];
  if (index < 0 || first === undefined) return null;
  let depth = 0;
  let end = first.end;
  for (const token of tokens.slice(index + 1)) {
    if (token.start >= stop) break;
    if (token.text === "(" || token.text === "[") depth++;
    else if (token.text === ")" || token.text === "]") {
      if (depth === 0) break;
      depth--;
    } else if (token.text === "," && depth === 0) break;
    end = token.end;
  }
  const span = { start: first.start, end };
  return known(context.text.slice(span.start, span.end), context.toFile(span));
}

/** Source text inside the first parentheses at or after `from`. */
export function parenthesised(context: SqlContext, from: number): Static<string> | null {
  let depth = 0;
  let start = -1;
  for (const token of context.tokens) {
    if (token.start < from) continue;
    if (token.text === "(") {
      if (depth === 0) start = token.end;
      depth++;
    } else if (token.text === ")" && depth > 0) {
      depth--;
      if (depth > 0) continue;
      const inner = context.text.slice(start, token.start);
      const lead = inner.length - inner.trimStart().length;
      const text = inner.trim();
      return known(text, context.toFile({ start: start + lead, end: start + lead + text.length }));
    }
  }
  return null;
}

function firstLocation(context: SqlContext, tree: unknown): number | null {
  let first: number | null = null;
  walkTree(tree, (node) => {
    if (typeof node.location !== "number" || node.location < 0) return;
    const at = context.toUtf16(node.location);
    if (first === null || at < first) first = at;
  });
  return first;
}

/** The parts that commas separate inside the first parentheses at or after `from`, as text. */
export function partsInParentheses(context: SqlContext, from: number): readonly string[] {
  const open = context.tokens.findIndex((it) => it.start >= from && it.text === "(");
  if (open < 0) return [];
  const parts: string[] = [];
  let depth = 0;
  let start: number | null = null;
  let end = 0;
  for (const token of context.tokens.slice(open)) {
    if (token.text === ")" || token.text === "]") depth--;
    if (depth === 0 || (depth === 1 && token.text === ",")) {
      if (start !== null) parts.push(context.text.slice(start, end));
      start = null;
      if (depth === 0 && token.text === ")") break;
    } else {
      start ??= token.start;
      end = token.end;
    }
    if (token.text === "(" || token.text === "[") depth++;
  }
  return parts;
}
