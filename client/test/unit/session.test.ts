import { describe, expect, test } from "vitest";
import { createEmitter } from "../../src/emitter.ts";
import type { Scope } from "../../src/scope.ts";
import { Session, type SessionState } from "../../src/session.ts";

function fake(options: { fail?: (attempt: number) => boolean } = {}) {
  const changed = createEmitter();
  const alive = new Set<number>();
  const failures: unknown[] = [];
  let most = 0;
  let started = 0;
  const session = new Session<number>({
    start: async (scope: Scope) => {
      const id = ++started;
      scope.add(changed.on(() => undefined));
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (options.fail?.(id)) throw new Error("no");
      alive.add(id);
      most = Math.max(most, alive.size);
      return id;
    },
    stop: async (id) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      alive.delete(id);
    },
    failed: (problem) => failures.push(problem),
  });
  return { session, changed, alive, failures, most: () => most, started: () => started };
}

describe("Session", () => {
  test("ten restarts leave one server and its listeners, and never was there a second one", async () => {
    const { session, changed, alive, most, started } = fake();
    await session.start();
    const listeners = changed.listeners();
    for (let i = 0; i < 10; i++) await session.restart();
    expect(started()).toBe(11);
    expect(alive.size).toBe(1);
    expect(most()).toBe(1);
    expect(changed.listeners()).toBe(listeners);
    await session.stop();
    expect(alive.size).toBe(0);
    expect(changed.listeners()).toBe(0);
  });

  test("wishes that come at once are carried out one after the other", async () => {
    const { session, alive, most, started } = fake();
    await Promise.all([session.start(), session.start(), session.restart(), session.restart(), session.start()]);
    expect(started()).toBe(3);
    expect(alive.size).toBe(1);
    expect(most()).toBe(1);
    expect(session.state).toBe("running");
  });

  test("a start that fails leaves nothing, is told, and the next one may succeed", async () => {
    const { session, changed, failures } = fake({ fail: (attempt) => attempt === 1 });
    const states: SessionState[] = [];
    session.onChanged((it) => states.push(it));
    await session.start();
    expect(session.state).toBe("failed");
    expect(session.server).toBeNull();
    expect(changed.listeners()).toBe(0);
    expect(failures).toHaveLength(1);
    await session.restart();
    expect(session.state).toBe("running");
    expect(states).toEqual(["starting", "failed", "stopped", "starting", "running"]);
  });

  test("a server that is lost can be started again", async () => {
    const { session, changed } = fake();
    await session.start();
    session.lost();
    expect(session.state).toBe("failed");
    expect(changed.listeners()).toBe(0);
    await session.start();
    expect(session.state).toBe("running");
  });
});
