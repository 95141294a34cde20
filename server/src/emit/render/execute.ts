import type { Operation } from "../../migration/operation.ts";
import { sqlText } from "../../migration/sql-argument.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import { argumentOf } from "../read-argument.ts";
import { coreStatementTexts } from "./core-statement.ts";
import type { Renderer } from "./directive-texts.ts";
import { schemaElementTexts } from "./schema-object-texts.ts";
import { textClause } from "./text-clause.ts";
import { refused, Unrendered, unrendered } from "./unrendered.ts";

/** `op.execute` and what offline prints in the same way: the connection of `op.get_bind()` and the migration context. */
export const execute: Renderer = (operation, context) => {
  const via = operation.via;
  if (via !== null && !offlineConnection.test(via)) return offlineRefusal(operation, via);
  const [unexpected] = operation.kw.keys();
  // SQLAlchemy 1.4 took values as keyword arguments of a connection; Alembic's context never did.
  if (unexpected !== undefined && (context.dialect.features.sqlalchemy2 || !/bind|connection/.test(via ?? "")))
    return refused("TypeError", `execute() got an unexpected keyword argument '${unexpected}'`);
  const { value } = argumentOf(operation, "sqltext");
  if (value?.type === "unknown") throw new Unrendered(value.why, null);
  const sql = sqlText(value);
  if (sql !== undefined) return [textClause(context.dialect, sql, "statement")];
  const symbolic = symbolicOf(value);
  if (symbolic === undefined) return unrendered("SQL that is not text");
  return schemaElementTexts(context, symbolic) ?? [coreStatementTexts(context.dialect, symbolic)];
};

/** What prints its SQL in offline mode, and nothing else. */
const offlineConnection = /^op\.get_(?:bind|context)\(\)(?:\.(?:impl|bind|connection))?\.execute$/;

function offlineRefusal(operation: Operation, via: string): never {
  if (operation.name === "exec_driver_sql") {
    return refused("NotImplementedError", "exec_driver_sql does nothing without a connection");
  }
  return unrendered(`what ${via} does without a connection`);
}

export const staticOutput: Renderer = (operation) => {
  const { value } = argumentOf(operation, "text");
  return value?.type === "str" ? [value.value] : unrendered("a text that is not known");
};
