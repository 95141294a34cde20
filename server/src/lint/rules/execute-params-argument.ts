import type { Operation } from "../../migration/operation.ts";
import type { Call, Expression } from "../../python/syntax.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { textFunction } from "../fixes/wrap-in-text.ts";
import type { RuleContext } from "../rule.ts";
import { callAt } from "../syntax-at.ts";

export const executeParamsArgument = defineRule({
  id: "execute-params-argument",
  since: "0.2.0",
  group: "sql",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "`op.execute` takes no parameters",
    why: md`
      \`op.execute(sql, {…})\` looks like \`connection.execute\`, and is not: since Alembic 1.11 it fails with a TypeError, and before that the dictionary was taken for execution options, so that the parameters had no values.
    `,
    instead:
      '`op.execute(sa.text("…").bindparams(name=value))`, or `op.get_bind().execute(sa.text("…"), {"name": value})`.',
    limits: "Nothing is said where unpacked arguments (`*args`) hide what is passed.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.execute"],
    examples: [
      {
        title: "A dictionary of parameters",
        bad: py`
          def upgrade():
              op.execute("UPDATE users SET plan = :plan", {"plan": "free"})
            # ^^^^^^^^^^ error[execute-params-argument] +fix: op.execute takes no parameters.
        `,
        good: py`
          def upgrade():
              op.execute(sa.text("UPDATE users SET plan = :plan WHERE id = 1").bindparams(plan="free"))


          def downgrade():
              raise NotImplementedError("The plans are gone.")
        `,
      },
    ],
  },
  on: {
    execute(operation, ctx) {
      const extra = isRefused(operation);
      if (!extra) return;
      ctx.report({
        at: operation.site.callee,
        what: `${operation.name} takes no parameters.`,
        why: "It fails with a TypeError (before Alembic 1.11 the parameters were ignored). Bind them to the text: `sa.text(…).bindparams(…)`.",
        fixes: () => bindThem(operation, ctx),
      });
    },
  },
});

function isRefused(operation: Operation): boolean {
  if (operation.openArguments !== null) return false;
  if (operation.legacyPositional.includes("execution_options")) return true;
  return operation.bindingError !== null && /unexpected keyword|positional/.test(operation.bindingError);
}

function bindThem(operation: Operation, { file }: RuleContext): readonly Fix[] {
  if (operation.site.file !== null) return [];
  const call = callAt(file.module, operation.site.call)?.call;
  const [sql, parameters] = call === undefined ? [] : argumentsOf(call);
  if (call === undefined || sql === undefined || parameters === undefined) return [];
  const source = (it: Expression): string => file.module.text.slice(it.span.start, it.span.end);
  const given = keywordsOf(parameters, source) ?? `**${source(parameters)}`;
  const { text, edits } = textFunction(file);
  const isText = sql.type === "Call";
  const bound = `${isText ? source(sql) : `${text}(${source(sql)})`}.bindparams(${given})`;
  const span = { start: call.argumentsSpan.start + 1, end: call.argumentsSpan.end - 1 };
  const imports = isText ? [] : edits;
  return [
    {
      title: "Bind the parameters with bindparams",
      applicability: "suggested",
      edits: [...imports, { file: file.path, span, text: bound }],
    },
  ];
}

/** The SQL and the parameters of a call that has nothing else. */
function argumentsOf(call: Call): readonly Expression[] {
  if (!call.closed || call.args.some((it) => it.type === "Starred")) return [];
  const named = call.keywords.filter((it) => it.name === "params" || it.name === "parameters");
  if (named.length !== call.keywords.length) return [];
  const all = [...call.args, ...named.map((it) => it.value)];
  return all.length === 2 ? all : [];
}

/** `{"a": 1}` as keyword arguments; null for other expressions and other keys. */
function keywordsOf(parameters: Expression, source: (it: Expression) => string): string | null {
  if (parameters.type !== "Dict") return null;
  const parts = parameters.entries.map(({ key, value }) =>
    key?.type === "StringLiteral" && /^[A-Za-z_]\w*$/.test(key.value) ? `${key.value}=${source(value)}` : null,
  );
  return parts.length === 0 || parts.includes(null) ? null : parts.join(", ");
}
