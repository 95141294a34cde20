import { expect, test } from "vitest";
import { compareMarks, readMarks, writeMarks } from "../harness/marks.ts";

const marked = `revision = "x"
#<^^^^^^ error[bad-revision]: The revision
def upgrade():
    op.drop_table("a")
  # ^^^^^^^^^^^^^ warning[drop-table] +fix: Drops
  # ^^^^^^^^^^^^^ information?[other-rule]: Perhaps`;

test("marks are taken out and can be put back", () => {
  const { text, marks } = readMarks(marked);
  expect(text).toBe(`revision = "x"\ndef upgrade():\n    op.drop_table("a")`);
  expect(
    marks.map((it) => [it.line, it.start, it.end, it.severity, it.certain, it.rule, it.hasFix, it.message]),
  ).toEqual([
    [0, 0, 8, "error", true, "bad-revision", false, "The revision"],
    [2, 4, 17, "warning", true, "drop-table", true, "Drops"],
    [2, 4, 17, "information", false, "other-rule", false, "Perhaps"],
  ]);
  expect(writeMarks(text, marks)).toBe(marked);
});

test("both sides are compared", () => {
  const { marks } = readMarks(marked);
  expect(compareMarks(marks, marks)).toBe("");
  expect(compareMarks([], marks.slice(0, 1))).toContain("marked, not found");
  expect(compareMarks(marks.slice(0, 1), [])).toContain("found, not marked");
  const [first] = marks;
  if (first === undefined) throw new Error("no mark");
  expect(compareMarks([{ ...first, end: first.end + 1 }], [first])).not.toBe("");
  expect(compareMarks([{ ...first, hasFix: true }], [first])).not.toBe("");
  expect(compareMarks([{ ...first, message: "The revision is wrong." }], [first])).toBe("");
});
