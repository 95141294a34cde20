import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import { lockSchema, type Targets } from "../../locks/lock-schema.ts";
import type { Action } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { listed } from "../hanging-on.ts";
import { isMadeIn, type ObjectName } from "../made-in.ts";
import { placeOf } from "../place-of.ts";
import type { ActionHandlers, RuleContext } from "../rule.ts";

export const dropCascade = defineRule({
  id: "drop-cascade",
  since: "0.2.0",
  group: "tables",
  severity: "warning",
  recommended: true,
  dialects: ["postgresql"],
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "`DROP … CASCADE` takes along whatever depends on the object, without saying what",
    why: md`
      With a table go the foreign keys that refer to it and the views that read it; with a type go the columns of that type and their data; with a function go triggers and defaults. What went is told in a notice that a migration does not show, it may differ from one database to the next, and no downgrade brings it back.
    `,
    instead:
      "Name what goes: drop the views, the foreign keys, the columns in statements of their own, and then the object without CASCADE. Where something was forgotten, PostgreSQL says so.",
    limits: md`
      Nothing is said about objects that the same revision made, in \`downgrade()\` about those that \`upgrade()\` made, and where the revisions tell that nothing depends on the object. Where they do not tell, the finding is information; for tables and columns drop-table and drop-column say it then. Of a schema see drop-schema.
    `,
    sources: ["https://www.postgresql.org/docs/current/ddl-depend.html"],
    peers: ["pg-migration-lint:PGM202", "migrationpilot:MP022", "safe-migrate:destructive-cascade"],
    examples: [
      {
        title: "A type",
        before: py`
          def upgrade():
              op.execute("CREATE TYPE mood AS ENUM ('calm', 'glad')")
              op.execute("CREATE TABLE users (id bigint PRIMARY KEY, mood mood)")
        `,
        bad: py`
          def upgrade():
              op.execute("DROP TYPE mood CASCADE")
                        # ^^^^^^^^^^^^^^^^^^^^^^ warning[drop-cascade]: Drops the type mood with all that depends on it: columns of users.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE TYPE size AS ENUM ('small', 'large')")


          def downgrade():
              op.execute("DROP TYPE size")
        `,
      },
    ],
  },
  action: {
    dropTable(action, statement, ctx) {
      const { table } = action;
      const created = ctx.createdBefore(table);
      if (!action.cascade || created === "yes") return;
      const schema = lockSchema(ctx.schemaAt(statement));
      const target = schema.find(table);
      const parts = [part("foreign keys of", schema.referencing(target)), part("views", schema.views(target))];
      check({ kind: "table", name: table }, parts, action, statement, ctx);
    },
    dropView(action, statement, ctx) {
      if (!action.cascade || ctx.createdBefore(action.view) === "yes") return;
      const schema = lockSchema(ctx.schemaAt(statement));
      check(
        { kind: "view", name: action.view },
        [part("views", schema.views(schema.find(action.view)))],
        action,
        statement,
        ctx,
      );
    },
    dropType(action, statement, ctx) {
      if (!action.cascade) return;
      const schema = lockSchema(ctx.schemaAt(statement));
      check(
        { kind: "type", name: action.type },
        [part("columns of", schema.usersOfType(action.type))],
        action,
        statement,
        ctx,
      );
    },
    dropSequence(action, statement, ctx) {
      if (!action.cascade) return;
      const schema = lockSchema(ctx.schemaAt(statement));
      const users = schema.usersOfSequence(action.sequence);
      check({ kind: "sequence", name: action.sequence }, [part("defaults of", users)], action, statement, ctx);
    },
    dropFunction(action, statement, ctx) {
      if (action.kind !== "dropFunction" || action.cascade !== true) return;
      const callers = lockSchema(ctx.schemaAt(statement)).callersOf(action.function);
      check({ kind: "function", name: action.function }, [part("triggers of", callers)], action, statement, ctx);
    },
    dropExtension(action, statement, ctx) {
      if (action.kind !== "dropExtension" || action.cascade !== true) return;
      const name = { schema: null, name: action.extension };
      check({ kind: "extension", name }, [part("", { list: [], complete: false })], action, statement, ctx);
    },
    dropColumn(action, statement, ctx) {
      if (!action.cascade || ctx.createdBefore(action.table) === "yes") return;
      const { column } = action;
      const schema = lockSchema(ctx.schemaAt(statement));
      const keys = schema.referencing(schema.find(action.table), (it) =>
        column.known ? (it.references?.columns.includes(column.value) ?? false) : false,
      );
      // Which columns a view names is not known.
      const views = schema.views(schema.find(action.table));
      const complete = keys.complete && views.complete && views.list.length === 0;
      report(
        `the column ${written(column)} of ${displayName(action.table)}`,
        [part("foreign keys of", { ...keys, complete })],
        action,
        statement,
        ctx,
      );
    },
    dropConstraint(action, statement, ctx) {
      if (!action.cascade || ctx.createdBefore(action.table) === "yes") return;
      const { name } = action;
      const schema = lockSchema(ctx.schemaAt(statement));
      const target = schema.find(action.table);
      const constraint = target.table?.constraints.find((it) => name.known && it.name === name.value);
      const keys = schema.referencing(target, (it) => it.references?.columns.join() === constraint?.columns.join());
      const complete = keys.complete && constraint !== undefined;
      report(
        `the constraint ${written(name)} of ${displayName(action.table)}`,
        [part("foreign keys of", { ...keys, complete })],
        action,
        statement,
        ctx,
      );
    },
  } satisfies ActionHandlers,
});

interface Part {
  readonly words: string;
  readonly targets: Targets;
}

function part(words: string, targets: Targets): Part {
  return { words, targets };
}

function written(name: Static<string>): string {
  return name.known ? name.value : "?";
}

function check(
  object: ObjectName,
  parts: readonly Part[],
  action: Action,
  statement: Statement,
  ctx: RuleContext,
): void {
  const before = ctx.statements.slice(0, ctx.statements.indexOf(statement));
  const others = ctx.direction === "downgrade" ? [...before, ...ctx.otherStatements] : before;
  if (isMadeIn(others, object)) return;
  report(nameOf(object), parts, action, statement, ctx);
}

function nameOf({ kind, name }: { readonly kind: string; readonly name: QualifiedName }): string {
  return `the ${kind} ${displayName(name)}`;
}

function report(what: string, parts: readonly Part[], action: Action, statement: Statement, ctx: RuleContext): void {
  const found = parts.filter((it) => it.targets.list.length > 0);
  const complete = parts.every((it) => it.targets.complete);
  // Of a table and a column drop-table and drop-column say already that whatever depends on it goes.
  if (found.length === 0 && (complete || action.kind === "dropTable" || action.kind === "dropColumn")) return;
  const names = found.map((it) => {
    const list = listed([...new Set(it.targets.list.map((one) => displayName(one.name)))]);
    return it.words === "" ? list : `${it.words} ${list}`;
  });
  ctx.report({
    at: placeOf(action, statement),
    what: `Drops ${what} with all that depends on it${names.length === 0 ? ", whatever that is" : `: ${names.join("; ")}`}.`,
    why: "What goes along differs from one database to the next, and no downgrade brings it back. Drop it in statements of its own, and then the object without CASCADE.",
    ...(names.length === 0 ? { atMost: "information" as const } : {}),
  });
}
