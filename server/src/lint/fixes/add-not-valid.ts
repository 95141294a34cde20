import type { TextEdit } from "../../base/text-edit.ts";
import type { Statement } from "../../emit/statement.ts";
import type { ConstraintDefinition } from "../../postgres/action.ts";
import type { QualifiedName } from "../../postgres/name.ts";
import type { Fix, RevisionWish } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { importedAs } from "./imported-as.ts";
import { validateLines } from "./in-autocommit-block.ts";
import { insertAfter, isWrittenOnce } from "./insert-after.ts";
import { insertArgument } from "./insert-argument.ts";
import { quoteAt } from "./python-text.ts";
import { stringAt } from "./string-at.ts";

/** NOT VALID for a foreign key or a CHECK of an existing table, and a statement behind it that checks the rows in a transaction of its own. */
export function addNotValid(
  statement: Statement,
  table: QualifiedName,
  constraint: ConstraintDefinition,
  ctx: RuleContext,
): readonly Fix[] {
  const { operation } = statement;
  const op = importedAs(ctx.file.module, "alembic.op");
  // A batch has sent nothing yet where its block goes on, and an autocommit block needs no other one inside.
  if (operation === null || op === null || constraint.name?.known !== true || ctx.project.outerTransaction === "yes")
    return [];
  const quote = quoteAt(ctx.file.module.text, operation.site.argumentsSpan.start);
  const lines = validateLines({ op, quote }, table, constraint.name.value);
  if (lines === null || ctx.isAtLeast("sqlalchemy", "1.4") === "no") return [];
  const body = operation.autocommit ? lines.slice(1).map((it) => it.trimStart()) : lines;
  const validation = insertAfter(ctx.file, operation, body);
  const notValid = asNotValid(statement, ctx);
  if (validation === null || notValid === null) return [];
  return [
    {
      title: "Add it NOT VALID, and check the rows afterwards",
      applicability: "suggested",
      edits: [notValid, validation],
    },
  ];
}

/** NOT VALID here, and the validation as a revision of its own; null where either cannot be written, and in `downgrade()`. */
export function validateInNextRevision(
  statement: Statement,
  table: QualifiedName,
  constraint: ConstraintDefinition,
  ctx: RuleContext,
): RevisionWish | null {
  const { operation } = statement;
  const op = importedAs(ctx.file.module, "alembic.op");
  if (operation === null || op === null || constraint.name?.known !== true || ctx.direction === "downgrade")
    return null;
  if (!isWrittenOnce(ctx.file, operation) || ctx.isAtLeast("sqlalchemy", "1.4") === "no") return null;
  const quote = quoteAt(ctx.file.module.text, operation.site.argumentsSpan.start);
  const lines = validateLines({ op, quote }, table, constraint.name.value);
  const notValid = asNotValid(statement, ctx);
  if (lines === null || notValid === null) return null;
  return {
    kind: "append",
    title: "Add it NOT VALID, and validate it in a revision of its own",
    message: `validate ${constraint.name.value}`,
    edits: [notValid],
    lines: lines.slice(1).map((it) => it.trimStart()),
  };
}

function asNotValid(statement: Statement, ctx: RuleContext): TextEdit | null {
  const directive = statement.operation?.directive;
  const isDirective = directive === "create_foreign_key" || directive === "create_check_constraint";
  return isDirective ? asArgument(statement, ctx) : inSql(statement, ctx);
}

function asArgument({ operation }: Statement, { file }: RuleContext): TextEdit | null {
  if (operation === null || operation.openArguments !== null || operation.kw.has("postgresql_not_valid")) return null;
  return insertArgument(file.module, file.path, operation.site.argumentsSpan, "postgresql_not_valid=True");
}

/** Behind the only command of an ALTER TABLE, where NOT VALID may stand among the other attributes. */
function inSql({ operation, span, actions }: Statement, { file, statements }: RuleContext): TextEdit | null {
  const { text } = file.module;
  const isAlone = actions.length === 1 && statements.filter((it) => it.operation === operation).length === 1;
  if (!isAlone || stringAt(file.module, span) === null) return null;
  const written = text.slice(span.start, span.end);
  if (written.includes("--") || written.includes("/*")) return null;
  const at = span.start + written.replace(/[\s;]+$/, "").length;
  return { file: file.path, span: { start: at, end: at }, text: " NOT VALID" };
}
