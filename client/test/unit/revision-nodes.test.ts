import { describe, expect, test } from "vitest";
import type { DatabaseState } from "../../src/database/database-watch.ts";
import { type ProjectPage, revisionNodes } from "../../src/views/revision-nodes.ts";
import { project, revision, withLines } from "../support/revisions.ts";

const chain = [
  revision("c3", "b2", { isHead: true, errors: 1, warnings: 2 }),
  revision("b2", "a1", { isBranchPoint: true, branchLabels: ["shop"], message: "" }),
  revision("a1", null, { createDate: "2026-01-01" }),
];
const known: DatabaseState = {
  kind: "known",
  environment: "dev",
  facts: null,
  rows: ["b2"],
  applied: { applied: ["a1", "b2"], pending: ["c3"], unknown: [] },
  source: "read",
};
const page = (more: Partial<ProjectPage> = {}): ProjectPage => ({
  project: project(),
  revisions: chain,
  total: 3,
  database: known,
  ...more,
});
const text = (pages: readonly ProjectPage[]): readonly string[] =>
  revisionNodes(pages, "running").map(
    (it) => `${it.badge?.letter ?? "-"} ${it.icon?.name} ${it.label} | ${it.description}`,
  );

describe("revisionNodes", () => {
  test("newest first, each with its state in words and an icon", () => {
    expect(text([page()])).toEqual([
      "P circle-large-outline message of c3 | pending · c3 · head · 1 error · 2 warnings",
      "C arrow-circle-right b2 | current · b2 · branch point · label shop",
      "A pass-filled message of a1 | applied · a1 · base",
    ]);
  });

  test("a branch beside the main line is a group that says where it stands, and is open while it is pending", () => {
    const branched = (count: number): ProjectPage => {
      const side = Array.from({ length: count }, (_, index) =>
        revision(`s${index}`, index === count - 1 ? "a1" : `s${index + 1}`, { isHead: index === 0, warnings: 1 }),
      );
      const main = Array.from({ length: count + 1 }, (_, index) =>
        revision(`m${index}`, index === count ? "a1" : `m${index + 1}`),
      );
      const revisions = withLines([...side, ...main, revision("a1", null, { dependsOn: ["zz"] })]);
      return page({ revisions, total: revisions.length, database: { kind: "not asked" } });
    };
    const [group, ...others] = revisionNodes([branched(2)], "running");
    expect(`${group?.label} | ${group?.description} | ${group?.open}`).toBe(
      "Branch “message of s0” | 2 revisions · head s0 · 2 warnings | expanded",
    );
    expect(group?.children.map((it) => it.id)).toEqual(
      ["s0", "s1"].map((it) => `revision /p/alembic.ini alembic ${it}`),
    );
    expect(group?.id).toBe("branch /p/alembic.ini alembic s1");
    expect(group?.argument).toEqual({ project: "/p/alembic.ini alembic" });
    expect(group?.tooltip).toBe("2 revisions, from s1 to s0\nBegun after a1\nhead s0");
    expect(others.map((it) => it.argument.revision)).toEqual(["m0", "m1", "m2", "a1"]);
    expect(others.at(-1)?.description).toBe("a1 · base · depends on zz");

    const open = (database: DatabaseState): string => {
      const [it] = revisionNodes([{ ...branched(6), database }], "running");
      return `${it?.open} ${it?.description}`;
    };
    const all = branched(6).revisions?.map((it) => it.revision) ?? [];
    expect(open({ ...known, rows: ["m0"], applied: { applied: all, pending: [], unknown: [] } })).toBe(
      "collapsed 6 revisions · head s0 · 6 warnings",
    );
    expect(open({ ...known, rows: ["s0"], applied: { applied: all, pending: [], unknown: [] } })).toBe(
      "expanded 6 revisions · head s0 · 6 warnings · has the current revision",
    );
    expect(open({ ...known, rows: [], applied: { applied: [], pending: all, unknown: [] } })).toBe(
      "expanded 6 revisions · head s0 · 6 warnings · 6 pending",
    );
  });

  test("a branch is called by its label, keeps its id as it grows, and does not pretend to be complete", () => {
    const chain = withLines([
      revision("m", ["x2", "y3"], { isMergePoint: true }),
      revision("x2", "x1", { labels: ["billing"] }),
      revision("y3", "y2"),
      revision("y2", "y1"),
      revision("x1", "p", { labels: ["billing"] }),
      revision("y1", "p"),
      revision("p", null),
    ]);
    const group = (revisions: ProjectPage["revisions"]) =>
      revisionNodes([page({ revisions, total: 7 })], "running").find((it) => it.context === "branch");
    const partial = group(chain.slice(0, 4));
    expect(`${partial?.label} | ${partial?.description}`).toBe(
      "Branch billing | 1 or more revisions · merged in m · 1 pending",
    );
    const whole = group(chain);
    expect(whole?.description).toContain("2 revisions");
    expect(whole?.id).toBe(partial?.id);
    const grown = group(
      withLines([revision("y4", "y3"), revision("x3", "x2", { labels: ["billing"] }), ...chain.slice(1)]),
    );
    expect(grown?.id).toBe(partial?.id);
  });

  test("without the database nothing is said about what is applied", () => {
    expect(text([page({ database: { kind: "not asked" } })])[0]).toBe(
      "- git-commit message of c3 | c3 · head · 1 error · 2 warnings",
    );
  });

  test("a click opens the file at the revision", () => {
    const [first] = revisionNodes([page()], "running");
    expect(first?.command).toMatchObject({
      id: "vscode.open",
      arguments: ["file:///p/versions/c3.py", { selection: { line: 0, character: 0 } }],
    });
    expect(first?.argument).toEqual({ project: "/p/alembic.ini alembic", revision: "c3" });
    expect(first?.context).toBe("revision pending");
  });

  test("several projects are roots, and ids stay apart", () => {
    const roots = revisionNodes([page(), page({ project: project({ id: "other", name: "other" }) })], "running");
    expect(roots.map((it) => `${it.label} | ${it.description}`)).toEqual([
      "p | 3 revisions, 1 pending",
      "other | 3 revisions, 1 pending",
    ]);
    const ids = roots.flatMap((it) => it.children.map((child) => child.id));
    expect(new Set(ids).size).toBe(6);
  });

  test("a long chain ends in a line that loads more", () => {
    expect(text([page({ total: 500 })]).at(-1)).toBe("- ellipsis Load more… | 497 older revisions");
  });

  test("a database that is ahead of the files says so", () => {
    const ahead: DatabaseState = {
      ...known,
      rows: ["zz"],
      applied: { applied: [], pending: ["a1", "b2", "c3"], unknown: ["zz"] },
    };
    expect(text([page({ database: ahead })])[0]).toBe("- warning The database is at zz, which no file here has. | ");
  });

  test("empty, waiting and broken states are sentences", () => {
    const label = (pages: readonly ProjectPage[], server: "starting" | "running" | "failed"): readonly string[] =>
      revisionNodes(pages, server).map((it) => it.label);
    expect(label([], "running")).toEqual([]);
    expect(label([], "starting")).toEqual(["Reading migrations…"]);
    expect(label([], "failed")).toEqual(["The language server stopped. Click to start it again."]);
    expect(label([page({ revisions: [], total: 0 })], "running")).toEqual(["No revisions yet."]);
    expect(label([page({ project: project({ problems: ["The ini is broken."] }) })], "running")[0]).toBe(
      "The ini is broken.",
    );
  });
});
