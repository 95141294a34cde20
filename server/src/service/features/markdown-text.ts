/** Text in which no character is markup. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#+!|~-]/g, "\\$&");
}

/** A fenced block; the fence is longer than any in the text. */
export function sqlFence(sql: string): string {
  const fence = "`".repeat(Math.max(3, ...[...sql.matchAll(/`+/g)].map((it) => it[0].length + 1)));
  return `${fence}sql\n${sql}\n${fence}`;
}
