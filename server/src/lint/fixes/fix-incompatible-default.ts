import type { Statement } from "../../emit/statement.ts";
import type { AlterType, ChangedType } from "../changed-type.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { alterColumnLine, tableArguments } from "./alter-column-line.ts";
import { insertAfter } from "./insert-after.ts";
import { insertBefore } from "./insert-before.ts";
import { pythonString } from "./python-text.ts";
import { removeArgument } from "./remove-argument.ts";
import { textFunction } from "./wrap-in-text.ts";

/** The default is dropped before the type changes, and set again behind it: the one that the call itself sets, or the old one where it is a literal. */
export function fixIncompatibleDefault(
  action: AlterType,
  statement: Statement,
  change: ChangedType,
  ctx: RuleContext,
): readonly Fix[] {
  const { operation } = statement;
  const target = operation === null ? null : tableArguments(operation, ctx);
  if (operation?.directive !== "alter_column" || target === null) return [];
  const { file } = ctx;
  const given = operation.args.get("server_default");
  const isGiven = given !== undefined && !(given.value.type === "bool" && !given.value.value);
  const { text, edits } = textFunction(file);
  const literal = literalFor(change);
  const value = isGiven
    ? file.module.text.slice(given.span.start, given.span.end)
    : literal === null
      ? null
      : `${text}(${pythonString(literal, target.quote)})`;
  const drop = alterColumnLine(operation, action.column, ["server_default=None"], ctx);
  const set = value === null ? null : alterColumnLine(operation, action.column, [`server_default=${value}`], ctx);
  const before = drop === null ? null : insertBefore(file, operation, [drop]);
  const isDropped = isGiven && given.value.type === "none";
  const after = set === null ? null : insertAfter(file, operation, [set]);
  if (before === null || (after === null && !isDropped)) return [];
  const removed =
    isGiven && given.keywordSpan !== null
      ? [removeArgument(file.module, file.path, { start: given.keywordSpan.start, end: given.span.end })]
      : [];
  return [
    {
      title: "Drop the default first, and set it again behind",
      applicability: "suggested",
      edits: [...(isGiven ? [] : edits), before, ...removed, ...(after === null || isDropped ? [] : [after])],
    },
  ];
}

/** The literal of the old default as one of the new type. */
function literalFor({ default: old, to }: ChangedType): string | null {
  const plain = old?.trim().replace(/::[\w\s."()[\]]+$/, "") ?? "";
  const isNumber = /^(integer|bigint|smallint|numeric|real|double precision)$/.test(to.shape.base);
  if (/^(true|false)$/i.test(plain)) return isNumber ? (plain.toLowerCase() === "true" ? "1" : "0") : null;
  const quoted = /^'((?:[^']|'')*)'$/.exec(plain);
  if (quoted !== null) return plain.includes(":") || plain.includes("\\") ? null : plain;
  if (/^[01]$/.test(plain) && to.shape.base === "boolean") return plain === "1" ? "true" : "false";
  return null;
}
