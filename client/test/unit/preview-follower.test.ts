import { describe, expect, test } from "vitest";
import type { PreviewParams, PreviewResult } from "../../../server/src/lsp/protocol.ts";
import {
  type PreviewEdge,
  PreviewFollower,
  type PreviewTarget,
  type Shown,
} from "../../src/preview/preview-follower.ts";

type Answer = Awaited<ReturnType<PreviewEdge["ask"]>>;

/** A server that answers when the test says so, and a clock that the test turns. */
function desk() {
  const asked: {
    readonly params: PreviewParams;
    readonly answer: (it: Answer) => Promise<void>;
    cancelled: boolean;
  }[] = [];
  const shown: Shown[] = [];
  const timers: { readonly milliseconds: number; readonly run: () => void }[] = [];
  let version: number | null = 1;
  const follower = new PreviewFollower({
    ask: (params, cancel) =>
      new Promise((resolve) => {
        const entry = {
          params,
          cancelled: false,
          answer: async (it: Answer) => {
            resolve(it);
            await new Promise((done) => setImmediate(done));
          },
        };
        cancel.onCancel(() => {
          entry.cancelled = true;
        });
        asked.push(entry);
      }),
    rows: () => ["a1"],
    versionOf: () => version,
    show: (it) => void shown.push(it),
    later: (milliseconds, run) => {
      const timer = { milliseconds, run };
      timers.push(timer);
      return { dispose: () => void timers.splice(timers.indexOf(timer), 1) };
    },
  });
  return {
    follower,
    asked,
    shown,
    timers,
    turn: () => {
      for (const it of timers.splice(0)) it.run();
    },
    edit: (now: number | null) => {
      version = now;
      follower.changed();
    },
  };
}

const target: PreviewTarget = { uri: "file:///b2.py", direction: "upgrade", scope: "revision" };
const result = (version: number | null, text = "SELECT 1"): PreviewResult => ({
  version,
  text,
  sql: text,
  complete: true,
  revisions: [],
  summary: [],
  blocks: [],
});
const texts = (shown: readonly Shown[]) => shown.map((it) => (it.kind === "preview" ? it.result.text : it.kind));

describe("PreviewFollower", () => {
  test("asks with the rows of the database, and shows what is answered", async () => {
    const { follower, asked, shown, turn } = desk();
    follower.follow(target);
    expect(asked).toEqual([]);
    turn();
    expect(asked.map((it) => it.params)).toEqual([{ ...target, rows: ["a1"] }]);
    await asked[0]?.answer(result(1));
    expect(texts(shown)).toEqual(["SELECT 1"]);
    expect(follower.shown).toBe(shown[0]);
  });

  test("many keystrokes are one question; one that comes during a question takes it back and asks anew", async () => {
    const { follower, asked, shown, turn, edit } = desk();
    follower.follow(target);
    edit(2);
    edit(3);
    turn();
    expect(asked.length).toBe(1);
    edit(4);
    expect(asked.map((it) => it.cancelled)).toEqual([true]);
    await asked[0]?.answer("overtaken");
    turn();
    expect(asked.length).toBe(2);
    await asked[1]?.answer(result(4, "new"));
    expect(texts(shown)).toEqual(["new"]);
  });

  test("an answer from before a keystroke is dropped even when it was not taken back in time", async () => {
    const { follower, asked, shown, turn, edit } = desk();
    follower.follow(target);
    turn();
    edit(2);
    await asked[0]?.answer(result(1, "old"));
    expect(shown).toEqual([]);
    turn();
    await asked[1]?.answer(result(2, "new"));
    expect(texts(shown)).toEqual(["new"]);
  });

  test("an answer about another version than the editor has is asked for again after a pause, and not for ever", async () => {
    const { follower, asked, shown, timers, turn } = desk();
    follower.follow(target);
    for (let round = 0; round < 100 && (timers.length > 0 || round === 0); round++) {
      turn();
      await asked.at(-1)?.answer(result(7));
    }
    expect(shown).toEqual([]);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.length).toBeLessThan(100);
    expect(timers).toEqual([]);
  });

  test("another file, a file that is no migration, and a server that is not there", async () => {
    const { follower, asked, shown, turn } = desk();
    follower.follow(target);
    turn();
    follower.follow({ ...target, uri: "file:///other.py" });
    await asked[0]?.answer(result(1, "of the former file"));
    turn();
    await asked[1]?.answer(null);
    follower.changed();
    turn();
    await asked[2]?.answer("no server");
    expect(asked.map((it) => it.params.uri)).toEqual([target.uri, "file:///other.py", "file:///other.py"]);
    expect(texts(shown)).toEqual(["no migration", "no server"]);
  });

  test("after its end it asks and shows nothing", async () => {
    const { follower, asked, shown, timers, turn } = desk();
    follower.follow(target);
    turn();
    follower.dispose();
    await asked[0]?.answer(result(1));
    follower.changed();
    expect([shown.length, timers.length]).toEqual([0, 0]);
  });
});
