/** Breaks text into lines of at most `width` characters, between words; a longer word has its own line. At least one line. */
export function wrapText(text: string, width: number): readonly string[] {
  const limit = Math.max(width, 20);
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line === "") line = word;
      else if (line.length + 1 + word.length <= limit) line += ` ${word}`;
      else {
        lines.push(line);
        line = word;
      }
    }
    lines.push(line);
  }
  return lines;
}
