import { defineRule, md, py } from "../define-rule.ts";

export const createDateBeforeParent = defineRule({
  id: "create-date-before-parent",
  since: "0.3.0",
  group: "revisions",
  severity: "hint",
  recommended: false,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A revision is older than its parent",
    why: md`
      The \`Create Date\` of the docstring is before that of the revision on which it stands: it was put on top of another one after it was written, or the two are the wrong way round. Alembic does not read dates, but people do, and file names that begin with a date sort otherwise than the migrations run.
    `,
    instead:
      "Write the day on which the revision was put there into its docstring; where the two are the wrong way round, exchange their `down_revision`.",
    limits: "Only differences of more than a day, since clocks and time zones differ. Merge revisions are left alone.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/tutorial.html#editing-the-ini-file"],
    examples: [
      {
        title: "Put on top of a newer one",
        file: "revision.py",
        revisions: [
          py`
          """Add the plans.

          Revision ID: a1
          Revises:
          Create Date: 2026-03-01 10:00:00

          """

          revision = "a1"
          down_revision = None
        `,
        ],
        bad: py`
          """Add an index.

          Revision ID: b2
          Revises: a1
          Create Date: 2026-01-02 10:00:00
                     # ^^^^^^^^^^^^^^^^^^^ hint[create-date-before-parent]: Revision b2 is dated before its parent a1 (2026-03-01).

          """

          revision = "b2"
          down_revision = "a1"
        `,
        good: py`
          """Add an index.

          Revision ID: b2
          Revises: a1
          Create Date: 2026-03-02 10:00:00

          """

          revision = "b2"
          down_revision = "a1"
        `,
      },
    ],
  },
  project({ graph, files, report }) {
    for (const { revision, createDate, downRevisions, file } of graph.revisions.values()) {
      const [parent, ...others] = downRevisions;
      const own = time(createDate);
      const before = time(graph.revisions.get(parent ?? "")?.createDate);
      if (own === null || before === null || others.length > 0 || before - own < day) continue;
      const at = files.get(file)?.header.doc.createDate?.span;
      if (at === undefined) continue;
      report({
        file,
        at,
        what: `Revision ${revision} is dated before its parent ${parent} (${(graph.revisions.get(parent ?? "")?.createDate ?? "").slice(0, 10)}).`,
        why: "Readers and file names that begin with a date then say another order than the one in which the migrations run.",
      });
    }
  },
});

/** Milliseconds. */
const day = 24 * 60 * 60 * 1000;

/** A date as Alembic writes it (`2026-01-02 03:04:05.678901+00:00`), in milliseconds; null for anything else. The zone is left out: it is less than a day. */
function time(text: string | undefined): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)/.exec(text ?? "");
  if (found === null) return null;
  const [, year, month, date, hour, minute] = found.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, date ?? 1, hour ?? 0, minute ?? 0);
}
