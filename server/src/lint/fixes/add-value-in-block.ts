import type { Statement } from "../../emit/statement.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { addIfNotExists } from "./add-if-not-exists.ts";
import { wrapInAutocommitBlock } from "./wrap-in-autocommit-block.ts";

/** ALTER TYPE … ADD VALUE in an autocommit block, with IF NOT EXISTS, because the block commits it before the revision is done. None for SQL that sends several statements. */
export function addValueInBlock(statement: Statement, ctx: RuleContext): readonly Fix[] {
  const { operation } = statement;
  if (operation === null || ctx.statements.filter((it) => it.operation === operation).length > 1) return [];
  const block = wrapInAutocommitBlock(operation, ctx);
  if (block === null || block.length === 0) return [];
  const isGuarded = statement.actions.some((it) => it.kind === "addEnumValue" && it.ifNotExists);
  const guard = isGuarded ? null : addIfNotExists(statement, ["add", "value"], ctx);
  if (!isGuarded && guard === null) return [];
  const edits = guard === null ? block : [...block, guard];
  return [{ title: "Add the value in an autocommit block", applicability: "suggested", edits }];
}
