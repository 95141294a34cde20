import { describe, expect, test } from "vitest";
import type { DatabaseState } from "../../src/database/database-watch.ts";
import { readEnvironments } from "../../src/database/environments.ts";
import { databaseNodes, statusText } from "../../src/views/database-nodes.ts";
import type { ViewNode } from "../../src/views/node.ts";
import { project } from "../support/revisions.ts";

const { environments } = readEnvironments([
  { name: "dev", envFile: ".env" },
  { name: "production", secret: true, protected: true },
]);
const identity = {
  pid: "1",
  address: "127.0.0.1",
  port: "5432",
  database: "shop",
  user: "app",
  currentUser: "app",
  version: "18.4",
  versionNumber: "180004",
  startedAt: "1",
  databaseOid: "5",
  inRecovery: "false",
};
const known: DatabaseState = {
  kind: "known",
  environment: "dev",
  facts: { identity, hasVersionTable: true, rows: ["b2"] },
  rows: ["b2"],
  applied: { applied: ["a1", "b2"], pending: ["c3"], unknown: [] },
  source: "read",
};

function lines(state: DatabaseState, problems: readonly string[] = []): readonly string[] {
  const [active] = environments;
  if (active === undefined) throw new Error("no environment");
  const show = (it: ViewNode, indent: string): readonly string[] => [
    `${indent}${it.label}${it.description === "" ? "" : ` | ${it.description}`}`,
    ...it.children.flatMap((child) => show(child, `${indent}  `)),
  ];
  return databaseNodes([{ project: project(), environments, active, state }], problems).flatMap((it) => show(it, ""));
}

describe("databaseNodes", () => {
  test("the active environment says what is known; the others are not connected to", () => {
    expect(lines(known)).toEqual([
      "dev | active · 1 pending",
      "  Server | PostgreSQL 18.4",
      "  Database | shop on 127.0.0.1:5432 as app",
      "  Current | b2",
      "  Pending (1) | c3",
      "production | from the secret storage · protected",
    ]);
  });

  test("what is wrong is a sentence at its place", () => {
    const failure = {
      ok: false,
      reason: "not reachable",
      message: "No PostgreSQL server answers at h:1. Is it running?",
    } as const;
    expect(lines({ kind: "failed", environment: "dev", where: "d", failure }).slice(0, 2)).toEqual([
      "dev | active · not reachable",
      "  No PostgreSQL server answers at h:1. Is it running?",
    ]);
    expect(lines({ kind: "off", why: "This workspace is not trusted." })[1]).toBe("  This workspace is not trusted.");
    expect(lines({ kind: "ask alembic", environment: "dev", because: "url", facts: null })[1]).toContain(
      "env.py alone knows",
    );
    expect(lines(known, ["Entry 1 has no name."])[0]).toBe("Entry 1 has no name.");
  });

  test("a database that Alembic has never touched", () => {
    const facts = { identity, hasVersionTable: false, rows: [] };
    const state: DatabaseState = { ...known, facts, rows: [], applied: { applied: [], pending: ["a1"], unknown: [] } };
    expect(lines(state)).toContain("  Current | nothing applied: no version table yet");
  });
});

describe("statusText", () => {
  test.each<[DatabaseState, string]>([
    [known, "dev: 1 pending"],
    [{ ...known, applied: { applied: [], pending: [], unknown: [] } }, "dev: up to date"],
    [{ ...known, applied: { applied: [], pending: [], unknown: ["x"] } }, "dev: unknown revision"],
    [
      { kind: "failed", environment: "dev", where: "", failure: { ok: false, reason: "password needed", message: "" } },
      "dev: password needed",
    ],
    [{ kind: "not asked" }, "dev"],
    [{ kind: "off", why: "" }, "dev: not trusted"],
  ])("%#", (state, expected) => {
    expect(statusText("dev", state)).toBe(expected);
  });
});
