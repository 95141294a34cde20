/* What Python's str methods and repr do, where JavaScript's namesakes differ. */

const space = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const leading = new RegExp(`^${space}+`);
const trailing = new RegExp(`${space}+$`);

/** `str.strip()`: Python's whitespace, which has the separators U+001C to U+001F and U+0085 but not the byte order mark. */
export function strip(text: string): string {
  return stripEnd(text.replace(leading, ""));
}

export function stripEnd(text: string): string {
  return text.replace(trailing, "");
}

/** How many characters `strip` takes away in front. */
export function leadingSpace(text: string): number {
  return leading.exec(text)?.[0].length ?? 0;
}

/** `repr()` of a string, as it stands in Python's messages. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\n") body += "\\n";
    else if (character === "\r") body += "\\r";
    else if (character === "\t") body += "\\t";
    else if (character === "\\" || character === quote) body += `\\${character}`;
    else if (code < 32 || code === 127) body += `\\x${code.toString(16).padStart(2, "0")}`;
    else body += character;
  }
  return quote + body + quote;
}
