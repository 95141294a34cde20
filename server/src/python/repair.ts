import { followIndentation } from "./indentation.ts";
import type { Rewriting } from "./rewrite.ts";
import { rewrite } from "./rewrite.ts";
import type { Token } from "./scan.ts";
import { scan } from "./scan.ts";

/** A text with what is missing supplied, and the way back. */
export interface Repaired {
  readonly text: string;
  /** From an offset of the repaired text to one of the file. */
  readonly toFile: (offset: number) => number;
  /** Offsets in the file where something was supplied or taken away, in order. */
  readonly inserted: readonly number[];
}

interface OpenBracket {
  readonly closer: string;
  readonly start: number;
}

/** Words that start a statement and never a line inside an expression. */
const statementWords =
  /^(?:def|class|return|import|while|with|try|except|finally|raise|pass|break|continue|del|global|nonlocal|assert)$/;
/** Words that join or start expressions. */
const expressionWords = /^(?:if|else|for|in|is|and|or|not|lambda|await|async|from|yield|as|import)$/;
const blockWords = /^(?:def|class|if|elif|else|for|while|with|try|except|finally|async)$/;
/** A definition at the left edge: inside a triple-quoted string it means that the string was not meant to go on. */
const definitionLine = /\n(?=(?:async[ ]+)?def[ ]+\w+[ ]*\(|class[ ]+\w+[ ]*[(:])/;

/**
 * Supplies closing quotes, brackets and colons where the next line cannot be part of what is open: code is typed from left to
 * right, so one open bracket must not swallow the functions below it. A line that is indented too far is moved back. Null when nothing is
 * to be done.
 */
export function repair(text: string): Repaired | null {
  const changes: Rewriting[] = [];
  const insert = (at: number, supplied: string): void => {
    changes.push({ at, length: 0, text: supplied });
  };
  const tokens = splitLongStrings(text, scan(text), insert);
  const indentation = followIndentation(text);
  const stack: OpenBracket[] = [];
  /** First token of the statement, and whether its line has a colon outside brackets. */
  let statement: Token | null = null;
  let hasColon = false;
  let last: Token | null = null;
  const close = (count: number, at: number): void => {
    const closers = stack.splice(stack.length - count, count).map((it) => it.closer);
    if (closers.length > 0) insert(at, closers.reverse().join(""));
  };
  let opened = false;
  const endStatement = (): void => {
    if (statement !== null && last !== null) {
      const lacksColon = !hasColon && blockWords.test(wordOf(text, statement));
      if (lacksColon) insert(last.end, ":");
      opened = lacksColon || text.charAt(last.start) === ":";
    }
    statement = null;
    hasColon = false;
  };
  let following = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "comment") continue;
    if (token.kind === "newline") {
      following = Math.max(following, index);
      while (tokens[following]?.kind === "newline" || tokens[following]?.kind === "comment") following++;
      const next = tokens[following];
      if (stack.length > 0 && statement !== null && last !== null && next !== undefined) {
        if (!startsStatement(text, statement, next)) continue;
        close(stack.length, last.end);
      }
      if (stack.length === 0) endStatement();
      continue;
    }
    if (statement === null) {
      statement = token;
      indentation.line(token, opened);
    } else if (stack.length > 0 && last !== null && lacksComma(text, last, token)) insert(last.end, ",");
    if (token.kind === "string" && !token.closed) insert(token.end, closingQuotes(text, token));
    else if (token.kind === "open") stack.push({ closer: closerOf(text.charAt(token.start)), start: token.start });
    else if (token.kind === "close") {
      const matching = stack.findLastIndex((it) => it.closer === text.charAt(token.start));
      if (matching < 0) changes.push({ at: token.start, length: 1, text: " " });
      else {
        close(stack.length - matching - 1, last?.end ?? token.start);
        stack.pop();
      }
    } else if (stack.length === 0 && text.charAt(token.start) === ":") hasColon = true;
    last = token;
  }
  if (last !== null) close(stack.length, last.end);
  endStatement();
  const all = [...changes, ...indentation.corrections];
  if (all.length === 0) return null;
  const places = new Set([...changes.map((it) => it.at), ...indentation.errors]);
  return { ...rewrite(text, all), inserted: [...places].sort((a, b) => a - b) };
}

function wordOf(text: string, token: Token): string {
  return token.kind === "word" ? text.slice(token.start, token.end) : "";
}

/** Can the line that starts with `next` not belong to the open brackets of `statement`? */
function startsStatement(text: string, statement: Token, next: Token): boolean {
  const word = wordOf(text, next);
  if (statementWords.test(word)) return true;
  const after = text.slice(next.end, next.end + 200);
  if (word === "async" && /^[ \t]+(?:def|with)\b/.test(after)) return true;
  const isNotDeeper = indentOf(text, next) <= indentOf(text, statement);
  const lineEnd = /^[^\n]*/.exec(text.slice(next.start, next.start + 1000))?.[0] ?? "";
  if (/^(?:if|elif|else|for|from)$/.test(word))
    return isNotDeeper && (word === "from" ? /\bimport\b/.test(lineEnd) : /:[ \t]*(?:#.*)?$/.test(lineEnd));
  if (text.charAt(next.start) === "@") return isNotDeeper;
  if (word === "" || /^\d/.test(word) || expressionWords.test(word)) return false;
  // `def upgrade(` with the body below it: no parameter is followed by a dot or a parenthesis.
  if (wordOf(text, statement) === "def") return /^[ \t]*[.(]/.test(after) || isNotDeeper;
  // `Table(` with `name=value` lines at the same depth is a call whose lines are not indented; a dot or a parenthesis is more.
  return isNotDeeper && !/^[ \t]*=[^=].*,[ \t]*$/.test(lineEnd.slice(word.length));
}

/** Two values in brackets with nothing between them: `"users" sa.Column(`. Adjacent strings are one string. */
function lacksComma(text: string, left: Token, right: Token): boolean {
  const isValue = (it: Token): boolean => it.kind === "word" && !expressionWords.test(wordOf(text, it));
  if (isValue(right)) return left.kind === "string" || left.kind === "close" || isValue(left);
  return right.kind === "string" && (left.kind === "close" || isValue(left));
}

function indentOf(text: string, token: Token): number {
  let start = token.start;
  while (start > 0 && text.charCodeAt(start - 1) !== 10) start--;
  return /^[ \t]*/.exec(text.slice(start, token.start))?.[0].length ?? 0;
}

function closerOf(opener: string): string {
  return opener === "(" ? ")" : opener === "[" ? "]" : "}";
}

function closingQuotes(text: string, token: Token): string {
  const quotes = /^[a-zA-Z]{0,2}("""|'''|"|')/.exec(text.slice(token.start, token.start + 5))?.[1] ?? '"';
  // A backslash at the end would hide the quote.
  return text.charAt(token.end - 1) === "\\" ? ` ${quotes}` : quotes;
}

/** Ends triple-quoted strings before a definition at the left edge, and reads what follows anew. */
function splitLongStrings(
  text: string,
  tokens: readonly Token[],
  insert: (at: number, text: string) => void,
): readonly Token[] {
  const result: Token[] = [];
  let rest = tokens;
  for (let at = 0; at < rest.length; at++) {
    const token = rest[at];
    if (token === undefined) break;
    const contents = token.kind === "string" ? text.slice(token.start, token.end) : "";
    const definition = /^[a-zA-Z]{0,2}(?:"""|''')/.test(contents) ? definitionLine.exec(contents) : null;
    if (definition === null) {
      result.push(token);
      continue;
    }
    const end = token.start + contents.slice(0, definition.index).trimEnd().length;
    insert(end, closingQuotes(text, token));
    result.push({ ...token, end, closed: true });
    rest = scan(text, token.start + definition.index);
    at = -1;
  }
  return result;
}
