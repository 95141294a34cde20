/** A string literal of SQL for a server with standard_conforming_strings on (the default since PostgreSQL 9.1): backslashes stay as they are. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
