import type { Dialect, TableName } from "./dialect.ts";
import type { Placeholders } from "./placeholder.ts";
import { nullType, type SqlType } from "./sql-type.ts";

/** Where an expression stands: what SQLAlchemy's compiler is told about it. */
export interface Scope {
  readonly dialect: Dialect;
  /** Columns carry their table (statements), or do not (DDL). */
  readonly qualified: boolean;
  /** In DDL values are always literals. */
  readonly use: "ddl" | "statement";
  /** Tables of the columns that were printed. */
  readonly tables: TableName[];
  /** How often a name was given to a bound value, which is printed as a placeholder. */
  readonly bindNames: Map<string, number>;
  readonly printed: Placeholders;
}

export function ddlScope(dialect: Dialect): Scope {
  return { dialect, qualified: false, use: "ddl", tables: [], bindNames: new Map(), printed: new Map() };
}

export function statementScope(dialect: Dialect): Scope {
  return { dialect, qualified: true, use: "statement", tables: [], bindNames: new Map(), printed: new Map() };
}

/** A part of an expression as it is printed, with what decides about parentheses around it and about the types beside it. */
export interface Element {
  readonly sql: string;
  readonly operator: Operator | null;
  readonly type: SqlType;
  readonly kind: "column" | "value" | "text" | "constant" | "list" | "other";
  /** `not_()` of it; absent where SQLAlchemy writes NOT before it. */
  readonly negated?: () => Element;
  /** The name by which it is bound or by which an index names its operator class. */
  readonly name?: string;
  /** The name by which a value is bound that is compared with it, where that is another: a function's. */
  readonly bindName?: string;
}

export function atom(sql: string, type: SqlType = nullType, kind: Element["kind"] = "other"): Element {
  return { sql, operator: null, type, kind };
}

/** The operators that are printed; the numbers are SQLAlchemy's `_PRECEDENCE` (`sqlalchemy.sql.operators`, the same in 1.4, 2.0 and 2.1). */
const precedence = {
  "*": 8,
  "/": 8,
  "%": 8,
  "-x": 8,
  "+": 7,
  "-": 7,
  "||": 6,
  like: 5,
  in: 5,
  is: 5,
  "=": 5,
  "!=": 5,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  distinct: 5,
  between: 5,
  not: 5,
  collate: 4,
  and: 3,
  or: 2,
  custom: 0,
} as const;

export type Operator = keyof typeof precedence;

const associative: ReadonlySet<Operator> = new Set(["+", "*", "||"]);

/** The element with parentheses where SQLAlchemy's `self_group(against)` puts them; `against` null: any operator gets them. */
export function grouped(element: Element, against: Operator | null): string {
  const { operator, sql } = element;
  if (operator === null) return sql;
  if (against === null) return `(${sql})`;
  if (operator === against && associative.has(operator)) return sql;
  return precedence[operator] <= precedence[against] ? `(${sql})` : sql;
}
