import type { Expression, Name } from "../../python/syntax.ts";
import { undefinedNames } from "../../python/undefined-names.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { addImport } from "../fixes/add-import.ts";
import { everyNode } from "../syntax-at.ts";

export const undefinedNameInMigration = defineRule({
  id: "undefined-name-in-migration",
  since: "0.3.0",
  group: "revisions",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "A name that the file neither defines nor imports",
    why: md`
      Autogenerate writes the types of the models as they print themselves (\`sqlmodel.sql.sqltypes.AutoString()\`, \`geoalchemy2.types.Geometry()\`), but imports only \`op\` and \`sa\`. The migration then ends with a NameError when it is run. At the top level of the file the error comes when Alembic loads the directory: every command fails then.
    `,
    instead:
      "Import the module in the migration, and in `script.py.mako` for those that come; or let `user_module_prefix` or `render_item` in env.py write types that need no import.",
    limits:
      "A name that is bound anywhere in the file counts as defined. Files that import with a star, or make names with `exec` or `globals()`, are left alone.",
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/autogenerate.html#affecting-the-rendering-of-types-themselves",
      "https://docs.python.org/3/library/exceptions.html#NameError",
    ],
    examples: [
      {
        title: "A type of another library",
        bad: py`
          def upgrade():
              op.add_column("users", sa.Column("name", sqlmodel.sql.sqltypes.AutoString()))
            #                                          ^^^^^^^^ error[undefined-name-in-migration] +fix: sqlmodel is neither defined nor imported here.


          def downgrade():
              op.drop_column("users", "name")
        `,
        good: py`
          import sqlmodel.sql.sqltypes


          def upgrade():
              op.add_column("users", sa.Column("name", sqlmodel.sql.sqltypes.AutoString()))


          def downgrade():
              op.drop_column("users", "name")
        `,
      },
    ],
  },
  file(ctx) {
    const { file } = ctx;
    const said = new Set<string>();
    for (const { name, within } of undefinedNames(file.module)) {
      // Once in each function: the others have the same remedy.
      const key = `${name.id} ${within?.span.start ?? ""}`;
      if (said.has(key)) continue;
      said.add(key);
      ctx.report({
        at: name.span,
        what: `${name.id} is neither defined nor imported here.`,
        why:
          within === null
            ? "Loading the file ends with a NameError, so every Alembic command fails."
            : `${within.name}() ends with a NameError. Import what is meant, also in script.py.mako if autogenerate wrote it.`,
        fixes: () => {
          const line = importFor(name, file.module.body);
          if (line === null) return [];
          return [{ title: `Add "${line}"`, applicability: "suggested", edits: [addImport(file, line)] }];
        },
      });
    }
  },
});

const known: Readonly<Record<string, string>> = {
  sa: "import sqlalchemy as sa",
  op: "from alembic import op",
  context: "from alembic import context",
  ...Object.fromEntries(
    ["postgresql", "mysql", "sqlite", "mssql", "oracle"].map((it) => [it, `from sqlalchemy.dialects import ${it}`]),
  ),
  ...Object.fromEntries(
    [
      ...["BigInteger", "Boolean", "Column", "DateTime", "Enum", "ForeignKey", "Integer", "MetaData", "Numeric"],
      ...["SmallInteger", "String", "Table", "Text", "UniqueConstraint", "text"],
    ].map((it) => [it, `from sqlalchemy import ${it}`]),
  ),
  ...Object.fromEntries(
    ["JSONB", "ARRAY", "UUID", "TSVECTOR", "INET"].map((it) => [
      it,
      `from sqlalchemy.dialects.postgresql import ${it}`,
    ]),
  ),
  ...Object.fromEntries(["json", "logging", "os", "re", "sys", "uuid"].map((it) => [it, `import ${it}`])),
};

/** The import that is certainly meant, or the one of the module whose type autogenerate wrote with its whole path: `shop.types.Money()`. */
function importFor(name: Name, body: unknown): string | null {
  const usual = known[name.id];
  if (usual !== undefined) return usual;
  const path = pathFrom(name, body);
  // With one dot it may as well be a class or a misspelt name.
  return path.length < 3 ? null : `import ${path.slice(0, -1).join(".")}`;
}

/** The dotted path that begins with a name and is called. */
function pathFrom(name: Name, body: unknown): readonly string[] {
  let path: readonly string[] = [];
  everyNode(body, (node) => {
    if (node.type !== "Call") return;
    const { callee } = node as unknown as { readonly callee: Expression };
    const parts: string[] = [];
    let at = callee;
    while (at.type === "Attribute") {
      parts.unshift(at.name);
      at = at.value;
    }
    if (at.type === "Name" && at.span.start === name.span.start) path = [at.id, ...parts];
  });
  return path;
}
