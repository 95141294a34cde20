/** A piece of the text as far as brackets, strings and lines need it. Spaces and continued lines are no tokens. */
export interface Token {
  readonly kind: "word" | "string" | "comment" | "open" | "close" | "newline" | "other";
  readonly start: number;
  readonly end: number;
  /** Of a string: its closing quotes are there. */
  readonly closed: boolean;
}

/**
 * Cuts the text into tokens, for finding out what is wrong with code that does not parse. A string with single quotes ends with its line
 * at the latest, as in Python.
 */
export function scan(text: string, from = 0): Token[] {
  const tokens: Token[] = [];
  let at = from;
  const push = (kind: Token["kind"], end: number, closed = true): void => {
    tokens.push({ kind, start: at, end, closed });
    at = end;
  };
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) push("newline", at + 1);
    else if (code === 32 || code === 9 || code === 12) at++;
    else if (code === 35) push("comment", endOfLine(text, at));
    else if (code === 34 || code === 39) readString(text, at, at, push);
    else if (code === 40 || code === 91 || code === 123) push("open", at + 1);
    else if (code === 41 || code === 93 || code === 125) push("close", at + 1);
    else if (code === 92) at += isLineEnd(text, at + 1) ? 2 : 1;
    else if (isWordCharacter(code)) {
      let end = at + 1;
      while (end < text.length && isWordCharacter(text.charCodeAt(end))) end++;
      const quote = text.charCodeAt(end);
      if ((quote === 34 || quote === 39) && end - at <= 2 && /^[rbuft]+$/i.test(text.slice(at, end)))
        readString(text, at, end, push);
      else push("word", end);
    } else push("other", at + 1);
  }
  return tokens;
}

function readString(
  text: string,
  start: number,
  quoteAt: number,
  push: (kind: Token["kind"], end: number, closed?: boolean) => void,
): void {
  const quote = text.charAt(quoteAt);
  const triple = text.startsWith(quote.repeat(3), quoteAt);
  const closing = triple ? quote.repeat(3) : quote;
  let at = quoteAt + closing.length;
  // A backslash hides the next character in raw strings too.
  for (; at < text.length; at++) {
    if (text.charCodeAt(at) === 92) at++;
    else if (!triple && isLineEnd(text, at)) break;
    else if (text.startsWith(closing, at)) {
      push("string", at + closing.length);
      return;
    }
  }
  push("string", Math.max(start + 1, Math.min(at, text.length)), false);
}

function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || code === 13;
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isLineEnd(text, at)) at++;
  return at;
}

function isWordCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code > 160
  );
}
