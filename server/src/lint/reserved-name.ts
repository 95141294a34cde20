import type { Span } from "../base/span.ts";
import type { Statement } from "../emit/statement.ts";
import { catalogName } from "../postgres/catalog-name.ts";
import type { RuleContext } from "./rule.ts";

/** A table or column whose name is a key word of PostgreSQL. */
export interface ReservedName {
  readonly name: string;
  readonly what: "table" | "column";
}

/** The table or column that the revisions before created, which the word at a place of SQL would mean if it were no key word; null when there is none. */
export function reservedName(span: Span, statement: Statement, ctx: RuleContext): ReservedName | null {
  const name = ctx.file.module.text.slice(span.start, span.end).toLowerCase();
  if (!/^[a-z_]+$/.test(name) || catalogName(name) === name) return null;
  const tables = [...(ctx.schemaAt(statement)?.tables.values() ?? [])];
  if (tables.some((it) => it.name === name)) return { name, what: "table" };
  return tables.some((it) => it.columns.some((column) => column.name === name)) ? { name, what: "column" } : null;
}
