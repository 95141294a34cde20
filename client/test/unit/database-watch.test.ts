import { beforeEach, describe, expect, test } from "vitest";
import { DatabaseWatch, type DatabaseWatchEdge } from "../../src/database/database-watch.ts";
import { defaultEnvironment } from "../../src/database/environments.ts";
import { project } from "../support/revisions.ts";

const shop = project();
const target = { host: "h", port: 1, user: "u", password: null, database: "d", encryption: [] };
const failure = { ok: false, reason: "not reachable", message: "gone" } as const;

describe("DatabaseWatch", () => {
  let waits: number[] = [];
  let fire: (() => void) | null = null;
  let reads = 0;
  let up = true;
  let trusted = true;
  let watch: DatabaseWatch;

  beforeEach(() => {
    waits = [];
    fire = null;
    reads = 0;
    up = true;
    trusted = true;
    const edge: DatabaseWatchEdge = {
      projects: () => [shop],
      trusted: () => trusted,
      resolve: async () => ({
        ok: true,
        value: { environment: defaultEnvironment, url: null, target, variables: {}, overridesUrl: false, secrets: [] },
      }),
      read: async () => {
        reads++;
        await new Promise((resolve) => setTimeout(resolve, 1));
        return up ? { ok: true, value: { identity: {} as never, hasVersionTable: true, rows: ["a1"] } } : failure;
      },
      applied: async (_, rows) => ({ applied: [...rows], pending: ["b2"], unknown: [] }),
      later: (milliseconds, run) => {
        waits.push(milliseconds);
        fire = run;
        return {
          dispose: () => {
            if (fire === run) fire = null;
          },
        };
      },
    };
    watch = new DatabaseWatch(edge);
  });

  test("knows the rows and what they mean", async () => {
    await watch.refresh(shop);
    expect(watch.state(shop.id)).toMatchObject({ kind: "known", rows: ["a1"], applied: { pending: ["b2"] } });
  });

  test("backs off from 5 s to a minute while the server is gone, and polls when it is back", async () => {
    up = false;
    watch.look();
    for (let i = 0; i < 6; i++) await watch.refreshAll();
    expect(waits.slice(1)).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    up = true;
    await watch.refreshAll();
    expect(waits.at(-1)).toBe(30_000);
  });

  test("asks by itself only while somebody looks", async () => {
    await watch.refreshAll();
    expect(fire).toBeNull();
    const looking = watch.look();
    expect(fire).not.toBeNull();
    looking.dispose();
    looking.dispose();
    expect(fire).toBeNull();
  });

  test("a refresh during a question asks exactly once more", async () => {
    await Promise.all([watch.refresh(shop), watch.refresh(shop), watch.refresh(shop)]);
    expect(reads).toBe(2);
  });

  test("in an untrusted workspace nothing is asked", async () => {
    trusted = false;
    await watch.refreshAll();
    expect(reads).toBe(0);
    expect(watch.state(shop.id).kind).toBe("off");
  });
});
