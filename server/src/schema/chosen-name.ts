import { quoteIdentifier } from "../postgres/quote-identifier.ts";

/** NAMEDATALEN - 1: the bytes (UTF-8) of a name. */
const maximumBytes = 63;

/** The bytes of a text in UTF-8. */
function bytes(text: string): number {
  let count = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return count;
}

/** The beginning of the text that fits into so many bytes, whole characters only. */
function clipped(text: string, length: number): string {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += bytes(character);
    if (used > length) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** A name as PostgreSQL stores it: cut to 63 bytes. */
export function storedName(name: string): string {
  return clipped(name, maximumBytes);
}

/**
 * The name that PostgreSQL makes of a table, a column and a label, cut so that all fit: the longer of the two parts loses its end first (`makeObjectName`, commands/indexcmds.c,
 * PostgreSQL 14 to 18). `taken` says which names cannot be used; a number behind the label then counts up.
 */
export function chosenName(
  parts: { readonly first: string; readonly second: string | null; readonly label: string },
  taken: (name: string) => boolean,
): string {
  for (let pass = 0; ; pass++) {
    const name = objectName(parts.first, parts.second, pass === 0 ? parts.label : `${parts.label}${pass}`);
    if (!taken(name)) return name;
  }
}

function objectName(first: string, second: string | null, label: string): string {
  let firstLength = bytes(first);
  let secondLength = second === null ? 0 : bytes(second);
  const available = maximumBytes - (second === null ? 0 : 1) - (bytes(label) + 1);
  while (firstLength + secondLength > available) {
    if (firstLength > secondLength) firstLength--;
    else secondLength--;
  }
  const middle = second === null ? "" : `_${clipped(second, secondLength)}`;
  return `${clipped(first, firstLength)}${middle}_${label}`;
}

/** The columns' part of a name: joined with `_` until a name is full (`ChooseIndexNameAddition`). */
export function joinedColumns(columns: readonly string[]): string {
  let text = "";
  for (const column of columns) {
    text += text === "" ? column : `_${column}`;
    if (bytes(text) >= maximumBytes + 1) break;
  }
  return text;
}

/** The labels of an index's elements, each made unique with a number (`ChooseIndexColumnNames`). */
export function elementLabels(labels: readonly string[]): readonly string[] {
  const chosen: string[] = [];
  for (const label of labels) {
    let name = label;
    for (let i = 1; chosen.includes(name); i++) name = clipped(label, maximumBytes - String(i).length) + i;
    chosen.push(name);
  }
  return chosen;
}

/** A written expression with one column's name in place of another. */
export function renamedInText(text: string, from: string, to: string): string {
  const old = quoteIdentifier(from);
  const plain = old.startsWith('"') ? null : new RegExp(`(?<![\\w"'.$])${from}(?![\\w"'$(])`, "gi");
  const quoted = text.replaceAll(`"${from.replaceAll('"', '""')}"`, () => quoteIdentifier(to));
  return plain === null ? quoted : quoted.replace(plain, () => quoteIdentifier(to));
}
