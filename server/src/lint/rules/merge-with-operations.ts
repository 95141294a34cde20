import { defineRule, md, py } from "../define-rule.ts";

export const mergeWithOperations = defineRule({
  id: "merge-with-operations",
  since: "0.3.0",
  group: "revisions",
  severity: "hint",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A merge revision also changes the database",
    why: md`
      A merge brings branches together and usually does nothing else; readers (and those who solve the next conflict by deleting a merge and making a new one) take that for granted, and then its changes are lost.
    `,
    instead: "Leave the merge empty, and make a revision on top of it for the changes.",
    limits: "A merge whose operations could not be read is left alone.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/branches.html#merging-branches"],
    examples: [
      {
        title: "A merge with a new column",
        file: "revision.py",
        bad: py`
          import sqlalchemy as sa
          from alembic import op

          revision = "c1"
          down_revision = ("b1", "b2")


          def upgrade():
            # ^^^^^^^ hint[merge-with-operations]: This revision merges branches and changes the database, too.
              op.add_column("users", sa.Column("plan", sa.Text()))


          def downgrade():
              op.drop_column("users", "plan")
        `,
        good: py`
          revision = "c1"
          down_revision = ("b1", "b2")


          def upgrade():
              pass


          def downgrade():
              pass
        `,
      },
    ],
  },
  file(ctx) {
    const { header, upgrade } = ctx.file;
    const parents = header.downRevision?.value;
    if (parents?.known !== true || parents.value.length < 2 || upgrade.operations.length === 0) return;
    const [first] = upgrade.operations;
    ctx.report({
      at: upgrade.nameSpan ?? first?.site.call ?? header.downRevision?.valueSpan ?? { start: 0, end: 0 },
      what: "This revision merges branches and changes the database, too.",
      why: "Merges are deleted and made anew when branches move, and the changes go with them. Make a revision of its own for them, on top of the merge.",
    });
  },
});
