import { describe, expect, test } from "vitest";
import type { HeaderAttribute, Reference } from "../../src/migration/migration-file.ts";
import { readMigration } from "../../src/migration/read-migration.ts";

const header = (text: string) => readMigration("a.py", text).header;

/** The ids of an attribute; a reason when they are not known; null when it is not assigned. */
function ids(attribute: HeaderAttribute<readonly Reference[]> | null): readonly string[] | string | null {
  if (attribute === null) return null;
  return attribute.value.known ? attribute.value.value.map((it) => it.text) : attribute.value.why.reason;
}

function id(attribute: HeaderAttribute<string> | null): string | null {
  if (attribute === null) return null;
  return attribute.value.known ? attribute.value.value : `? ${attribute.value.why.reason}`;
}

describe("the revision id", () => {
  test.each([
    [`revision = "a1"`, "a1"],
    [`revision: str = 'a1'`, "a1"],
    [`revision = ("a1")`, "a1"],
    [`revision = ("a"\n  "1")`, "a1"],
    [`revision = "a" + "1"`, "a1"],
    [`N = 1\nrevision = f"a{N}"`, "a1"],
    [`N = "1"\nrevision = "a%s" % N`, "a1"],
    [`revision = "x"\nrevision = "a1"`, "a1"],
    [`name = revision = "a1"`, "a1"],
    [`revision, down_revision = "a1", None`, "a1"],
    [`if True:\n    revision = "a1"`, "a1"],
    [`try:\n    revision = "a1"\nexcept Exception:\n    pass`, "a1"],
    [`def f():\n    pass\nrevision = "a1"`, "a1"],
    [`revision = ""`, ""],
    [`import os\nrevision = os.environ["R"]`, "? input"],
    [`revision = 17`, "? unsupported"],
    [`x = 1`, null],
  ])("%s", (text, expected) => {
    expect(id(header(text).revision)).toBe(expected);
  });

  test("a value that depends on an unknown condition is not known", () => {
    expect(
      id(header(`import os\nif os.environ.get("X"):\n    revision = "a"\nelse:\n    revision = "b"`).revision),
    ).toMatch(/^\?/);
  });
});

describe("parents, labels and dependencies", () => {
  test.each([
    [`down_revision = None`, []],
    [`down_revision = ()`, []],
    [`down_revision = []`, []],
    [`down_revision = (None,)`, []],
    [`down_revision = ""`, [""]],
    [`down_revision = "a"`, ["a"]],
    [`down_revision = ("a", "b")`, ["a", "b"]],
    [`down_revision = ["a", "b"]`, ["a", "b"]],
    [`down_revision = tuple(["a", "b"])`, ["a", "b"]],
    [`down_revision = ("a",) + ("b",)`, ["a", "b"]],
    [`from typing import Union, Sequence\ndown_revision: Union[str, Sequence[str], None] = ("a",)`, ["a"]],
    [`A = "a"\ndown_revision = A`, ["a"]],
    [`down_revision = ("a", None)`, "unsupported"],
    [`import os\ndown_revision = ("a", os.environ["X"])`, "input"],
    [`from other import PARENT\ndown_revision = PARENT`, "import"],
    ["", null],
  ])("%s", (text, expected) => {
    expect(ids(header(text).downRevision)).toEqual(expected);
  });

  test("labels may be a set, dependencies a string", () => {
    const { branchLabels, dependsOn } = header(`branch_labels = {"a", "b"}\ndepends_on = "c"`);
    expect(ids(branchLabels)).toEqual(["a", "b"]);
    expect(ids(dependsOn)).toEqual(["c"]);
    expect(ids(header(`depends_on = ""`).dependsOn)).toEqual([]);
    expect(ids(header(`branch_labels = ""`).branchLabels)).toEqual([""]);
  });

  test("references have the place of their literal", () => {
    const text = `A = 'a1'\ndown_revision = (A, 'b2')\n`;
    const found = header(text).downRevision;
    const references = found?.value.known === true ? found.value.value : [];
    expect(references.map((it) => text.slice(it.span.start, it.span.end))).toEqual(["'a1'", "'b2'"]);
    expect(text.slice(found?.nameSpan.start, found?.nameSpan.end)).toBe("down_revision");
    expect(text.slice(found?.valueSpan.start, found?.valueSpan.end)).toBe("(A, 'b2')");
  });
});

describe("the docstring", () => {
  const template = `"""add users

Revision ID: a1b2
Revises: c3, d4
Create Date: 2024-01-02 03:04:05.678901+00:00

"""
revision = "a1b2"
`;

  test("doc, longdoc and the lines of the template, with their places", () => {
    const { doc } = header(template);
    expect(doc.doc).toBe("add users");
    expect(doc.longdoc).toBe(
      "add users\n\nRevision ID: a1b2\nRevises: c3, d4\nCreate Date: 2024-01-02 03:04:05.678901+00:00",
    );
    expect(doc.revisionId?.value).toBe("a1b2");
    expect(doc.revises?.value).toEqual(["c3", "d4"]);
    expect(doc.createDate?.value).toBe("2024-01-02 03:04:05.678901+00:00");
    const at = (it: { span: { start: number; end: number } } | null) => template.slice(it?.span.start, it?.span.end);
    expect(at(doc.revisionId)).toBe("a1b2");
    expect(at(doc.revises)).toBe("c3, d4");
    expect(at(doc.createDate)).toBe("2024-01-02 03:04:05.678901+00:00");
  });

  test("a base has an empty Revises line, with a place to write into", () => {
    const text = `"""x\n\nRevision ID: a\nRevises: \nCreate Date: y\n"""`;
    const { revises } = header(text).doc;
    expect(revises?.value).toEqual([]);
    expect(text.slice(0, revises?.span.start)).toMatch(/Revises: ?$/);
  });

  test("carriage returns, several lines, spaces", () => {
    const text = `"""\r\n  one\r\ntwo\r\n \r\nthree\r\n\r\nRevision ID: a1\r\nRevises: b2\r\n"""\r\n`;
    const { doc } = header(text);
    expect(doc.doc).toBe("one\ntwo\n \nthree");
    expect(doc.revisionId?.value).toBe("a1");
    expect(text.slice(doc.revises?.span.start, doc.revises?.span.end)).toBe("b2");
  });

  test("an f-string is no docstring, and no docstring is an empty doc", () => {
    expect(header(`f"""x"""\n`).doc).toMatchObject({ span: null, doc: "", longdoc: "" });
    expect(header(`revision = "a"\n`).doc).toMatchObject({ span: null, doc: "" });
  });
});

describe("files that are not migrations", () => {
  const problems = (text: string): readonly string[] => readMigration("a.py", text).problems.map((it) => it.code);

  test("syntax errors are reported once a region, and the rest is read", () => {
    const file = readMigration(
      "a.py",
      `from alembic import op\nrevision = "a"\nx = = 1\n\n\ndef upgrade():\n    op.drop_table("t")\n    op.drop_index(\n`,
    );
    expect(file.problems.map((it) => it.code)).toContain("python-syntax");
    expect(id(file.header.revision)).toBe("a");
    expect(file.upgrade.operations[0]?.name).toBe("op.drop_table");
    expect(problems(`print "x"\n`)).toEqual(["python-syntax"]);
  });

  test("binary files", () => {
    const file = readMigration("a.py", "revision = 'a'\0\0");
    expect(file.problems.map((it) => it.code)).toEqual(["binary-file"]);
    expect(file.upgrade.kind).toBe("missing");
  });

  test("an empty file, a byte order mark", () => {
    expect(problems("")).toEqual([]);
    expect(id(header("\ufeffrevision = 'a'\n").revision)).toBe("a");
  });

  test("five megabytes are done in seconds; the header is read, the bodies are unknown", () => {
    const rows = `    {"id": 1, "name": "abcdefghij"},\n`.repeat(160_000);
    const text = `"""big"""\nfrom alembic import op\nrevision = "a"\ndown_revision = None\ndef upgrade():\n  op.bulk_insert(t, [\n${rows}])\ndepends_on = "x"\n`;
    const start = performance.now();
    const file = readMigration("a.py", text);
    expect(performance.now() - start).toBeLessThan(3000);
    expect(file.problems.map((it) => it.code)).toEqual(["file-too-large"]);
    expect(id(file.header.revision)).toBe("a");
    expect(ids(file.header.downRevision)).toEqual([]);
    expect(ids(file.header.dependsOn)).toBe("budget");
    expect(file.header.doc.doc).toBe("big");
    expect(file.upgrade).toMatchObject({ kind: "function", isEmpty: false, gaps: [{ why: { reason: "budget" } }] });
    expect(file.downgrade.kind).toBe("missing");
  });
});
