import { closestNames } from "../../graph/closest-names.ts";
import { defineRule, md, py } from "../define-rule.ts";

export const unknownRuleInSuppression = defineRule({
  id: "unknown-rule-in-suppression",
  since: "0.1.0",
  group: "suppressions",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "safe",
  inDowngrade: "same",
  docs: {
    summary: "A suppression comment that names no rule, or is not written as one",
    why: md`It suppresses nothing, although its author thought that it does.`,
    instead: md`
      Write \`# limbeck: ignore[rule-id] reason\`, several rules as \`ignore[one-rule, other-rule]\`. The ids are listed in [rules.md](../rules.md).
    `,
    limits: md`Only comments that begin with \`limbeck:\` are read.`,
    sources: [],
    examples: [
      {
        title: "A misspelt rule",
        bad: py`
          def upgrade():
              op.drop_table("carts")  # limbeck: ignore[drop-tabel] moved to their own service
            # ^^^^^^^^^^^^^ warning[drop-table]: Drops the table carts with all its rows.
              #                                         ^^^^^^^^^^ warning[unknown-rule-in-suppression] +fix: There is no rule drop-tabel.
        `,
        good: py`
          def upgrade():
              op.drop_table("carts")  # limbeck: ignore[drop-table] moved to their own service


          def downgrade():
              raise NotImplementedError("The carts are elsewhere.")
        `,
      },
    ],
  },
  suppressions(suppressions, ctx) {
    const ids = [...ctx.rules.keys()];
    for (const { id, idSpan, comment } of suppressions) {
      if (comment.mistake !== null) {
        ctx.report({ at: comment.span, what: comment.mistake, why: "As it stands, it suppresses nothing." });
        continue;
      }
      if (ctx.rules.has(id)) continue;
      const near = closestNames(id, ids)[0];
      ctx.report({
        at: idSpan,
        what: `There is no rule ${id}.`,
        why: `So nothing is suppressed.${near === undefined ? "" : ` Did you mean ${near}?`}`,
        fixes: () =>
          near === undefined
            ? []
            : [
                {
                  title: `Change to ${near}`,
                  applicability: "safe",
                  edits: [{ file: ctx.file.path, span: idSpan, text: near }],
                },
              ],
      });
    }
  },
});
