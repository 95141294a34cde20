import type { ColumnCall } from "../../migration/column-call.ts";
import type { Operation } from "../../migration/operation.ts";
import { symbolicOf } from "../../migration/symbolic.ts";
import { quoteLiteral } from "../../postgres/quote-literal.ts";
import type { CallArgument } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";
import type { Fix } from "../finding.ts";
import type { RuleContext } from "../rule.ts";
import { pythonString, quoteAt } from "./python-text.ts";
import { textFunction } from "./wrap-in-text.ts";

/** `server_default=` in place of a Python-side `default=`, where its value is one that SQL can say. */
export function replacePythonDefault(
  argument: CallArgument,
  column: ColumnCall,
  operation: Operation,
  ctx: RuleContext,
): readonly Fix[] {
  const { file } = ctx;
  const sql = sqlOf(argument.value);
  if (sql === null || operation.site.file !== null || argument.nameSpan === null || column.call.path === null)
    return [];
  const { text, edits } = textFunction(file);
  const expression = `${text}(${pythonString(sql, quoteAt(file.module.text, column.call.argumentsSpan.start))})`;
  const span = { start: argument.nameSpan.start, end: argument.span.end };
  return [
    {
      title: `Replace it by server_default=${expression}`,
      applicability: "suggested",
      edits: [...edits, { file: file.path, span, text: `server_default=${expression}` }],
    },
  ];
}

/** The SQL that means the same; null for functions and what is computed. Colons would be parameters of `sa.text`. */
function sqlOf(value: PyValue): string | null {
  switch (value.type) {
    case "bool":
      return value.value ? "true" : "false";
    case "int":
    case "float":
      return String(value.value);
    case "str":
      return value.value.includes(":") ? null : quoteLiteral(value.value);
    case "host": {
      const symbolic = symbolicOf(value);
      return symbolic?.kind === "call" && /^sqlalchemy\.func\.(now|current_timestamp)$/.test(symbolic.path ?? "")
        ? "now()"
        : null;
    }
    default:
      return null;
  }
}
