import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";

export const downgradeNotImplementedStyle = defineRule({
  id: "downgrade-not-implemented-style",
  since: "0.2.0",
  group: "style",
  severity: "hint",
  recommended: false,
  dialects: "any",
  fix: "safe",
  inDowngrade: "same",
  docs: {
    summary: "A downgrade that has no way back raises something other than NotImplementedError",
    why: md`
      \`raise Exception("…")\` looks like a mistake in the run's log, and nobody can tell the two apart: neither people nor programs that run downgrades. NotImplementedError is what Python calls it, and what Alembic's own documentation and other tools look for.
    `,
    instead: '`raise NotImplementedError("…")` with the reason, as the only statement of the downgrade.',
    limits: md`
      Looked at is a downgrade that does nothing but raise \`Exception\`, \`RuntimeError\` or \`NotImplemented\` (which is no exception, and ends in a TypeError). Exceptions of one's own are left alone. It is not asked unless it is selected.
    `,
    sources: ["https://docs.python.org/3/library/exceptions.html#NotImplementedError"],
    examples: [
      {
        title: "Any exception",
        config: 'select = ["recommended", "downgrade-not-implemented-style"]',
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("nick", sa.Text()))


          def downgrade():
              raise Exception("There is no way back.")
                  # ^^^^^^^^^ hint[downgrade-not-implemented-style] +fix: The downgrade raises Exception.
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("nick", sa.Text()))


          def downgrade():
              raise NotImplementedError("There is no way back.")
        `,
      },
    ],
  },
  file(ctx) {
    const { file } = ctx;
    const { downgrade } = file;
    const [only] = downgrade.raises;
    if (only === undefined || downgrade.raises.length > 1 || only.conditions.length > 0) return;
    if (downgrade.operations.length > 0) return;
    const { text } = file.module;
    const written = /^raise\s+(Exception|RuntimeError|NotImplemented)\b/.exec(
      text.slice(only.span.start, only.span.end),
    );
    const name = written?.[1];
    if (written === null || name === undefined) return;
    const end = only.span.start + written[0].length;
    const span = { start: end - name.length, end };
    ctx.report({
      at: span,
      what: `The downgrade raises ${name}.`,
      why:
        name === "NotImplemented"
          ? "NotImplemented is no exception: Python raises a TypeError instead. Write NotImplementedError."
          : "It looks like a mistake. NotImplementedError says that there is no way back.",
      also: [only.span],
      fixes: (): readonly Fix[] => [
        {
          title: "Raise NotImplementedError",
          applicability: "safe",
          edits: [{ file: file.path, span, text: "NotImplementedError" }],
        },
      ],
    });
  },
});
