import type { PyValue } from "../../python/value.ts";
import type { Element, Scope } from "./element.ts";
import { atom } from "./element.ts";
import { literalOf } from "./literal.ts";
import type { SqlType } from "./sql-type.ts";
import { unrendered } from "./unrendered.ts";

/** A Python value in an expression: a literal, or a placeholder where env.py does not ask for `literal_binds`. */
export function boundValue(scope: Scope, value: PyValue, type: SqlType, name: string): Element {
  if (scope.use === "ddl" || scope.dialect.literalBinds === true) {
    return atom(literalOf(scope.dialect, type, value), type, "value");
  }
  return atom(anonymousPlaceholder(scope, type, name), type, "value");
}

/** `:n_1`: SQLAlchemy counts the values that are compared with a column of one name. */
function anonymousPlaceholder(scope: Scope, type: SqlType, name: string): string {
  const count = (scope.bindNames.get(name) ?? 0) + 1;
  scope.bindNames.set(name, count);
  return placeholder(scope, type, `${name}_${count}`);
}

/** Only the named style is known to need no order; types decide about the casts of psycopg. */
export function placeholder(scope: Scope, type: SqlType, name: string): string {
  const { dialect } = scope;
  if (dialect.literalBinds === null) {
    return unrendered("whether bound values are printed: env.py does not say literal_binds");
  }
  if (dialect.paramstyle !== "named" || !/^\w+$/.test(name)) return unrendered("the placeholder of a bound value");
  if (!dialect.features.castsBinds) return `:${name}`;
  if (type.ddl !== "VARCHAR" && type.ddl !== "INTEGER") return unrendered("the cast of a bound value");
  return `:${name}::${type.ddl}`;
}
