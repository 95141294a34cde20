import type { Statement } from "../../emit/statement.ts";
import type { Operation } from "../../migration/operation.ts";
import type { Action, DropTable } from "../../postgres/action.ts";
import { sameName } from "../../postgres/name.ts";
import { relationKey } from "../../schema/schema-state.ts";
import type { Fix } from "../finding.ts";
import { type Hanging, nameOf } from "../hanging-on.ts";
import { namesRelation } from "../names-relation.ts";
import type { RuleContext } from "../rule.ts";
import { importedAs } from "./imported-as.ts";
import { insertBefore } from "./insert-before.ts";
import { moveBehind } from "./move-statement.ts";
import { pythonString, quoteAt } from "./python-text.ts";

/** For a table that is dropped while foreign keys refer to it: drop it behind the tables of these keys, when they are dropped later; drop the keys before. */
export function fixDroppedReferences(
  hanging: Hanging,
  action: DropTable & Action,
  statement: Statement,
  ctx: RuleContext,
): readonly Fix[] {
  const { operation } = statement;
  if (operation === null || hanging.views.length + hanging.children.length > 0) return [];
  return [...later(hanging, action, statement, operation, ctx), ...without(hanging, operation, ctx)];
}

function later(
  { table, foreignKeys }: Hanging,
  action: DropTable,
  statement: Statement,
  operation: Operation,
  ctx: RuleContext,
): readonly Fix[] {
  const following = ctx.statements.slice(ctx.statements.indexOf(statement) + 1);
  const drops = foreignKeys.map(({ from }) =>
    following.findIndex((it) =>
      it.actions.some((one) => one.kind === "dropTable" && sameName(one.table, nameOf(from)) === "yes"),
    ),
  );
  const last = Math.max(...drops);
  const target = following[last]?.operation ?? null;
  const isCircle = foreignKeys.some(({ from }) =>
    table.constraints.some((it) => it.references?.table === relationKey(from.schema, from.name)),
  );
  if (isCircle || drops.includes(-1) || target === null || statement.actions.length > 1) return [];
  if (following.slice(0, last).some((it) => namesRelation(it, action.table))) return [];
  const edits = moveBehind(operation, target, ctx);
  return edits === null ? [] : [{ title: "Drop it behind the tables that refer to it", applicability: "safe", edits }];
}

function without({ foreignKeys, exact }: Hanging, operation: Operation, ctx: RuleContext): readonly Fix[] {
  const { module } = ctx.file;
  const op = importedAs(module, "alembic.op");
  if (op === null || !exact) return [];
  const quote = quoteAt(module.text, operation.site.argumentsSpan.start);
  const write = (text: string): string => pythonString(text, quote);
  const lines = foreignKeys.map(({ from, constraint }) => {
    const name = write(constraint.name);
    const exactName = ctx.analysis.namingConvention.kind === "none" ? name : `${op}.f(${name})`;
    const schema = from.schema === "public" ? [] : [`schema=${write(from.schema)}`];
    return `${op}.drop_constraint(${[exactName, write(from.name), `type_=${write("foreignkey")}`, ...schema].join(", ")})`;
  });
  const edit = insertBefore(ctx.file, operation, lines);
  return edit === null
    ? []
    : [
        {
          title: `Drop the foreign ${lines.length === 1 ? "key" : "keys"} before`,
          applicability: "suggested",
          edits: [edit],
        },
      ];
}
