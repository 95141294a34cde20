import type { Operation } from "../../migration/operation.ts";
import type { PyModule } from "../../python/syntax.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { enumCalls } from "../enum-calls.ts";
import type { RuleContext } from "../rule.ts";

export const mutableEnumImport = defineRule({
  id: "mutable-enum-import",
  since: "0.2.0",
  group: "types",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "information",
  docs: {
    summary: "The values of an enum type come from a class of the application, which changes",
    why: md`
      A migration says what was done once. When the application's enum gets a value later, this revision creates the type with it on every new database, and the later revision that adds the value fails there, or finds it already.
      When the class moves or goes, no command of Alembic works any more: the file cannot be imported.
    `,
    instead: 'The values as strings: `sa.Enum("new", "paid", name="state")`.',
    limits: "Classes that the migration itself defines are fine.",
    sources: ["https://docs.sqlalchemy.org/en/20/core/type_basics.html#sqlalchemy.types.Enum"],
    examples: [
      {
        title: "A class of the application",
        bad: py`
          from shop.models import State


          def upgrade():
              op.add_column("orders", sa.Column("state", sa.Enum(State, name="state")))
                                                               # ^^^^^ warning[mutable-enum-import]: The values of the enum type come from State, which is imported.
        `,
        good: py`
          def upgrade():
              sa.Enum("new", "paid", name="state").create(op.get_bind(), checkfirst=True)
              op.add_column("orders", sa.Column("state", sa.Enum("new", "paid", name="state")))


          def downgrade():
              op.drop_column("orders", "state")
        `,
      },
    ],
  },
  on: {
    addColumn: check,
    alterColumn: check,
    createTable: check,
    schemaCreate: check,
  },
});

function check(operation: Operation, ctx: RuleContext): void {
  const { module } = ctx.file;
  if (operation.site.file !== null) return;
  for (const it of enumCalls(operation)) {
    const first = it.call.args[0];
    if (first === undefined || first.name !== null) continue;
    const written = module.text.slice(first.span.start, first.span.end);
    if (!isImported(written, module)) continue;
    const isInside = operation.site.call.start <= first.span.start && first.span.end <= operation.site.call.end;
    ctx.report({
      at: isInside ? first.span : operation.site.callee,
      what: `The values of the enum type come from ${written}, which is imported.`,
      why: "When the class gets a value later, this revision creates another type than it did before. Write the values out as strings.",
    });
  }
}

/** A name, or an attribute of one, that the file imports at its top level. */
function isImported(written: string, module: PyModule): boolean {
  if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(written)) return false;
  const [root] = written.split(".");
  return module.body.some(
    (it) =>
      (it.type === "Import" || it.type === "ImportFrom") &&
      it.names.some((alias) => (alias.asName ?? alias.name.split(".")[0]) === root),
  );
}
