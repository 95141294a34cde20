import type { Statement } from "../../emit/statement.ts";
import type { Body, MigrationFile } from "../../migration/migration-file.ts";
import type { ActionKind } from "../../postgres/action.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { generateDowngrade, writeDowngrade } from "../fixes/generate-downgrade.ts";
import { isEmptyBody } from "../is-empty-body.ts";
import type { RuleContext } from "../rule.ts";

export const emptyDowngrade = defineRule({
  id: "empty-downgrade",
  since: "0.1.0",
  group: "downgrade",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "`upgrade()` changes the database and `downgrade()` does nothing",
    why: md`
      \`alembic downgrade\` runs it, records the older revision, and reports success, but nothing was taken back.
      The database now says one thing and is another: the next \`upgrade\` fails because the table or column is there already.
      Without any \`downgrade()\` in the file the command ends with an AttributeError instead.
    `,
    instead: md`
      Write the reverse of the upgrade, in reverse order. Where there is no way back, say so: \`raise NotImplementedError("…")\` stops the downgrade before it records anything.
    `,
    limits: md`
      Empty means: missing, \`pass\`, \`...\`, \`return\`, a docstring or comments. A function that does anything else (also one that only prints) is not looked at here.
      Nothing is said about merge revisions, about a revision whose \`upgrade()\` only reads or validates, nor about a downgrade that raises. An upgrade that only adds values to enum types has a rule of its own (enum-value-irreversible).
      When the upgrade only changes rows the finding is information, since such changes often need no way back. It is information too when no operation of the upgrade could be read.
      The generated downgrade brings back what the upgrade drops or changes as the replayed schema of the revisions before has it: a table with its columns, constraints and indexes, a column with its type, nullability, default and all that went with it. Rows, comments, privileges, triggers and the order of columns do not come back. Where the history is not known it says so: \`raise NotImplementedError("Write how to …")\`.
    `,
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/tutorial.html#downgrading",
      "https://docs.python.org/3/library/exceptions.html#NotImplementedError",
    ],
    peers: ["django-migration-linter:RUNPYTHON_REVERSIBLE", "strong_migrations:check_down"],
    examples: [
      {
        title: "A downgrade that does nothing",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("nickname", sa.Text()))


          def downgrade():
            # ^^^^^^^^^ warning[empty-downgrade] +fix: The downgrade does nothing, although the upgrade changes the database.
              pass
        `,
        good: py`
          def upgrade():
              op.add_column("users", sa.Column("nickname", sa.Text()))


          def downgrade():
              op.drop_column("users", "nickname")
        `,
      },
      {
        title: "No way back",
        bad: py`
          def upgrade():
              op.execute("UPDATE users SET password_hint = NULL WHERE password_hint IS NOT NULL")


          def downgrade():
            # ^^^^^^^^^ information[empty-downgrade] +fix: The downgrade does nothing, although the upgrade changes the database.
              """The hints are gone."""
        `,
        good: py`
          def upgrade():
              op.execute("UPDATE users SET password_hint = NULL WHERE id = 1")


          def downgrade():
              raise NotImplementedError("The hints are gone.")
        `,
      },
    ],
  },
  file(ctx) {
    const { file } = ctx;
    const { downgrade, upgrade } = file;
    if (!isEmptyBody(downgrade, file) || upgrade.kind !== "function" || isMerge(file)) return;
    const effect = effectOf(upgrade, ctx.statements);
    const missing = downgrade.kind === "missing";
    if (effect === "nothing" || (effect === "values" && !missing)) return;
    const at = (missing ? upgrade.nameSpan : downgrade.nameSpan) ?? upgrade.nameSpan;
    if (at === null) return;
    ctx.report({
      at,
      what: missing
        ? "There is no downgrade(), although the upgrade changes the database."
        : "The downgrade does nothing, although the upgrade changes the database.",
      why: missing
        ? "`alembic downgrade` ends with an AttributeError here. Write the way back, or raise NotImplementedError with the reason."
        : "`alembic downgrade` reports success and leaves everything as it is, so the next upgrade fails. Write the way back, or raise NotImplementedError with the reason.",
      doubt: effect === "unknown" ? "what the upgrade does could not be read." : null,
      ...(effect === "rows" ? { atMost: "information" as const } : {}),
      also: missing || downgrade.span === null ? [] : [downgrade.span],
      fixes: () => fixesFor(ctx),
    });
  },
});

/** A revision with several parents brings branches together and usually changes nothing. */
function isMerge(file: MigrationFile): boolean {
  const parents = file.header.downRevision?.value;
  return parents?.known === true && parents.value.length > 1;
}

/** Actions that leave nothing behind that a downgrade could take back. */
const passing: ReadonlySet<ActionKind["kind"]> = new Set<ActionKind["kind"]>([
  "select",
  "set",
  "validateConstraint",
  "refreshView",
  "reindex",
  "lockTable",
  "vacuum",
  "analyze",
  "transaction",
]);

const rows: ReadonlySet<ActionKind["kind"]> = new Set<ActionKind["kind"]>(["insert", "update", "delete", "truncate"]);

/** What the upgrade changes: "values" of enum types only, about which enum-value-irreversible speaks; "unknown" when nothing of it could be read. */
function effectOf(
  upgrade: Body,
  statements: readonly Statement[],
): "schema" | "values" | "rows" | "nothing" | "unknown" {
  const kinds = statements
    .filter((it) => it.operation !== null)
    .flatMap((it) => it.actions.map((action) => action.kind));
  const lasting = kinds.filter((it) => !passing.has(it));
  if (lasting.some((it) => !rows.has(it) && it !== "addEnumValue" && it !== "unknown")) return "schema";
  if (lasting.includes("unknown")) return "unknown";
  if (lasting.some((it) => rows.has(it))) return "rows";
  if (lasting.length > 0) return "values";
  return upgrade.gaps.length > 0 ? "unknown" : "nothing";
}

function fixesFor(ctx: RuleContext): readonly Fix[] {
  const generated = generateDowngrade(ctx.file, ctx.statements, ctx);
  const fixes: Fix[] = [];
  if (generated.reversed > 0) {
    const edit = writeDowngrade(ctx.file, generated.lines);
    const complete = generated.unknown === 0 && !generated.fills;
    if (edit !== null) {
      fixes.push({
        title: complete ? "Generate downgrade() from upgrade()" : "Generate downgrade() as far as it is known",
        applicability: complete ? "suggested" : "manual",
        edits: [...generated.imports, edit],
      });
    }
  }
  const declared = writeDowngrade(ctx.file, ['raise NotImplementedError("There is no way back from this migration.")']);
  if (declared !== null) {
    fixes.push({ title: "Declare that there is no way back", applicability: "suggested", edits: [declared] });
  }
  return fixes;
}
