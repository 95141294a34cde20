import { expect, test } from "vitest";
import { type PersistentMap, persistentMap } from "../../src/schema/persistent-map.ts";
import { random } from "../oracle/random.ts";

test("a changed map leaves the former one as it was", () => {
  const one = persistentMap([["a", 1]]);
  const two = one.set("b", 2).set("a", 3);
  expect([...one.entries()]).toEqual([["a", 1]]);
  expect([two.get("a"), two.get("b"), two.size]).toEqual([3, 2, 2]);
  expect(two.set("a", 3)).toBe(two);
  expect(two.delete("c")).toBe(two);
});

test("it holds what a Map holds after any changes, keys of one hash too", () => {
  const { below } = random(Number(process.env.LIMBECK_SEED ?? 1));
  // "costarring" and "liquid" have the same 32-bit FNV-1a hash.
  const keys = ["costarring", "liquid", ...Array.from({ length: 300 }, (_, i) => `k${i}`)];
  const wanted = new Map<string, number>();
  let map: PersistentMap<number> = persistentMap();
  for (let i = 0; i < 3000; i++) {
    const key = keys[below(keys.length)] ?? "";
    if (below(3) === 0) {
      wanted.delete(key);
      map = map.delete(key);
    } else {
      wanted.set(key, i);
      map = map.set(key, i);
    }
    expect(map.size).toBe(wanted.size);
  }
  const sorted = (entries: Iterable<readonly [string, number]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(sorted(map.entries())).toEqual(sorted(wanted));
});

test("the changed keys are those that a comparison of all keys finds", () => {
  const { below } = random(Number(process.env.LIMBECK_SEED ?? 1));
  const keys = ["costarring", "liquid", ...Array.from({ length: 200 }, (_, i) => `k${i}`)];
  let before: PersistentMap<number> = persistentMap();
  for (let round = 0; round < 200; round++) {
    let now = before;
    for (let i = below(12); i > 0; i--) {
      const key = keys[below(keys.length)] ?? "";
      now = below(2) === 0 ? now.delete(key) : now.set(key, below(3));
    }
    const wanted = keys.filter((it) => before.get(it) !== now.get(it)).sort();
    expect([...now.changedKeys(before)].sort()).toEqual(wanted);
    expect([...before.changedKeys(now)].sort()).toEqual(wanted);
    before = now;
  }
});
