/**
 * Reads `NAME=value` lines as python-dotenv does: `export` is allowed, `#` begins a comment at the start of a line or after a space,
 * single quotes are literal, double quotes know `\n`, `\"` and `\\`, and `${NAME}` refers to an earlier line or to `outer`
 * (not inside single quotes). Lines that are none of this are passed over.
 */
export function readEnvFile(
  text: string,
  outer: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const line =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]*)[ \t]*=[ \t]*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\r\n]*))/gm;
  for (const [, name = "", single, double, bare = ""] of text.replace(/^\uFEFF/, "").matchAll(line)) {
    const expand = (value: string): string =>
      value.replace(/\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g, (_, key: string, fallback: string | undefined) => {
        return found.get(key) ?? outer[key] ?? fallback ?? "";
      });
    if (single !== undefined) found.set(name, single.replace(/\\(['\\])/g, "$1"));
    else if (double !== undefined) found.set(name, expand(unescaped(double)));
    else found.set(name, expand(bare.replace(/(?:^|\s)#.*$/, "").trim()));
  }
  return found;
}

function unescaped(text: string): string {
  const letters: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
  return text.replace(/\\(.)/g, (_, letter: string) => letters[letter] ?? letter);
}
