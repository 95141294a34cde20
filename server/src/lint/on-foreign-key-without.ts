import type { TextEdit } from "../base/text-edit.ts";
import type { Statement } from "../emit/statement.ts";
import type { ConstraintDefinition } from "../postgres/action.ts";
import { displayName } from "../postgres/name.ts";
import { sqlTokens } from "../postgres/sql-tokens.ts";
import { isWrittenOnce } from "./fixes/insert-after.ts";
import { insertArgument } from "./fixes/insert-argument.ts";
import { sourceOf, type UnnamedSource } from "./fixes/name-constraint.ts";
import { quoteAt } from "./fixes/python-text.ts";
import { onNewConstraint } from "./on-new-constraint.ts";
import type { ActionHandlers, RuleContext } from "./rule.ts";

/** What a foreign key does not say. */
export interface Lack {
  /** The keyword argument, and the words of SQL, that say it. */
  readonly keyword: string;
  readonly words: readonly string[];
  /** Does a constraint that was read say it? */
  readonly isSaid: (constraint: ConstraintDefinition) => boolean;
  /** The messages; `key` is "foreign key of orders (user_id)". */
  readonly what: (key: string) => string;
  readonly why: string;
  /** Values of the argument with the titles of the fixes that write them; texts are quoted as the file does. */
  readonly values: readonly { readonly title: string; readonly value: string | true }[];
}

/** Handlers that report foreign keys which do not say something, where they are made. */
export function onForeignKeyWithout(lack: Lack): ActionHandlers {
  const { keyword, what, why, values, isSaid } = lack;
  return onNewConstraint((table, constraint, _action, statement, ctx) => {
    if (constraint.type !== "foreignKey" || ctx.direction === "downgrade" || isSaid(constraint)) return;
    const source = sourceOf(constraint, statement, ctx.file.module.text);
    if (mayBeSaid(source, constraint, statement, lack, ctx)) return;
    const columns = constraint.columns.map((it) => (it.known ? it.value : "?")).join(", ");
    ctx.report({
      at: source.at,
      what: what(`foreign key of ${displayName(table)} (${columns})`),
      why,
      fixes: () =>
        values.flatMap(({ title, value }) => {
          const edit = edited(source, statement, keyword, value, ctx);
          return edit === null ? [] : [{ title, applicability: "suggested" as const, edits: [edit] }];
        }),
    });
  });
}

/** Does the code say it, as a value that means the same as nothing or that cannot be read? */
function mayBeSaid(
  source: UnnamedSource,
  constraint: ConstraintDefinition,
  { operation }: Statement,
  { keyword, words }: Lack,
  ctx: RuleContext,
): boolean {
  switch (source.kind) {
    case "operation":
      return operation === null || operation.args.has(keyword) || operation.openArguments !== null;
    case "construct":
      return source.call.args.some((it) => it.name === keyword || it.spreadUnknown);
    case "sql": {
      const tokens = sqlTokens(ctx.file.module.text.slice(constraint.span.start, constraint.span.end));
      return tokens.some((_, at) => words.every((word, offset) => tokens[at + offset]?.value === word));
    }
    default:
      return true;
  }
}

function edited(
  source: UnnamedSource,
  { operation }: Statement,
  keyword: string,
  value: string | true,
  { file }: RuleContext,
): TextEdit | null {
  if (operation === null || !isWrittenOnce(file, operation)) return null;
  const place =
    source.kind === "operation"
      ? operation.site.argumentsSpan
      : source.kind === "construct"
        ? source.call.argumentsSpan
        : null;
  if (place === null) return null;
  const quote = quoteAt(file.module.text, operation.site.argumentsSpan.start);
  const text = value === true ? "True" : `${quote}${value}${quote}`;
  return insertArgument(file.module, file.path, place, `${keyword}=${text}`);
}
