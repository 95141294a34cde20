import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import { type QualifiedName, sameName } from "../../postgres/name.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { importedAs } from "./imported-as.ts";
import { insertAfter } from "./insert-after.ts";
import { insertBefore } from "./insert-before.ts";
import { pythonString, quoteAt } from "./python-text.ts";
import { sqlName } from "./sql-name.ts";

/** A view with the old name of a renamed table; where the other direction renames the table back, the view is dropped before. */
export function keepOldName(
  from: QualifiedName,
  newName: Static<string>,
  { operation }: Statement,
  ctx: RuleContext,
): readonly Fix[] {
  const { file } = ctx;
  const op = importedAs(file.module, "alembic.op");
  const to = { schema: from.schema, name: newName };
  const oldText = sqlName(from);
  const newText = sqlName(to);
  if (operation === null || op === null || oldText === null || newText === null) return [];
  const quote = quoteAt(file.module.text, operation.site.argumentsSpan.start);
  const write = (sql: string): string => `${op}.execute(${pythonString(sql, quote)})`;
  const created = insertAfter(file, operation, [write(`CREATE VIEW ${oldText} AS SELECT * FROM ${newText}`)]);
  if (created === null) return [];
  const back = ctx.otherStatements.find((it) =>
    it.actions.some(
      (action) =>
        action.kind === "renameTable" &&
        sameName(action.table, to) === "yes" &&
        sameName({ schema: null, name: action.newName }, { schema: null, name: from.name }) === "yes",
    ),
  )?.operation;
  const dropped = back == null ? null : insertBefore(file, back, [write(`DROP VIEW ${oldText}`)]);
  if (back != null && dropped === null) return [];
  const edits = dropped === null ? [created] : [created, dropped];
  return [{ title: `Leave a view ${oldText} behind`, applicability: "suggested", edits }];
}
