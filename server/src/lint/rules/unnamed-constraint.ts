import type { Static } from "../../base/static.ts";
import type { Statement } from "../../emit/statement.ts";
import type { Action, ConstraintDefinition } from "../../postgres/action.ts";
import { displayName, type QualifiedName } from "../../postgres/name.ts";
import type { NamingConvention } from "../../project/project-config.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { constraintName } from "../fixes/constraint-name.ts";
import { nameConstraint, sourceOf } from "../fixes/name-constraint.ts";
import { namedConstraint } from "../fixes/named-constraint.ts";
import type { RuleContext } from "../rule.ts";

export const unnamedConstraint = defineRule({
  id: "unnamed-constraint",
  since: "0.1.0",
  group: "constraints",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "information",
  docs: {
    summary: "A constraint without a name gets one from the database, which later migrations have to guess",
    why: md`
      \`op.drop_constraint\` needs the name. PostgreSQL makes one up (\`users_email_key\`, and \`users_email_key1\` when that is taken), other databases make up others,
      and \`alembic revision --autogenerate\` writes \`op.drop_constraint(None, …)\` for such a constraint, which cannot run.
    `,
    instead: md`
      Name it where it is made, through \`op.f(…)\`, which says that the name is final and no convention is to be applied to it.
      To have names everywhere without writing them, give the project's \`MetaData\` a
      [naming convention](https://docs.sqlalchemy.org/en/20/core/constraints.html#configuring-constraint-naming-conventions): then this rule is silent.
    `,
    limits: md`
      Silent where the metadata of env.py has a \`naming_convention\` for that kind of constraint, in SQL text too (although a convention does not reach SQL text).
      When env.py takes its metadata from code that cannot be read, the finding is information and says so.
      A primary key without a name is only a hint, and only where it is added to an existing table: \`<table>_pkey\` is what everybody gets.
      Constraints of temporary tables and those built from an index (\`UNIQUE USING INDEX\` takes its name) are left alone. \`op.drop_constraint(None, …)\` is not looked at here.
    `,
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/naming.html",
      "https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-CONSTRAINT",
    ],
    examples: [
      {
        title: "Operations",
        bad: py`
          def upgrade():
              op.create_unique_constraint(None, "users", ["email"])
            # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[unnamed-constraint] +fix: The unique constraint of users (email) has no name.
        `,
        good: py`
          def upgrade():
              op.create_table("users", sa.Column("email", sa.Text()))
              op.create_unique_constraint(op.f("uq_users_email"), "users", ["email"])


          def downgrade():
              op.drop_table("users")
        `,
      },
      {
        title: "Constraints of a new table",
        bad: py`
          def upgrade():
              op.create_table(
                  "orders",
                  sa.Column("id", sa.Integer(), primary_key=True),
                  sa.Column("number", sa.Text(), unique=True),
                                               # ^^^^^^^^^^^ warning[unnamed-constraint] +fix: The unique constraint of orders (number) has no name.
                  sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id")),
                                                   # ^^^^^^^^^^^^^ warning[unnamed-constraint] +fix: The foreign key of orders (user_id) has no name.
              )
        `,
        good: py`
          def upgrade():
              op.create_table(
                  "orders",
                  sa.Column("id", sa.Integer(), primary_key=True),
                  sa.Column("number", sa.Text()),
                  sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id", name=op.f("fk_orders_user_id_users"))),
                  sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
              )


          def downgrade():
              op.drop_table("orders")
        `,
      },
      {
        title: "SQL",
        bad: py`
          def upgrade():
              op.execute("ALTER TABLE users ADD UNIQUE (email)")
                                              # ^^^^^^^^^^^^^^ warning[unnamed-constraint] +fix: The unique constraint of users (email) has no name.
        `,
        good: py`
          def upgrade():
              op.execute("CREATE TABLE users (email text)")
              op.execute("ALTER TABLE users ADD CONSTRAINT uq_users_email UNIQUE (email)")


          def downgrade():
              op.drop_table("users")
        `,
      },
    ],
  },
  action: {
    addConstraint(action, statement, ctx) {
      check({ constraint: action.constraint, table: action.table, column: null }, statement, ctx);
    },
    addColumn(action, statement, ctx) {
      for (const it of constraintsOf(action)) check(it, statement, ctx);
    },
    createTable(action, statement, ctx) {
      for (const it of constraintsOf(action)) check(it, statement, ctx);
    },
  },
});

/** A constraint with its table, and the column that it is written with, if any. */
interface Placed {
  readonly constraint: ConstraintDefinition;
  readonly table: QualifiedName;
  readonly column: Static<string> | null;
}

/** The constraints of an action that the rule is about. */
function constraintsOf(action: Action): readonly Placed[] {
  const { kind } = action;
  if (kind === "addConstraint") return [{ constraint: action.constraint, table: action.table, column: null }];
  if (kind !== "addColumn" && kind !== "createTable") return [];
  if (kind === "createTable" && action.temporary) return [];
  const { table } = action;
  const columns = kind === "addColumn" ? [action.column] : action.columns;
  const own = kind === "addColumn" ? [] : action.constraints;
  return [
    ...columns.flatMap((it) => it.constraints.map((constraint) => ({ constraint, table, column: it.name }))),
    ...own.map((constraint) => ({ constraint, table, column: null })),
  ].filter(({ constraint }) => constraint.type !== "primaryKey");
}

function check(placed: Placed, statement: Statement, ctx: RuleContext): void {
  const { constraint, table } = placed;
  const { namingConvention } = ctx.analysis;
  if (constraint.type === "notNull" || constraint.usingIndex !== null) return;
  if (!isUnnamed(constraint, namingConvention) || hasTemplate(constraint, namingConvention)) return;
  const source = sourceOf(constraint, statement, ctx.file.module.text);
  const columns = (constraint.columns.length === 0 && placed.column !== null ? [placed.column] : constraint.columns)
    .map((it) => (it.known ? it.value : "?"))
    .join(", ");
  ctx.report({
    at: source.at,
    what: `The ${kinds[constraint.type]} of ${displayName(table)}${columns === "" ? "" : ` (${columns})`} has no name.`,
    why: "The database makes one up, and a later migration that changes or drops it has to guess it. Name it through op.f(…), or give the metadata a naming convention.",
    doubt:
      namingConvention.kind === "unknown"
        ? "the metadata of env.py may have a naming convention; it could not be read."
        : null,
    ...(constraint.type === "primaryKey" ? { atMost: "hint" as const } : {}),
    fixes: () => {
      const name = suggestedName(placed, statement, ctx);
      const fix = name === null ? null : nameConstraint(name, source, constraint, statement, ctx);
      return fix === null ? [] : [fix];
    },
  });
}

const kinds: Readonly<Record<ConstraintDefinition["type"], string>> = {
  primaryKey: "primary key",
  unique: "unique constraint",
  check: "check constraint",
  foreignKey: "foreign key",
  exclude: "exclusion constraint",
  notNull: "NOT NULL constraint",
};

/** No name is given. Under a convention that cannot be read, a missing name is one that is not known for that very reason. */
function isUnnamed({ name }: ConstraintDefinition, convention: NamingConvention): boolean {
  if (name === null) return true;
  return (
    !name.known &&
    convention.kind === "unknown" &&
    name.why.reason === "import" &&
    name.why.detail === convention.detail
  );
}

const conventionKeys: Readonly<Record<ConstraintDefinition["type"], readonly string[]>> = {
  primaryKey: ["pk", "PrimaryKeyConstraint"],
  unique: ["uq", "UniqueConstraint"],
  check: ["ck", "CheckConstraint"],
  foreignKey: ["fk", "ForeignKeyConstraint"],
  exclude: [],
  notNull: [],
};

function hasTemplate({ type }: ConstraintDefinition, convention: NamingConvention): boolean {
  return convention.kind === "known" && conventionKeys[type].some((it) => convention.templates[it] !== undefined);
}

/** A name that no other constraint of this migration has: the second of the same kind on the same columns gets a number. */
function suggestedName(placed: Placed, statement: Statement, ctx: RuleContext): string | null {
  const wanted = nameFor(placed);
  if (wanted === null) return null;
  const all = ctx.statements.flatMap((it) => it.actions.flatMap(constraintsOf));
  const given = new Set(all.flatMap(({ constraint: { name } }) => (name?.known === true ? [name.value] : [])));
  const before = ctx.statements
    .slice(0, ctx.statements.indexOf(statement) + 1)
    .flatMap((it) => it.actions.flatMap(constraintsOf));
  const same = before.filter((it) => isUnnamed(it.constraint, ctx.analysis.namingConvention) && nameFor(it) === wanted);
  const position = same.findIndex((it) => it.constraint === placed.constraint);
  let number = Math.max(position, 0) + 1;
  const numbered = (): string => (number === 1 ? wanted : `${wanted}_${number}`);
  while (given.has(numbered())) number++;
  return numbered();
}

function nameFor({ constraint, table, column }: Placed): string | null {
  const named = namedConstraint(constraint, table, column);
  return named === null ? null : constraintName(named);
}
