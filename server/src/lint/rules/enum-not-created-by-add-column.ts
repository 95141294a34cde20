import type { Span } from "../../base/span.ts";
import { readEnum } from "../../emit/enum-type.ts";
import { tableOf } from "../../emit/table-name.ts";
import type { Operation } from "../../migration/operation.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { findTable } from "../../schema/find-table.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { type EnumCall, enumCalls, enumCallsIn } from "../enum-calls.ts";
import type { Fix } from "../finding.ts";
import { importedAs } from "../fixes/imported-as.ts";
import { isWrittenOnce } from "../fixes/insert-after.ts";
import { beforeStatement } from "../fixes/insert-before.ts";
import type { RuleContext } from "../rule.ts";
import { isExactAbout, typeAt } from "../type-at.ts";

export const enumNotCreatedByAddColumn = defineRule({
  id: "enum-not-created-by-add-column",
  since: "0.2.0",
  group: "types",
  severity: "error",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A column gets an enum type that nothing has created",
    why: md`
      \`op.create_table\` creates the enum types of its columns; \`op.add_column\` and \`op.alter_column\` do not, neither does \`op.create_table\` for a type with \`create_type=False\`.
      The statement fails: \`type "…" does not exist\`. Autogenerate writes it so.
    `,
    instead:
      '`sa.Enum(…, name="…").create(op.get_bind(), checkfirst=True)` before it, and in the downgrade `sa.Enum(name="…").drop(op.get_bind())` behind the statement that drops the column.',
    limits: md`
      Nothing is said about tables that no revision creates, since their database may have had the type before, nor where something that could not be read may have created it.
      Non-native types (\`native_enum=False\`) are none in the database.
    `,
    sources: [
      "https://docs.sqlalchemy.org/en/20/dialects/postgresql.html#sqlalchemy.dialects.postgresql.ENUM",
      "https://github.com/sqlalchemy/alembic/issues/278",
    ],
    examples: [
      {
        title: "A column with a state",
        before: py`
          def upgrade():
              op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True))
        `,
        bad: py`
          def upgrade():
              op.add_column("orders", sa.Column("state", sa.Enum("new", "paid", name="state")))
                                                       # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[enum-not-created-by-add-column] +fix: Nothing has created the enum type state.
        `,
        good: py`
          def upgrade():
              sa.Enum("new", "paid", name="state").create(op.get_bind(), checkfirst=True)
              op.add_column("orders", sa.Column("state", sa.Enum("new", "paid", name="state")))


          def downgrade():
              op.drop_column("orders", "state")
              sa.Enum(name="state").drop(op.get_bind())
        `,
      },
    ],
  },
  on: {
    addColumn: (operation, ctx) => check(operation, enumCalls(operation), "op.add_column does not create it", ctx),
    alterColumn(operation, ctx) {
      const type = operation.args.get("type_");
      if (type !== undefined) check(operation, enumCallsIn([type.value]), "op.alter_column does not create it", ctx);
    },
    createTable(operation, ctx) {
      const taken = enumCalls(operation).filter((it) => isTakenAsItIs(it, ctx));
      check(operation, taken, "create_type=False does not create it", ctx);
    },
  },
});

/** Does `create_type=False` count? `sa.Enum` listens to it since SQLAlchemy 2.1. */
function isTakenAsItIs({ call, generic }: EnumCall, ctx: RuleContext): boolean {
  const flag = readEnum(call.path ?? "", call).type.createType;
  return flag.known && !flag.value && (!generic || ctx.isAtLeast("sqlalchemy", "2.1") === "yes");
}

function check(operation: Operation, calls: readonly EnumCall[], why: string, ctx: RuleContext): void {
  const statement = ctx.statements.find((it) => it.operation === operation);
  if (calls.length === 0 || statement === undefined) return;
  const state = ctx.schemaAt(statement);
  if (state === null) return;
  for (const it of calls) {
    const { type } = readEnum(it.call.path ?? "", it.call);
    if (type.inheritsSchema || type.hasMetadata || !isMissing(it.name, operation, state)) continue;
    ctx.report({
      at: placeOf(it, operation),
      what: `Nothing has created the enum type ${displayName(it.name)}.`,
      why: `${why}, so the statement fails: type "${displayName(it.name)}" does not exist. Create the type before.`,
      fixes: () => createIt(it, operation, ctx),
    });
  }
}

/** The revisions tell all that there is of the type: none. */
function isMissing(type: QualifiedName, operation: Operation, state: SchemaState): boolean {
  if (typeAt(state, type) !== null || !isExactAbout(state, type)) return false;
  if (operation.directive === "create_table") return hasOwnTables(state);
  const table = findTable(state, tableOf(operation, "table_name"));
  return table.answer === "yes" && table.table.born > 0;
}

/** A revision before has made a table, so that the history does not begin with a database that was there. */
function hasOwnTables(state: SchemaState): boolean {
  for (const table of state.tables.values()) if (table.born > 0) return true;
  return false;
}

/** The type where it is written in the operation, otherwise the operation. */
function placeOf({ call }: EnumCall, { site }: Operation): Span {
  const isInside = site.call.start <= call.span.start && call.span.end <= site.call.end;
  return isInside ? call.span : site.callee;
}

function createIt({ call }: EnumCall, operation: Operation, ctx: RuleContext): readonly Fix[] {
  const { file } = ctx;
  const { site, batch } = operation;
  const isInside = site.call.start <= call.span.start && call.span.end <= site.call.end;
  const op = importedAs(file.module, "alembic.op");
  const { values } = readEnum(call.path ?? "", call).type;
  if (!isInside || !call.closed || op === null || !isWrittenOnce(file, operation)) return [];
  if (values.known && values.value.length === 0) return [];
  const written = file.module.text.slice(call.span.start, call.span.end);
  if (written.includes("\n")) return [];
  const inBatch = batch !== null && operation.name.startsWith("batch_op.");
  const line = `${written}.create(${op}.get_bind(), checkfirst=True)`;
  const edit = beforeStatement(file, inBatch ? batch.statement : site.statement, [line]);
  return edit === null ? [] : [{ title: "Create the type before", applicability: "suggested", edits: [edit] }];
}
