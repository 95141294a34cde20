import type { Statement } from "../emit/statement.ts";
import { displayName } from "../postgres/name.ts";
import { type AlterType, type ChangedType, changedType } from "./changed-type.ts";
import { columnPhrase } from "./column-of-statement.ts";
import { existingTable } from "./existing-table.ts";
import type { Fix } from "./finding.ts";
import { placeOf } from "./place-of.ts";
import type { ActionHandlers, RuleContext } from "./rule.ts";

/** A change of the type of a column whose table was there before. */
export interface TypeChange {
  readonly action: AlterType;
  /** Both types; null when one of them is not known. */
  readonly change: ChangedType | null;
  readonly statement: Statement;
  /** "column name of users". */
  readonly columnName: string;
}

/** What a rule says of a change. */
export interface TypeRemark {
  readonly what: string;
  readonly why: string;
  readonly doubt?: string | null;
  /** Nothing is said in `downgrade()` unless it is certain. */
  readonly quietDowngrade?: true;
  readonly fixes?: () => readonly Fix[];
}

/** A handler that asks `remark` about every change of a column's type, by an operation or SQL, and reports what it answers; null: nothing. */
export function onTypeChange(remark: (change: TypeChange, ctx: RuleContext) => TypeRemark | null): ActionHandlers {
  return {
    alterColumnType(action, statement, ctx) {
      const { table, column } = action;
      const existing = existingTable(ctx, table);
      if (existing === null) return;
      const columnName = `${columnPhrase(column)} of ${displayName(table)}`;
      const change = changedType(action, statement, ctx);
      const found = remark({ action, change, statement, columnName }, ctx);
      if (found === null) return;
      const doubt = existing.doubt ?? found.doubt ?? null;
      if (found.quietDowngrade === true && doubt !== null && ctx.direction === "downgrade") return;
      ctx.report({ ...found, at: placeOf(action, statement), doubt });
    },
  };
}
