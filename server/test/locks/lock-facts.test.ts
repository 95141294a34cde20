import { beforeAll, describe, expect, test } from "vitest";
import type { LockFact } from "../../src/locks/lock-fact.ts";
import { lockFacts } from "../../src/locks/lock-facts.ts";
import { blockedTraffic, lockModes, modesConflict, strongerMode } from "../../src/locks/lock-mode.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import type { SqlParser } from "../../src/postgres/sql-parser.ts";
import { compareLocks } from "./compare-locks.ts";
import { lockCases } from "./lock-cases.ts";
import { lockPredictor, type Predictor } from "./predict-locks.ts";

const all = lockCases.flatMap((it) => it.cases);
let parser: SqlParser;
let newest: Predictor;
beforeAll(async () => {
  parser = await loadSqlParser();
  newest = lockPredictor(parser, 18);
});

test("every row of the lock table is used by a case that runs on a server", () => {
  const used = new Set(all.flatMap((it) => newest.predict(it)).flatMap((it) => it.facts));
  expect(Object.keys(lockFacts).filter((it) => !used.has(it))).toEqual([]);
});

test("rows of one fact cover all versions, each once", () => {
  const facts: Readonly<Record<string, readonly Omit<LockFact, "id">[]>> = lockFacts;
  const wrong = Object.entries(facts).flatMap(([id, rows]) =>
    [14, 15, 16, 17, 18].flatMap((major) => {
      const count = rows.filter((it) => (it.from ?? 0) <= major && major < (it.below ?? 99)).length;
      return count === 1 ? [] : [`${id} on ${major}: ${count}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test("cases are told apart", () => {
  const names = all.map((it) => `${it.sql} ${it.remark ?? ""} ${it.setup ?? ""}`);
  expect(names.filter((it, at) => names.indexOf(it) !== at)).toEqual([]);
});

describe("modes", () => {
  test("conflict both ways", () => {
    for (const a of lockModes) for (const b of lockModes) expect(modesConflict(a, b)).toBe(modesConflict(b, a));
  });

  test("block traffic", () => {
    expect(lockModes.map((it) => blockedTraffic(it).join())).toEqual([
      ...["", "", "", ""],
      ...["writes", "writes", "writes", "reads,writes"],
    ]);
  });

  test("have an order", () => {
    expect(strongerMode("SHARE", "SHARE UPDATE EXCLUSIVE")).toBe("SHARE");
    expect(strongerMode("ACCESS SHARE", "ACCESS EXCLUSIVE")).toBe("ACCESS EXCLUSIVE");
  });
});

describe("the comparison with a server sees", () => {
  const measured = {
    relation: "notes",
    kind: "table",
    mode: "ACCESS EXCLUSIVE",
    rewrites: false,
    scans: false,
  } as const;
  const add = { sql: "ALTER TABLE notes ADD COLUMN a text" };

  test.for([
    ["another mode", [{ ...measured, mode: "SHARE" }], ["notes: ACCESS EXCLUSIVE, but it was SHARE"]],
    ["no lock", [], ["notes: ACCESS EXCLUSIVE, but it was null"]],
    ["a rewrite", [{ ...measured, rewrites: true }], ["notes: rewrites false, but it was true"]],
    ["a scan", [{ ...measured, scans: true }], ["notes: scans false, but it was true"]],
    [
      "a lock that nobody spoke of",
      [measured, { ...measured, relation: "other" }],
      ["other: ACCESS EXCLUSIVE was not told of"],
    ],
    ["nothing where all is so", [measured], []],
  ] as const)("%s", ([, real, expected]) => expect(compareLocks(newest.predict(add), real)).toEqual(expected));
});
