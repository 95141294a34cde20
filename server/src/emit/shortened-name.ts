import { md5 } from "./md5.ts";

/** PostgreSQL's limit for names. */
const maximumLength = 63;

/**
 * The name of a constraint or index as SQLAlchemy shortens it when a convention made it or when it came through `op.f()`: 55 characters, an underscore and
 * the last four digits of the MD5 of the whole (`IdentifierPreparer.truncate_and_render_constraint_name`, 1.4 to 2.1).
 */
export function shortenedName(name: string): string {
  const characters = [...name];
  if (characters.length <= maximumLength) return name;
  return `${characters.slice(0, maximumLength - 8).join("")}_${md5(name).slice(-4)}`;
}
