import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import { relationKey } from "../../schema/schema-state.ts";
import { nameText } from "../../schema/schema-words.ts";
import { catalogDifference, type TableDifference, withTableOf } from "../catalog-difference.ts";
import { defineRule, md, py } from "../define-rule.ts";
import type { Fix } from "../finding.ts";
import { styleOf } from "../fixes/generate-downgrade.ts";
import { behindStatement } from "../fixes/insert-after.ts";
import { restoreSchema } from "../fixes/restore-schema.ts";
import { importsFor, restoreStyle } from "../fixes/restore-style.ts";
import { isEmptyBody } from "../is-empty-body.ts";
import { knownTable, runsAlways } from "../known-table.ts";
import { placeOf } from "../place-of.ts";
import type { RuleContext } from "../rule.ts";

export const downgradeNotInverse = defineRule({
  id: "downgrade-not-inverse",
  since: "0.2.0",
  group: "downgrade",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "After upgrade and downgrade the schema is not what it was",
    why: md`
      The database says that it is at the older revision, but is not as that revision left it: a column or table that stays makes the next upgrade fail, an index or constraint that does not come back is missed later, and one that comes back under another name cannot be dropped by the migrations that know its former name.
      A downgrade that drops a table to which another still refers fails at once (\`cannot drop table … because other objects depend on it\`): that is an error here, the others are warnings.
    `,
    instead:
      "Take every operation of the upgrade back, in reverse order. What the upgrade drops needs its type, nullability, default, indexes and constraints again, under their former names.",
    limits: md`
      Compared are the schema before the upgrade and the one after upgrade and downgrade, as the replay of the migrations tells them: tables, columns, constraints, indexes, views by name. Only what is known for certain is told: nothing about what runs under a condition, with \`IF NOT EXISTS\`, or behind something that cannot be read. Expressions that are written in two ways are taken as the same.
      The order of columns, rows, comments, triggers, functions, privileges and sequences are not compared. Enum types that stay are enum-not-dropped. A downgrade that does nothing is empty-downgrade, and one that raises is left alone.
    `,
    sources: ["https://alembic.sqlalchemy.org/en/latest/tutorial.html#downgrading"],
    examples: [
      {
        title: "A default that is forgotten",
        before: py`
          def upgrade():
              op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("lang", sa.String(5), server_default="en"))
        `,
        bad: py`
          def upgrade():
              op.drop_column("users", "lang")  # limbeck: ignore[drop-column] unused


          def downgrade():
            # ^^^^^^^^^ warning[downgrade-not-inverse] +fix: The downgrade leaves users other than it was: the column lang is character varying(5), and was character varying(5) DEFAULT 'en'::character varying.
              op.add_column("users", sa.Column("lang", sa.String(5)))
        `,
        good: py`
          def upgrade():
              op.drop_column("users", "lang")  # limbeck: ignore[drop-column] unused


          def downgrade():
              op.add_column("users", sa.Column("lang", sa.String(5), server_default="en"))
        `,
      },
    ],
  },
  file(ctx) {
    const { file, schemas } = ctx;
    const { downgrade, upgrade } = file;
    if (downgrade.nameSpan === null || downgrade.raises.length > 0 || isEmptyBody(downgrade, file)) return;
    if (upgrade.kind !== "function" || upgrade.raises.length > 0) return;
    const [before, between, end] = [schemas.before("upgrade"), schemas.after("upgrade"), schemas.after("downgrade")];
    if (before === null || between === null || end === null || before.tables === end.tables) return;
    for (const difference of catalogDifference(before, { schema: between, dropped: droppedNames(ctx) }, end)) {
      if (isOptional(difference, ctx)) continue;
      const name = nameText(difference.table);
      const { kind } = difference.table;
      ctx.report({
        at: downgrade.nameSpan,
        what:
          difference.kind === "left over"
            ? `The downgrade leaves the ${kind} ${name}, which the upgrade creates.`
            : difference.kind === "missing"
              ? `The downgrade does not bring the ${kind} ${name} back.`
              : `The downgrade leaves ${name} other than it was: ${listed(difference.phrases)}.`,
        why: "The database then says that it is at the older revision, and is not. Take back every operation of the upgrade.",
        atMost: "warning",
        also: downgrade.span === null ? [] : [downgrade.span],
        fixes: () => complete(difference, ctx),
      });
    }
  },
  action: {
    dropTable(action, statement, ctx) {
      if (ctx.direction !== "downgrade" || action.cascade || !runsAlways(statement)) return;
      const state = ctx.schemaAt(statement);
      const found = state === null ? null : findTable(state, action.table);
      if (state === null || found?.answer !== "yes") return;
      const { schema, name } = found.table;
      const key = relationKey(schema, name);
      for (const other of state.tables.values()) {
        const constraint = other.constraints.find((it) => it.references?.table === key && it.gaps.length === 0);
        if (other === found.table || constraint === undefined || goesToo(other.name, action, statement)) continue;
        if (knownTable(state, qualified(other.schema, other.name)) === null) continue;
        ctx.report({
          at: placeOf(action, statement),
          what: `The table ${displayName(action.table)} cannot be dropped here, because ${nameText(other)} refers to it.`,
          why: `The statement fails while the foreign key ${constraint.name} is there. Drop ${nameText(other)}, or its foreign key, before.`,
        });
        return;
      }
    },
  },
});

/** A table that was made anew may be different in everything. */
function listed(phrases: readonly string[]): string {
  const rest = phrases.length - 4;
  return rest <= 1 ? phrases.join("; ") : `${phrases.slice(0, 4).join("; ")}; and ${rest} more`;
}

function qualified(schema: string, name: string) {
  const span = { start: 0, end: 0 };
  return { schema: { known: true as const, value: schema, span }, name: { known: true as const, value: name, span } };
}

/** One DROP TABLE may name several tables. */
function goesToo(name: string, action: Action, statement: Statement): boolean {
  return statement.actions.some(
    (it) => it !== action && it.kind === "dropTable" && it.table.name.known && it.table.name.value === name,
  );
}

/** Names that the upgrade drops or renames. */
function droppedNames({ statements }: RuleContext): ReadonlySet<string> {
  const names = statements.flatMap(({ actions }) => actions.map(droppedName));
  return new Set(names.flatMap((it) => (it?.known === true ? [it.value] : [])));
}

function droppedName(action: Action): Static<string> | null {
  switch (action.kind) {
    case "dropTable":
    case "renameTable":
      return action.table.name;
    case "dropView":
      return action.view.name;
    case "dropColumn":
    case "renameColumn":
      return action.column;
    case "dropConstraint":
    case "renameConstraint":
      return action.name;
    case "dropIndex":
    case "renameIndex":
      return action.index.name;
    default:
      return null;
  }
}

/** What is made or dropped only where it fits is not expected to be taken back. */
function isOptional({ table }: TableDifference, ctx: RuleContext): boolean {
  const names = new Set([table.name, ...table.indexes.map((it) => it.name)]);
  return [...ctx.statements, ...ctx.otherStatements].some(({ actions }) =>
    actions.some((it) => {
      const isGuarded =
        ("ifNotExists" in it && it.ifNotExists) || ("ifExists" in it && it.ifExists) || it.ifTableExists === true;
      if (!isGuarded) return false;
      const name = "table" in it && it.table !== null ? it.table.name : it.kind === "dropIndex" ? it.index.name : null;
      const view = it.kind === "dropView" ? it.view.name : name;
      return view === null || !view.known || names.has(view.value);
    }),
  );
}

/** What is missing, behind the last statement of the downgrade. */
function complete(difference: TableDifference, ctx: RuleContext): readonly Fix[] {
  const { file, schemas } = ctx;
  const [before, end] = [schemas.before("upgrade"), schemas.after("downgrade")];
  const definition = file.module.body.find(
    (it) => it.type === "FunctionDef" && it.nameSpan.start === file.downgrade.nameSpan?.start,
  );
  const last = definition?.type === "FunctionDef" ? definition.body.at(-1) : undefined;
  if (before === null || end === null || last === undefined || last.type === "Return" || last.type === "Pass")
    return [];
  const style = restoreStyle(styleOf(file), { keepsNames: ctx.analysis.namingConvention.kind !== "none" });
  const options = { style, concurrently: false, mayBeRenamed: true };
  const { lines, problems, fills } = restoreSchema(end, withTableOf(end, before, difference), options);
  const edit = lines.length === 0 || problems.length > 0 ? null : behindStatement(file, last.span, lines);
  if (edit === null) return [];
  return [
    {
      title: `Bring ${nameText(difference.table)} back as it was`,
      applicability: fills ? "manual" : "suggested",
      edits: [...importsFor(lines, file, style), edit],
    },
  ];
}
