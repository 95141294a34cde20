import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { conditionsHold } from "../conditions-hold.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { ensureImported } from "../fixes/imported-as.ts";
import { behindStatement } from "../fixes/insert-after.ts";
import { quoteAt } from "../fixes/python-text.ts";
import type { RuleContext } from "../rule.ts";

export const enumNotDropped = defineRule({
  id: "enum-not-dropped",
  since: "0.2.0",
  group: "types",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "The downgrade leaves the enum type that the upgrade created",
    why: md`
      \`op.drop_table\` and \`op.drop_column\` drop the table and the column, not the type. After a downgrade the next upgrade fails: \`type "…" already exists\`.
      In one run (\`downgrade\` and \`upgrade\` of a test in one process have each their own) it stays hidden only as long as nobody goes back.
    `,
    instead: '`sa.Enum(name="…").drop(op.get_bind())` behind the statement that drops the last column of the type.',
    limits: md`
      Nothing is said when the upgrade creates the type only if it is missing (\`checkfirst=True\`), when the downgrade is empty or raises, or when parts of the downgrade cannot be read.
      A schema that the downgrade drops takes its types with it.
    `,
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.drop_table",
      "https://www.postgresql.org/docs/current/sql-droptype.html",
    ],
    examples: [
      {
        title: "A table with a state",
        bad: py`
          def upgrade():
              op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state", sa.Enum("new", "paid", name="state")))


          def downgrade():
            # ^^^^^^^^^ warning[enum-not-dropped] +fix: The downgrade does not drop the enum type state, which the upgrade creates.
              op.drop_table("orders")
        `,
        good: py`
          def upgrade():
              op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state", sa.Enum("new", "paid", name="state")))


          def downgrade():
              op.drop_table("orders")
              sa.Enum(name="state").drop(op.get_bind())
        `,
      },
    ],
  },
  file(ctx) {
    const { downgrade } = ctx.file;
    const back = ctx.otherStatements;
    if (downgrade.nameSpan === null || downgrade.raises.length > 0 || back.length === 0) return;
    if (back.some((it) => it.gap !== null || it.actions.some(hides))) return;
    for (const { type } of createdEnums(ctx.statements)) {
      if (back.some((it) => it.actions.some((action) => takesAway(action, type)))) continue;
      ctx.report({
        at: downgrade.nameSpan,
        what: `The downgrade does not drop the enum type ${displayName(type)}, which the upgrade creates.`,
        why: `The next upgrade fails: type "${displayName(type)}" already exists. Drop it behind the last column that has it.`,
        fixes: () => dropIt(type, ctx),
      });
    }
  },
});

/** What may hold a DROP TYPE that is not seen. */
function hides(action: Action): boolean {
  return (
    action.kind === "unknown" ||
    action.kind === "doBlock" ||
    action.kind === "dropSchema" ||
    action.kind === "renameType"
  );
}

/** Does it drop the type, or make room for it under its name? */
function takesAway(action: Action, type: QualifiedName): boolean {
  return action.kind === "dropType" && sameName(action.type, type) !== "no";
}

/** The enum types that the upgrade creates without looking first, and keeps. */
function createdEnums(statements: readonly Statement[]): readonly { readonly type: QualifiedName }[] {
  const created: { type: QualifiedName }[] = [];
  for (const { operation, actions } of statements) {
    for (const action of actions) {
      if (action.kind === "createEnum" && action.type.name.known && operation !== null && conditionsHold(operation)) {
        if (operation.directive !== "schema_create" || isUnguarded(operation.args.get("checkfirst")?.value)) {
          created.push({ type: action.type });
        }
      }
      if (action.kind === "dropType" || action.kind === "renameType") {
        const at = created.findIndex((it) => sameName(it.type, action.type) !== "no");
        if (at >= 0) created.splice(at, 1);
      }
    }
  }
  return created;
}

function isUnguarded(flag: { readonly type: string; readonly value?: unknown } | undefined): boolean {
  return flag === undefined || (flag.type === "bool" && flag.value === false);
}

function dropIt(type: QualifiedName, ctx: RuleContext): readonly Fix[] {
  const { file } = ctx;
  const definition = file.module.body.find(
    (it) => it.type === "FunctionDef" && it.nameSpan.start === file.downgrade.nameSpan?.start,
  );
  const last = definition?.type === "FunctionDef" ? definition.body.at(-1) : undefined;
  if (last === undefined || last.type === "Return" || !type.name.known || (type.schema !== null && !type.schema.known))
    return [];
  const { expression, edits } = ensureImported(file.module, file.path, "sqlalchemy", "sa");
  const op = ensureImported(file.module, file.path, "alembic.op", "op");
  const quote = quoteAt(file.module.text, last.span.start);
  const schema = type.schema === null ? "" : `, schema=${quote}${type.schema.value}${quote}`;
  const line = `${expression}.Enum(name=${quote}${type.name.value}${quote}${schema}).drop(${op.expression}.get_bind())`;
  const edit =
    op.edits.length > 0 || /["'\\\n]/.test(type.name.value) ? null : behindStatement(file, last.span, [line]);
  return edit === null
    ? []
    : [{ title: `Drop the type ${displayName(type)}`, applicability: "suggested", edits: [...edits, edit] }];
}
