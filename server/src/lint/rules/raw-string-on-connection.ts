import { argumentOf } from "../../emit/read-argument.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import { wrapInText } from "../fixes/wrap-in-text.ts";
import { goesToDriver } from "../sql-of-operation.ts";
import { callAt } from "../syntax-at.ts";

export const rawStringOnConnection = defineRule({
  id: "raw-string-on-connection",
  since: "0.2.0",
  group: "sql",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  versions: { sqlalchemy: { from: "2.0" } },
  docs: {
    summary: "SQLAlchemy 2.0 refuses a plain string on a connection or a session",
    why: md`
      \`connection.execute("…")\` worked up to SQLAlchemy 1.4. Since 2.0 it fails with \`ObjectNotExecutableError: Not an executable object\`, on a session with an ArgumentError.
      \`op.execute("…")\` still takes a string, so the two are easily mixed up.
    `,
    instead:
      '`connection.execute(sa.text("…"))`. In the text `:name` is a parameter; a colon that is none is written `\\:`.',
    limits: md`
      Nothing is said where the project certainly has SQLAlchemy 1.4, about \`exec_driver_sql\`, and about cursors of the driver itself. \`%(name)s\` in the text was a placeholder of the driver; in \`text()\` it is \`:name\`, which the fix leaves to you.
    `,
    sources: [
      "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#execute-method-more-strict-execution-options-are-more-prominent",
    ],
    examples: [
      {
        title: "A query",
        bad: py`
          def upgrade():
              op.get_bind().execute("UPDATE users SET visits = 0")
            # ^^^^^^^^^^^^^^^^^^^^^ error[raw-string-on-connection] +fix: Passes a plain string to op.get_bind().execute.
        `,
        good: py`
          def upgrade():
              op.get_bind().execute(sa.text("UPDATE users SET visits = 0 WHERE id = 1"))


          def downgrade():
              raise NotImplementedError("The visits are gone.")
        `,
      },
    ],
  },
  on: {
    connectionExecute(operation, ctx) {
      const argument = argumentOf(operation, "sqltext");
      const { value } = argument;
      const via = operation.via ?? operation.name;
      if (argument.span.start === operation.site.callee.start || goesToDriver(operation)) return;
      if (/^(?:op\.get_context\(\)|context\.)/.test(via) && !/\.(?:bind|connection)\./.test(via)) return;
      const isText = value?.type === "str" || (value?.type === "unknown" && value.parts !== undefined);
      if (!isText) return;
      ctx.report({
        at: operation.site.callee,
        what: `Passes a plain string to ${via}.`,
        why: "SQLAlchemy 2.0 and newer refuse it with an exception. Write `sa.text(…)` around it.",
        fixes: () => {
          const call = callAt(ctx.file.module, operation.site.call)?.call;
          const placeholder = value.type !== "str" || /%[(s%]|:[A-Za-z_]/.test(value.value);
          const inCall = call !== undefined && call.argumentsSpan.start < argument.span.start;
          if (!inCall || placeholder || !isWrittenOnce(ctx.file, operation)) return [];
          const edits = wrapInText(ctx.file, argument.span);
          return [{ title: "Write sa.text(…) around the string", applicability: "suggested", edits }];
        },
      });
    },
  },
});
