import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName, sameName } from "../../postgres/name.ts";
import { relationKey, type SchemaState } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { addIfNotExists } from "../fixes/add-if-not-exists.ts";
import { styleOf, writeDowngrade } from "../fixes/generate-downgrade.ts";
import { behindStatement } from "../fixes/insert-after.ts";
import { swapEnum } from "../fixes/swap-enum.ts";
import { isEmptyBody } from "../is-empty-body.ts";
import type { RuleContext } from "../rule.ts";
import type { EnumType } from "../type-of-constant.ts";

export const enumValueIrreversible = defineRule({
  id: "enum-value-irreversible",
  since: "0.2.0",
  group: "types",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "The downgrade leaves the value that the upgrade adds to an enum type, and the next upgrade fails",
    why: md`
      PostgreSQL cannot take a value out of an enum type. After the downgrade the value is still there, and the next upgrade fails: \`enum label "…" already exists\`.
    `,
    instead: md`
      Say \`ADD VALUE IF NOT EXISTS\`: the value stays, and does no harm. Where it must go, exchange the type in the downgrade; where the downgrade must not look as if it did its work, raise NotImplementedError. A quick fix writes the exchange:
      rename the type, create it without the value, let each column go over with \`USING column::text::type\`, drop the old one. It fails as long as a row has the value, so change such rows before.
    `,
    limits: md`
      With IF NOT EXISTS nothing is said: leaving the value behind is what most projects do on purpose. Neither when the downgrade raises, when there is none (see empty-downgrade), when it drops, renames or creates the type, or when parts of it cannot be read.
      The exchange is offered where the revisions tell all columns that have the type, and no CHECK, partial index or view is in the way.
    `,
    sources: ["https://www.postgresql.org/docs/current/datatype-enum.html#DATATYPE-ENUM-IMPLEMENTATION-DETAILS"],
    examples: [
      {
        title: "A value more",
        bad: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("ALTER TYPE state ADD VALUE 'paid'")


          def downgrade():
            # ^^^^^^^^^ information[enum-value-irreversible] +fix: The downgrade leaves the value paid in the enum type state.
              pass
        `,
        good: py`
          def upgrade():
              with op.get_context().autocommit_block():
                  op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'paid'")


          def downgrade():
              pass
        `,
      },
    ],
  },
  file(ctx) {
    const { downgrade } = ctx.file;
    if (downgrade.nameSpan === null || downgrade.raises.length > 0) return;
    const back = ctx.otherStatements;
    if (downgrade.gaps.length > 0 || back.some((it) => it.gap !== null)) return;
    for (const { type, values, statements } of addedValues(ctx.statements)) {
      if (back.some((it) => it.actions.some((action) => mayTakeAway(action, type)))) continue;
      const [first] = values;
      const which = values.length === 1 ? `the value ${first}` : `the values ${values.join(", ")}`;
      ctx.report({
        at: downgrade.nameSpan,
        what: `The downgrade leaves ${which} in the enum type ${displayName(type)}.`,
        why: "The next upgrade fails, because the value is there already: say ADD VALUE IF NOT EXISTS. PostgreSQL cannot take a value out of a type; a downgrade can exchange the type, or raise NotImplementedError.",
        fixes: () => fixesFor(type, statements, ctx),
      });
    }
  },
});

interface AddedValues {
  readonly type: QualifiedName;
  readonly values: readonly string[];
  readonly statements: readonly Statement[];
}

/** What the upgrade adds without IF NOT EXISTS to types that it does not create itself. */
function addedValues(statements: readonly Statement[]): readonly AddedValues[] {
  const found = new Map<string, AddedValues>();
  const created: QualifiedName[] = [];
  for (const { action, statement } of statements.flatMap((it) =>
    it.actions.map((action) => ({ action, statement: it })),
  )) {
    if (action.kind === "createEnum" || action.kind === "renameType") created.push(action.type);
    if (action.kind !== "addEnumValue" || action.ifNotExists || !action.value.known || !action.type.name.known)
      continue;
    if (created.some((it) => sameName(it, action.type) !== "no")) continue;
    const key = displayName(action.type);
    const before = found.get(key) ?? { type: action.type, values: [], statements: [] };
    const values = [...new Set([...before.values, action.value.value])];
    found.set(key, { ...before, values, statements: [...before.statements, statement] });
  }
  return [...found.values()];
}

function mayTakeAway(action: Action, type: QualifiedName): boolean {
  switch (action.kind) {
    case "unknown":
    case "doBlock":
    case "dropSchema":
      return true;
    case "dropType":
    case "renameType":
    case "createEnum":
    case "renameEnumValue":
      return sameName(action.type, type) !== "no";
    // Rows of the catalog, changed by hand.
    case "delete":
      return action.table.name.known && action.table.name.value === "pg_enum";
    default:
      return false;
  }
}

function fixesFor(type: QualifiedName, added: readonly Statement[], ctx: RuleContext): readonly Fix[] {
  const { file } = ctx;
  const fixes: Fix[] = [];
  const guards = added.map((it) => addIfNotExists(it, ["add", "value"], ctx));
  const places = new Set(guards.map((it) => it?.span.start));
  // Code that runs more than once is changed once.
  if (!guards.includes(null) && places.size === guards.length) {
    const edits = guards.flatMap((it) => it ?? []);
    fixes.push({ title: "Say IF NOT EXISTS, and leave the value", applicability: "suggested", edits });
  }
  const [before, after] = [ctx.schemas.before("upgrade"), ctx.schemas.after("downgrade")];
  const [was, is] = [enumIn(before, type), enumIn(after, type)];
  if (before !== null && after !== null && was !== null && is !== null && was.gaps.length === 0) {
    const lines = swapEnum(is, was.values, after, styleOf(file));
    const edit = lines === null ? null : atTheEnd(lines, ctx);
    const title = `Exchange the type ${displayName(type)} in the downgrade`;
    if (edit !== null) fixes.push({ title, applicability: "suggested", edits: [edit] });
  }
  const declared = 'raise NotImplementedError("PostgreSQL cannot take a value out of an enum type.")';
  const edit = isEmptyBody(file.downgrade, file) ? writeDowngrade(file, [declared]) : null;
  if (edit !== null)
    fixes.push({ title: "Declare that there is no way back", applicability: "suggested", edits: [edit] });
  return fixes;
}

function enumIn(state: SchemaState | null, { schema, name }: QualifiedName): EnumType | null {
  if (state === null || !name.known || schema?.known === false) return null;
  for (const it of schema === null ? (state.searchPath ?? []) : [schema.value]) {
    const type = state.types.get(relationKey(it, name.value));
    if (type !== undefined) return type.kind === "enum" && type.values.length > 0 ? type : null;
  }
  return null;
}

/** In place of an empty body, or behind its last statement. */
function atTheEnd(lines: readonly string[], { file }: RuleContext) {
  if (isEmptyBody(file.downgrade, file)) return writeDowngrade(file, lines);
  const definition = file.module.body.find(
    (it) => it.type === "FunctionDef" && it.nameSpan.start === file.downgrade.nameSpan?.start,
  );
  const last = definition?.type === "FunctionDef" ? definition.body.at(-1) : undefined;
  return last === undefined || last.type === "Return" ? null : behindStatement(file, last.span, lines);
}
