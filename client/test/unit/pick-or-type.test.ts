import { describe, expect, test } from "vitest";
import { createEmitter } from "../../src/emitter.ts";
import { type PickBox, type PickRow, pickOrType } from "../../src/pick-or-type.ts";
import type { PickItem } from "../../src/ui.ts";

/** A quick pick with hands: types, waits, presses Enter. */
function openBox(typed: (text: string) => Promise<PickItem<string | null>>) {
  const change: ((text: string) => void)[] = [];
  const accept = createEmitter();
  const hide = createEmitter();
  const timers = new Map<object, { readonly milliseconds: number; readonly run: () => void }>();
  const box: PickBox<string> = {
    value: "",
    busy: false,
    items: [],
    activeItems: [],
    onDidChangeValue: (listener) => {
      change.push(listener);
      return { dispose: () => undefined };
    },
    onDidAccept: accept.on,
    onDidHide: hide.on,
    show: () => undefined,
    dispose: () => hide.fire(),
  };
  const items = [
    { label: "drop coupons", description: "e4", value: "e4" },
    { label: "add prices", description: "d3 shop@e4 d3:e4 e4+9", detail: "2026-3", value: "d3" },
  ];
  const result = pickOrType(box, { title: "", placeholder: "", items, typed }, (milliseconds, run) => {
    const key = {};
    timers.set(key, { milliseconds, run });
    return { dispose: () => void timers.delete(key) };
  });
  return {
    box,
    result,
    enter: accept.fire,
    escape: hide.fire,
    type: (text: string) => {
      for (const it of change) it(text);
    },
    /** The person pauses. */
    pause: async () => {
      const waiting = [...timers.values()];
      timers.clear();
      for (const it of waiting) it.run();
      await settled();
      return waiting.map((it) => it.milliseconds);
    },
    active: () => box.activeItems[0]?.label,
    choose: (label: string) => {
      box.activeItems = box.items.filter((it: PickRow<string>) => it.label === label);
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const means = (text: string): PickItem<string | null> => ({ label: text, value: text.startsWith("+") ? text : null });

describe("pickOrType", () => {
  test("a line of the list is chosen as ever", async () => {
    const it = openBox(async (text) => means(text));
    it.choose("add prices");
    it.enter();
    expect(await it.result).toBe("d3");
  });

  test("typed text is asked for once a pause, and Enter takes it", async () => {
    const asked: string[] = [];
    const it = openBox(async (text) => {
      asked.push(text);
      return means(text);
    });
    it.type("+");
    it.type("+2 ");
    expect(await it.pause()).toEqual([100]);
    expect(asked).toEqual(["+2"]);
    expect(it.box.items.map((row) => `${row.label} ${row.alwaysShow}`)).toEqual([
      "+2 true",
      "drop coupons false",
      "add prices false",
    ]);
    expect(it.active()).toBe("+2");
    it.enter();
    expect(await it.result).toBe("+2");
  });

  test("an answer that newer text has overtaken is dropped", async () => {
    const answers = new Map<string, (answer: PickItem<string | null>) => void>();
    const it = openBox((text) => new Promise((resolve) => answers.set(text, resolve)));
    it.type("+1");
    await it.pause();
    it.type("+12");
    await it.pause();
    answers.get("+12")?.(means("+12"));
    await settled();
    answers.get("+1")?.(means("+1"));
    await settled();
    expect(it.active()).toBe("+12");
  });

  test("Enter before the answer takes what was typed, and nothing else", async () => {
    const it = openBox(async (text) => means(text));
    it.type("+1");
    await it.pause();
    it.type("+12");
    it.enter();
    await it.pause();
    expect(await it.result).toBe("+12");
  });

  test("text that means nothing filters the list; it cannot be taken itself", async () => {
    let ended = false;
    const it = openBox(async (text) => means(text));
    void it.result.then(() => {
      ended = true;
    });
    it.type("nowhere");
    await it.pause();
    expect(it.active()).toBe("nowhere");
    it.enter();
    await settled();
    expect(ended).toBe(false);
    it.type("Coupons");
    it.enter();
    await it.pause();
    expect(ended).toBe(false);
    expect(it.active()).toBe("drop coupons");
    it.enter();
    expect(await it.result).toBe("e4");
  });

  test("a refused expression takes nothing, whatever it filters out of the list", async () => {
    let ended = false;
    const it = openBox(async (text) => ({ label: text, value: null }));
    void it.result.then(() => {
      ended = true;
    });
    for (const text of ["e4+9", "shop@e4", "-3", "d3:e4"]) {
      it.box.items = [];
      it.type(text);
      await it.pause();
      expect(it.active()).toBe(text);
      it.enter();
      await settled();
      expect(ended).toBe(false);
    }
  });

  test("without text the list is as it was; a question that fails is said; closing chooses nothing", async () => {
    const it = openBox(async () => {
      throw new Error("gone");
    });
    it.type("+1");
    await it.pause();
    expect(it.box.items[0]).toMatchObject({ label: "+1", value: null });
    it.type("");
    expect(it.box.items).toHaveLength(2);
    expect(it.box.busy).toBe(false);
    it.escape();
    expect(await it.result).toBeUndefined();
  });
});
