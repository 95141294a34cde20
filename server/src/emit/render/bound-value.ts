import type { PyValue } from "../../python/value.ts";
import type { Element, Scope } from "./element.ts";
import { atom } from "./element.ts";
import { literalOf } from "./literal.ts";
import { placeholder } from "./placeholder.ts";
import type { SqlType } from "./sql-type.ts";

/** A Python value in an expression: a literal, or a placeholder where env.py does not ask for `literal_binds`. */
export function boundValue(scope: Scope, value: PyValue, type: SqlType, name: string): Element {
  if (scope.use === "ddl" || scope.dialect.literalBinds === true) {
    return atom(literalOf(scope.dialect, type, value), type, "value");
  }
  return atom(placeholder(scope.dialect, scope.printed, countedName(scope, name), type, value), type, "value");
}

/** `n_1`: SQLAlchemy counts the values that are compared with a column of one name. */
export function countedName(scope: Scope, name: string): string {
  const count = (scope.bindNames.get(name) ?? 0) + 1;
  scope.bindNames.set(name, count);
  return `${name}_${count}`;
}
