import type { Span } from "../../base/span.ts";
import type { TextEdit } from "../../base/text-edit.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import type { SuppressionContext } from "../rule.ts";
import type { Suppression } from "../suppressions.ts";

export const unusedSuppression = defineRule({
  id: "unused-suppression",
  since: "0.1.0",
  group: "suppressions",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "safe",
  inDowngrade: "same",
  docs: {
    summary: "A `# limbeck: ignore[…]` comment that keeps no finding away",
    why: md`
      Either the code was changed and the comment is a leftover, or it stands at the wrong place and hides nothing.
      A comment that stays would silently hide the next finding of that rule.
    `,
    instead: md`
      Remove it, or move it: it counts for the line it stands on (also the first and the last line of a statement of several lines);
      alone on its line for the next line of code; and above the imports for the whole file.
    `,
    limits: md`A rule that is switched off, or that is not about this project's database, is not counted as unused.`,
    sources: [],
    peers: ["squawk:unused-ignore", "ruff:RUF100"],
    examples: [
      {
        title: "A leftover",
        bad: py`
          def upgrade():
              # limbeck: ignore[drop-table] the carts were moved to their own service
              #                 ^^^^^^^^^^ warning[unused-suppression] +fix: Nothing is suppressed here: drop-table finds nothing.
              op.create_table_comment("carts", "not used")


          def downgrade():
              op.drop_table_comment("carts")
        `,
        good: py`
          def upgrade():
              # limbeck: ignore[drop-table] the carts were moved to their own service
              op.drop_table("carts")


          def downgrade():
              raise NotImplementedError("The carts are elsewhere.")
        `,
      },
    ],
  },
  suppressions(suppressions, ctx) {
    for (const it of suppressions) {
      const asked = ctx.rules.get(it.id)?.asked === true;
      if (it.used || !asked || it.comment.mistake !== null) continue;
      ctx.report({
        at: it.idSpan,
        what: `Nothing is suppressed here: ${it.id} finds nothing.`,
        why: "A comment that stays would hide the next finding of that rule. Remove it, or move it to the line that it is about.",
        fixes: () => [removal(it, ctx)],
      });
    }
  },
});

/** Takes the id out of the brackets; the only id goes with its comment, and a comment alone on its line with the line. */
function removal({ comment, idSpan }: Suppression, ctx: SuppressionContext): Fix {
  const { file } = ctx;
  const { text } = file.module;
  const edit = (span: Span): TextEdit => ({ file: file.path, span, text: "" });
  const at = comment.ids.findIndex((it) => it.span.start === idSpan.start);
  const [next, previous] = [comment.ids[at + 1], comment.ids[at - 1]];
  let span: Span;
  if (next !== undefined) span = { start: idSpan.start, end: next.span.start };
  else if (previous !== undefined) span = { start: previous.span.end, end: idSpan.end };
  else if (comment.ownLine) {
    const start = text.lastIndexOf("\n", comment.span.start - 1) + 1;
    const newline = text.indexOf("\n", comment.span.end);
    span = { start, end: newline === -1 ? text.length : newline + 1 };
  } else {
    let start = comment.span.start;
    while (/[ \t]/.test(text[start - 1] ?? "")) start--;
    span = { start, end: comment.span.end };
  }
  return { title: "Remove the unused suppression", applicability: "safe", edits: [edit(span)] };
}
