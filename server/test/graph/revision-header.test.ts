import { expect, test } from "vitest";
import { revisionHeader } from "../../src/graph/revision-header.ts";
import { readMigration } from "../../src/migration/read-migration.ts";

const read = (path: string, text: string): ReturnType<typeof revisionHeader> =>
  revisionHeader(readMigration(path, text));

test("a plain header", () => {
  const text =
    '"""add email\n\nlong text\n"""\nrevision = "b2"\ndown_revision = ("a1", "a2")\ndepends_on = "x"\nbranch_labels = ["l"]\n';
  expect(read("/v/b2.py", text)).toEqual({
    ok: true,
    header: {
      revision: "b2",
      downRevisions: ["a1", "a2"],
      dependsOn: ["x"],
      branchLabels: ["l"],
      doc: "add email",
      file: "/v/b2.py",
    },
  });
});

test("what is computed is named, not dropped", () => {
  const result = read("/v/b2.py", 'revision = "b2"\ndown_revision = find()\n');
  expect(result).toMatchObject({ ok: true, header: { downRevisions: [], unreadable: ["down_revision"] } });
  expect(read("/v/b2.py", "revision = find()\n")).toMatchObject({ ok: false, reason: "unreadable-revision" });
});

test("without revision only a name of lower-case hexadecimal digits is an id", () => {
  expect(read("/v/abc123.py", "down_revision = None\n")).toMatchObject({ ok: true, header: { revision: "abc123" } });
  expect(read("/v/helpers.py", "x = 1\n")).toMatchObject({
    ok: false,
    reason: "no-revision",
    message: expect.stringContaining("Could not determine revision id from filename helpers.py."),
  });
});
