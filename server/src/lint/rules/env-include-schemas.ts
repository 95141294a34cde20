import { tableOf } from "../../emit/table-name.ts";
import { defineRule, md, py } from "../define-rule.ts";
import { addKeyword, flagOf, setKeyword } from "../env-options.ts";
import type { ProjectContext } from "../rule.ts";

export const envIncludeSchemas = defineRule({
  id: "env-include-schemas",
  since: "0.3.0",
  group: "environment",
  severity: "information",
  recommended: true,
  dialects: ["postgresql"],
  fix: "suggested",
  inDowngrade: "same",
  docs: {
    summary: "Autogenerate does not look into the other schemas of the project",
    why: md`
      Without \`include_schemas=True\` autogenerate reads the default schema only. Tables of the models in other schemas are not found in the database, and each \`alembic revision --autogenerate\` writes a \`create_table\` for them again.
    `,
    instead: md`
      \`include_schemas=True\`, and \`include_name\` with the schemas that are yours, so that those of extensions and other applications are left alone:

      ~~~py
      def include_name(name, type_, parent_names):
          return name in {None, "shop"} if type_ == "schema" else True
      ~~~
    `,
    limits:
      "Only where a migration creates a table with `schema=`, and env.py certainly does not set `include_schemas`. Nothing is said where env.py speaks of `search_path`, `default_schema_name` or a `schema_translate_map`.",
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.environment.EnvironmentContext.configure.params.include_schemas",
      "https://alembic.sqlalchemy.org/en/latest/autogenerate.html#omitting-schema-names-from-the-autogenerate-process",
    ],
    examples: [
      {
        title: "A second schema",
        file: "env.py",
        before: py`
          def upgrade():
              op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), schema="shop")
        `,
        bad: py`
          with engine.connect() as connection:
              context.configure(connection=connection, target_metadata=metadata)
            # ^^^^^^^^^^^^^^^^^ information[env-include-schemas] +fix: Autogenerate does not see the schema shop, and creates its tables again.
              with context.begin_transaction():
                  context.run_migrations()
        `,
        good: py`
          with engine.connect() as connection:
              context.configure(connection=connection, target_metadata=metadata, include_schemas=True)
              with context.begin_transaction():
                  context.run_migrations()
        `,
      },
    ],
  },
  project(ctx) {
    const { env } = ctx;
    if (env === null || /search_path|default_schema_name|schema_translate_map/.test(env.module.text)) return;
    const open = env.reading.calls.filter((it) => {
      const metadata = it.options.get("target_metadata") ?? [];
      const flag = flagOf(it, "include_schemas");
      const compares = it.mode !== "offline" && metadata.some((one) => one.kind !== "none");
      return compares && (flag === false || flag === "absent");
    });
    const schema = open.length === 0 ? null : otherSchema(ctx);
    if (schema === null) return;
    for (const configure of open) {
      ctx.report({
        file: env.path,
        at: configure.call.callee.span,
        what: `Autogenerate does not see the schema ${schema}, and creates its tables again.`,
        why: "It reads the default schema only. Add `include_schemas=True`, and `include_name` for the schemas that are yours.",
        fixes: () =>
          flagOf(configure, "include_schemas") === false
            ? setKeyword(env, configure, "include_schemas", "True")
            : addKeyword(env, configure.call, "include_schemas=True"),
      });
    }
  },
});

/** A schema in which some revision creates a table, besides the default one. */
function otherSchema({ graph, files }: ProjectContext): string | null {
  for (const { file: path } of graph.revisions.values()) {
    const file = files.get(path);
    // A look at the text first: there are many files, and this is asked after each change of one.
    if (file?.module.text.includes("schema") !== true) continue;
    for (const operation of file.upgrade.operations) {
      const schema = operation.directive === "create_table" ? tableOf(operation).schema : null;
      if (schema?.known === true && schema.value !== "" && schema.value !== "public") return schema.value;
    }
  }
  return null;
}
