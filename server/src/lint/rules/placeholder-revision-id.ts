import { defineRule, md, py } from "../define-rule.ts";

export const placeholderRevisionId = defineRule({
  id: "placeholder-revision-id",
  since: "0.3.0",
  group: "revisions",
  severity: "hint",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A revision id that was made up",
    why: md`
      Alembic takes the last twelve digits of a random UUID, so that two people never choose the same id. An id that follows a pattern, \`a1b2c3d4e5f6\` or \`123456789abc\`, or one that only looks like the others (\`g7h8i9j0k1l2\` has letters that no hexadecimal number has), was written by hand or by a language model, and is written again by the next one: then two files have the same id, and Alembic mixes up the heads.
    `,
    instead:
      "Let `alembic revision` make the file, or rename the revision while nobody has applied it (the rename of the editor changes its children, too).",
    limits:
      "Only the heads, which can still be renamed; and only in projects in which most ids are Alembic's own twelve hexadecimal digits. Numbers, dates and words are a naming of one's own, and are left alone.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script"],
    examples: [
      {
        title: "Letters and digits in turn",
        file: "revision.py",
        revisions: [
          py`
            revision = "ae1027a6acf1"
            down_revision = None
          `,
          py`
            revision = "1975ea83b712"
            down_revision = "ae1027a6acf1"
          `,
        ],
        bad: py`
          revision = "a1b2c3d4e5f6"
          #          ^^^^^^^^^^^^^^ hint[placeholder-revision-id]: The id a1b2c3d4e5f6 was made up, and may be made up again.
          down_revision = "1975ea83b712"
        `,
        good: py`
          revision = "27c6a30d7c24"
          down_revision = "1975ea83b712"
        `,
      },
    ],
  },
  project({ graph, files, report }) {
    const all = [...graph.revisions.values()];
    const usual = all.filter((it) => /^[0-9a-f]{12}$/.test(it.revision) && !isMadeUp(it.revision)).length;
    if (usual * 2 <= all.length) return;
    for (const { revision, file, isHead } of all) {
      if (!isHead || !isMadeUp(revision)) continue;
      const at = files.get(file)?.header.revision?.valueSpan;
      if (at === undefined) continue;
      report({
        file,
        at,
        what: `The id ${revision} was made up, and may be made up again.`,
        why: "Two files with the same id break the chain. Let Alembic choose ids, or rename this revision while nobody has applied it.",
      });
    }
  },
});

/** Twelve characters that a person or a program would write and a UUID would not: runs up or down, letter and digit in turn, one character again and again, letters behind f. */
function isMadeUp(id: string): boolean {
  if (!/^[0-9a-z]{12}$/.test(id)) return false;
  if (/[g-z]/.test(id)) return /^(?:[a-z]\d){6}$|^(?:\d[a-z]){6}$/.test(id);
  if (/^(.{1,3})\1{3,}$/.test(id)) return true;
  const isInTurn = /^(?:[a-f]\d){6}$|^(?:\d[a-f]){6}$/.test(id);
  return isInTurn ? climbs(id.replaceAll(/\d/g, "")) && climbs(id.replaceAll(/\D/g, "")) : climbs(id);
}

/** Each character is the next one of the last, around the end of the digits or letters: 123456789abc, cdefab. */
function climbs(text: string): boolean {
  const order = /^\d+$/.test(text) ? "0123456789" : /^[a-f]+$/.test(text) ? "abcdef" : "0123456789abcdef";
  const steps = [...text].slice(1).map((it, at) => order.indexOf(it) - order.indexOf(text[at] ?? ""));
  const isNext = (step: number, by: number): boolean => step === by || step === by - by * order.length;
  return steps.every((it) => isNext(it, 1)) || steps.every((it) => isNext(it, -1));
}
