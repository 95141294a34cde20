import { defineRule, md, py } from "../define-rule.ts";

export const namingConventionMissing = defineRule({
  id: "naming-convention-missing",
  since: "0.3.0",
  group: "environment",
  severity: "hint",
  recommended: false,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "The metadata has no naming convention",
    why: md`
      Constraints without a name get one from the database, which no migration knows: autogenerate writes \`op.drop_constraint(None, …)\`, which cannot run, and names differ from database to database.
      A convention that is added later does not rename what exists.
    `,
    instead: md`
      One convention for all constraints, from the start:

      ~~~py
      metadata = MetaData(naming_convention={
          "ix": "ix_%(column_0_label)s",
          "uq": "uq_%(table_name)s_%(column_0_name)s",
          "ck": "ck_%(table_name)s_%(constraint_name)s",
          "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
          "pk": "pk_%(table_name)s",
      })
      ~~~
    `,
    limits:
      "Only where the metadata could be followed from env.py to its definition and certainly has none. Nothing is said without `target_metadata`.",
    sources: [
      "https://alembic.sqlalchemy.org/en/latest/naming.html",
      "https://docs.sqlalchemy.org/en/20/core/constraints.html#configuring-constraint-naming-conventions",
    ],
    examples: [
      {
        title: "A plain MetaData",
        file: "env.py",
        bad: py`
          from sqlalchemy import MetaData

          metadata = MetaData()

          with engine.connect() as connection:
              context.configure(connection=connection, target_metadata=metadata)
            #                                                          ^^^^^^^^ hint[naming-convention-missing]: This metadata has no naming convention.
              with context.begin_transaction():
                  context.run_migrations()
        `,
        good: py`
          from sqlalchemy import MetaData

          metadata = MetaData(naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s"})

          with engine.connect() as connection:
              context.configure(connection=connection, target_metadata=metadata)
              with context.begin_transaction():
                  context.run_migrations()
        `,
      },
    ],
  },
  project(ctx) {
    const { env, analysis } = ctx;
    if (env === null || analysis.namingConvention.kind !== "none") return;
    const configure = env.reading.calls.find(
      (it) => it.mode !== "offline" && it.call.keywords.some((one) => one.name === "target_metadata"),
    );
    const metadata = configure?.options.get("target_metadata") ?? [];
    const written = configure?.call.keywords.find((it) => it.name === "target_metadata");
    // A list of metadata never has a convention for Alembic, whatever its members have.
    if (
      written === undefined ||
      metadata.length === 0 ||
      metadata.some((it) => it.kind === "none" || it.kind === "list")
    )
      return;
    ctx.report({
      file: env.path,
      at: written.value.span,
      what: "This metadata has no naming convention.",
      why: "Constraints without a name then get one from the database, which no migration knows. Give `MetaData` a `naming_convention`; what exists already keeps its names.",
    });
  },
});
