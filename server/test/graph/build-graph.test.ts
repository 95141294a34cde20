import { describe, expect, test } from "vitest";
import { buildGraph } from "../../src/graph/build-graph.ts";
import { resolveTarget } from "../../src/graph/resolve-target.ts";
import type { RevisionHeader } from "../../src/graph/revision-graph.ts";
import { graphOf, headers } from "./headers.ts";

describe("buildGraph", () => {
  test("an empty directory has no problems", () => {
    const graph = buildGraph([]);
    expect(graph).toMatchObject({ heads: [], realHeads: [], bases: [], history: [], problems: [], failure: null });
  });

  test("a line", () => {
    const graph = graphOf("a", "b < a", "c < b");
    expect(graph.history).toEqual(["c", "b", "a"]);
    expect(graph.upgradeOrder).toEqual(["a", "b", "c"]);
    expect(graph.heads).toEqual(["c"]);
    expect(graph.bases).toEqual(["a"]);
    expect(graph.revisions.get("b")).toMatchObject({ parents: ["a"], next: ["c"], isHead: false, isBase: false });
    expect(graph.problems).toEqual([]);
  });

  test("independent branches run in the reverse order of their files", () => {
    const graph = buildGraph([
      { ...headers("ffff")[0], file: "a_first.py" },
      { ...headers("aaaa")[0], file: "z_last.py" },
    ] as ReturnType<typeof headers>);
    expect(graph.upgradeOrder).toEqual(["aaaa", "ffff"]);
  });

  test("branch and merge", () => {
    const graph = graphOf("a", "b < a", "c < a", "m < b, c");
    expect(graph.branchPoints).toEqual(["a"]);
    expect(graph.mergePoints).toEqual(["m"]);
    expect(graph.history).toEqual(["m", "b", "c", "a"]);
  });

  test("a dependency makes a head an effective head", () => {
    const graph = graphOf("a", "b < a", "x [other]", "y < x ; b");
    expect(graph.heads).toEqual(["b", "y"]);
    expect(graph.realHeads).toEqual(["y"]);
    expect(graph.revisions.get("y")).toMatchObject({ resolvedDependsOn: ["b"], normalizedDown: ["x", "b"] });
  });

  test("a dependency that an ancestor declares already is left out, one that is merely an ancestor is not", () => {
    const graph = graphOf("a", "b < a ; d", "c < b ; d", "d", "e < b ; a, b");
    expect(graph.revisions.get("c")?.normalizedDown).toEqual(["b"]);
    expect(graph.revisions.get("e")?.normalizedDown).toEqual(["b", "a"]);
  });

  test("a label stands for the revision that declares it in depends_on", () => {
    const graph = graphOf("a [one]", "b < a", "x ; one");
    expect(graph.revisions.get("x")?.resolvedDependsOn).toEqual(["a"]);
    expect(graph.labels.get("one")).toBe("a");
  });

  test("labels reach all descendants, and the base on a straight line, but no branch point above", () => {
    const line = graphOf("a", "b < a [x]", "c < b");
    expect(["a", "b", "c"].map((it) => line.revisions.get(it)?.labels)).toEqual([["x"], ["x"], ["x"]]);
    const fork = graphOf("a", "b < a [x]", "c < a");
    expect(["a", "b", "c"].map((it) => fork.revisions.get(it)?.labels)).toEqual([[], ["x"], []]);
    const merged = graphOf("a", "b < a [x]", "c", "m < b, c");
    expect(["a", "b", "c", "m"].map((it) => merged.revisions.get(it)?.labels)).toEqual([[], ["x"], [], ["x"]]);
  });
});

describe("problems of a graph", () => {
  const codes = (...lines: string[]): string[] =>
    graphOf(...lines).problems.map((it) => `${it.revision} ${it.attribute} ${it.code} ${it.reference}`);

  test("missing parent: the chain goes on, the id that was meant is suggested", () => {
    const graph = graphOf("a1b2c3", "b < a1b2c4", "c < b");
    expect(graph.problems).toMatchObject([
      {
        code: "missing-parent-revision",
        revision: "b",
        reference: "a1b2c4",
        suggestions: ["a1b2c3"],
        severity: "error",
      },
    ]);
    expect(graph.problems[0]?.message).toContain('Did you mean "a1b2c3"?');
    expect(graph.history).toEqual(["a1b2c3", "c", "b"]);
    expect(graph.revisions.get("b")?.isBase).toBe(false);
    expect(graph.failure).toEqual({ kind: "crash", exception: "KeyError", message: "'a1b2c4'" });
  });

  test("a partial id and a label are not looked up in down_revision", () => {
    expect(graphOf("a1b2c3d4", "b < a1b2").problems[0]).toMatchObject({ suggestions: ["a1b2c3d4"] });
    expect(graphOf("a [left]", "b < left").problems[0]?.message).toContain("It is a branch label");
  });

  test("missing dependency", () => {
    expect(codes("a [left]", "b < a ; lefd")).toEqual(["b depends_on missing-dependency lefd"]);
  });

  test("duplicate: both files are named, the later one is shown", () => {
    const graph = buildGraph([
      ...headers("a", "b < a"),
      { revision: "b", downRevisions: ["a"], dependsOn: [], branchLabels: [], doc: "second", file: "two.py" },
    ]);
    expect(graph.problems.map((it) => [it.code, it.file, it.otherFiles])).toEqual([
      ["duplicate-revision-id", "b.py", ["two.py"]],
      ["duplicate-revision-id", "two.py", ["b.py"]],
    ]);
    expect(graph.revisions.get("b")?.doc).toBe("second");
    expect(graph.shadowed.map((it) => it.file)).toEqual(["b.py"]);
    expect(graph.failure).toBeNull();
  });

  test("cycle: every revision is listed once, every member is reported", () => {
    const graph = graphOf("a", "b < a, d", "c < b", "d < c");
    expect(graph.problems.map((it) => `${it.code} ${it.revision}`)).toEqual([
      "revision-cycle b",
      "revision-cycle c",
      "revision-cycle d",
    ]);
    expect([...graph.history].sort()).toEqual(["a", "b", "c", "d"]);
    expect(graph.failure).toMatchObject({ message: "Cycle is detected in revisions (a, b, c, d)" });
  });

  test("a cycle between a base and a head, which Alembic overlooks, is reported and walked as Alembic walks it", () => {
    const graph = graphOf("a", "b < a, c", "c < b", "d < c");
    expect(graph.failure).toBeNull();
    expect(graph.problems.map((it) => `${it.code} ${it.revision}`)).toEqual(["revision-cycle b", "revision-cycle c"]);
    expect(graph).toMatchObject({ heads: ["d"], history: ["d", "c", "b", "a"], mergePoints: ["b"] });
    expect(graph.revisions.get("c")).toMatchObject({ parents: ["b"], next: ["b", "d"], isBranchPoint: true });
  });

  test("where Alembic's walk over such a cycle never ends, that is said, and every revision is listed", () => {
    const graph = graphOf("a", "b < a, c", "c < b", "m < b, c");
    expect(graph.failure).toBeNull();
    expect([...graph.history].sort()).toEqual(["a", "b", "c", "m"]);
    const result = resolveTarget(graph, { expression: "heads", purpose: "upgrade", current: [] });
    expect(result).toMatchObject({ ok: false, failure: { kind: "endless" } });
    expect(resolveTarget(graph, { expression: "m", purpose: "show", current: [] })).toMatchObject({ ok: true });
  });

  test("a cycle beside a file whose revision is not known is cut, for nobody can tell how Alembic takes it", () => {
    const unknown = { kind: "unknown", file: "x.pyc", before: 0, message: "" } as const;
    const graph = buildGraph(headers("a", "b < a, c", "c < b", "d < c"), [unknown]);
    expect([...graph.history].sort()).toEqual(["a", "b", "c", "d"]);
    expect(graph.indexed.plainInCycles).toBeNull();
  });

  test("self loop and dependency cycle", () => {
    expect(graphOf("a < a").failure).toMatchObject({ message: "Self-loop is detected in revisions (a)" });
    expect(codes("a < a")).toEqual(["a down_revision revision-self-loop a"]);
    expect(codes("a ; a")).toEqual(["a depends_on dependency-self-loop a"]);
    const graph = graphOf("a ; b", "b < a");
    expect(graph.problems.map((it) => it.code)).toEqual(["dependency-cycle", "dependency-cycle"]);
    expect(graph.history).toEqual(["b", "a"]);
    expect(graph.failure).toMatchObject({ message: "Dependency cycle is detected in revisions (a, b)" });
  });

  test("labels that clash, with a label and with an id", () => {
    expect(codes("a [x]", "b [x]")).toContain("b branch_labels branch-label-clash x");
    expect(codes("a", "b < a [a]")).toEqual(["b branch_labels branch-label-clash a"]);
  });

  test("ids that Alembic or its table cannot hold", () => {
    expect(codes("a-b", "c < a-b")).toEqual(["a-b revision revision-id-forbidden-char a-b"]);
    const long = "x".repeat(33);
    expect(codes("x".repeat(32))).toEqual([]);
    expect(codes(long)).toEqual([`${long} revision revision-id-too-long ${long}`]);
  });

  test("several heads are reported unless labels tell them apart", () => {
    expect(codes("a", "b < a", "c < a")).toEqual(["b revision multiple-heads b", "c revision multiple-heads c"]);
    expect(codes("a", "b < a [left]", "c < a [right]")).toEqual([]);
    expect(codes("a [left]", "b < a", "c < a")).toEqual(["b revision multiple-heads b", "c revision multiple-heads c"]);
  });

  test("an unreadable parent is neither a base nor an error", () => {
    const [header] = headers("a");
    if (header === undefined) throw new Error("no header");
    const graph = buildGraph([{ ...header, unreadable: ["down_revision"] }]);
    expect(graph.problems).toMatchObject([{ code: "unreadable-header", severity: "information" }]);
    expect(graph.bases).toEqual([]);
    expect(graph.history).toEqual(["a"]);
  });
});

describe("files without a header", () => {
  const compiled = { file: "versions/b.pyc", before: 1, kind: "unknown", message: "It is bytecode." } as const;

  test("one whose revision is not known may be what seems to be missing", () => {
    const graph = buildGraph(headers("a", "c < b"), [compiled]);
    expect(graph.failure).toBeNull();
    expect(graph.problems).toMatchObject([{ code: "missing-parent-revision", severity: "information" }]);
    expect(graph.problems[0]?.message).toContain("b.pyc may declare it");
    const result = resolveTarget(graph, { expression: "heads", purpose: "upgrade", current: [] });
    expect(result).toMatchObject({ ok: true, warnings: [expect.stringContaining("1 version file is not known")] });
  });

  test("one whose revision is not known may stand above what seems to be a head", () => {
    const graph = buildGraph(headers("a", "b < a", "c < a"), [compiled]);
    expect(graph.problems.map((it) => [it.code, it.severity])).toEqual([
      ["multiple-heads", "information"],
      ["multiple-heads", "information"],
    ]);
  });

  test("what is wrong in a file that is read stays certain", () => {
    expect(buildGraph(headers("a < a"), [compiled]).failure).toMatchObject({ kind: "command-error" });
  });

  test("Alembic stops at the first file that it refuses", () => {
    const failure = { kind: "command-error", message: "Could not determine revision id" } as const;
    const refused = { file: "helpers.py", before: 1, kind: "refused", message: "", failure } as const;
    expect(buildGraph(headers("a", "b < b"), [refused]).failure).toEqual(failure);
    expect(buildGraph(headers("b < b", "a"), [refused]).failure).toMatchObject({
      message: "Self-loop is detected in revisions (b)",
    });
  });
});

test("a file without down_revision is refused, and said to be", () => {
  const [first] = headers("a");
  const graph = buildGraph([{ ...(first as RevisionHeader), file: "versions/a b.py", lacksDownRevision: true }]);
  const message = "module 'a_b_py' has no attribute 'down_revision'";
  expect(graph.failure).toEqual({ kind: "crash", exception: "AttributeError", message });
  expect(graph.problems).toMatchObject([{ code: "missing-down-revision", severity: "error", attribute: "revision" }]);
});
