import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OtherMajor, otherMajors } from "../../../scripts/environment/install-other-major.ts";
import { type PostgresServer, startPostgres } from "../../../scripts/environment/postgres.ts";
import { changingFunctions, steadyFunctions } from "../../src/locks/known-functions.ts";
import { loadSqlParser } from "../../src/node/sql-parser.ts";
import { compareLocks, type MeasuredLock } from "../locks/compare-locks.ts";
import type { LockCase } from "../locks/lock-case.ts";
import { lockCases } from "../locks/lock-cases.ts";
import { lockMatrix } from "../locks/lock-matrix.ts";
import { lockPredictor, type Predictor } from "../locks/predict-locks.ts";
import { type FunctionKind, functionKinds, lockServer } from "./lock-measurement.ts";

/*
 * The lock table against the servers: every case of `server/test/locks` is run on PostgreSQL 14 to 18, and what is predicted must be what pg_locks, relfilenode and the counters of
 * sequential scans say. Each major has a server of its own; two run at a time.
 */

const majors: readonly (OtherMajor | 18)[] = [...otherMajors, 18];
const all = lockCases.flatMap((it) => it.cases);

interface Seen {
  readonly predictor: Predictor;
  readonly measured: ReadonlyMap<LockCase, readonly MeasuredLock[]>;
  readonly functions: ReadonlyMap<string, ReadonlySet<FunctionKind>>;
}

const seen = new Map<number, Seen>();
const servers: PostgresServer[] = [];

beforeAll(async () => {
  const parser = await loadSqlParser();
  const pending = [...majors];
  const worker = async (): Promise<void> => {
    // The oldest first: its counters of scans come late, and the others run meanwhile.
    for (let major = pending.shift(); major !== undefined; major = pending.shift()) {
      const server = await startPostgres({
        name: `locks-${major}`,
        data: "temporary",
        ...(major === 18 ? {} : { major }),
      });
      servers.push(server);
      seen.set(major, { predictor: lockPredictor(parser, major), ...(await measureAll(server, major)) });
    }
  };
  await Promise.all([worker(), worker()]);
}, 600_000);

afterAll(async () => {
  for (const server of servers) await server.stop();
  console.log(lockMatrix(new Map([...seen].map(([major, it]) => [major, it.predictor]))));
});

async function measureAll(server: PostgresServer, major: number): Promise<Omit<Seen, "predictor">> {
  const locks = await lockServer(server.url("postgres"), "locks");
  try {
    if (locks.major !== major) throw new Error(`This is PostgreSQL ${locks.major}, not ${major}.`);
    const measured = new Map<LockCase, readonly MeasuredLock[]>();
    // Those that prepare nothing share the tables, and come first.
    const own = all.filter((it) => (it.from ?? 0) <= major);
    const ordered = [...own.filter((it) => it.setup === undefined), ...own.filter((it) => it.setup !== undefined)];
    for (const it of ordered) measured.set(it, await measureOne(it));
    return { measured, functions: await functionKinds(server.url("postgres")) };
  } finally {
    await locks.close();
  }

  async function measureOne(lockCase: LockCase): Promise<readonly MeasuredLock[]> {
    try {
      return await locks.measure(lockCase);
    } catch (error) {
      throw new Error(`PostgreSQL ${major} refuses ${lockCase.sql}: ${String(error)}`);
    }
  }
}

describe("what is predicted is what the server does", () => {
  test.for(all.map((it) => [`${it.sql}${it.remark === undefined ? "" : ` -- ${it.remark}`}`, it] as const))(
    "%s",
    ([, lockCase]) => {
      const differences = majors.flatMap((major) => {
        const { predictor, measured } = seen.get(major) ?? { predictor: null, measured: null };
        const real = measured?.get(lockCase);
        if (real === undefined) return (lockCase.from ?? 0) > major ? [] : [`${major}: not run`];
        return compareLocks(predictor?.predict(lockCase) ?? [], real).map((it) => `${major}: ${it}`);
      });
      expect(differences).toEqual([]);
    },
  );
});

test("at least 120 kinds of statements are known on all five versions, and what cannot be told is rare", () => {
  expect(all.filter((it) => it.from === undefined).length).toBeGreaterThan(120);
  const open = majors.flatMap((major) =>
    all.filter((it) => (seen.get(major)?.predictor.predict(it) ?? []).some((effect) => effect.mode === null)),
  );
  expect(open.length / (all.length * majors.length)).toBeLessThan(0.08);
});

test("functions are volatile where the server says so", () => {
  for (const major of majors) {
    const kinds = seen.get(major)?.functions ?? new Map<string, ReadonlySet<FunctionKind>>();
    const wrong = [
      ...[...steadyFunctions].filter((it) => kinds.get(it)?.has("v") === true),
      ...[...changingFunctions].filter((it) => kinds.has(it) && kinds.get(it)?.has("v") !== true),
    ];
    expect(wrong, `PostgreSQL ${major}`).toEqual([]);
  }
});
