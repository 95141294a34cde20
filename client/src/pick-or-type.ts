import type { Disposable } from "./emitter.ts";
import type { PickItem, TypedQuestion } from "./ui.ts";

/** How long a person has to pause before typed text is looked at; milliseconds. */
const pause = 100;

/** Signs of an expression: whoever types one does not mean a line of the list, so that a refused one takes nothing. */
const expression = /[+@:]|-\d+$/;

export interface PickRow<T> {
  readonly label: string;
  readonly description: string | undefined;
  readonly detail: string | undefined;
  /** Not filtered by what is typed. */
  readonly alwaysShow: boolean;
  /** Null: a line to read, that cannot be chosen. */
  readonly value: T | null;
}

/** What is used of the editor's quick pick. */
export interface PickBox<T> extends Disposable {
  value: string;
  busy: boolean;
  items: readonly PickRow<T>[];
  activeItems: readonly PickRow<T>[];
  readonly onDidChangeValue: (listener: (text: string) => void) => Disposable;
  readonly onDidAccept: (listener: () => void) => Disposable;
  readonly onDidHide: (listener: () => void) => Disposable;
  show(): void;
}

/**
 * Shows a list to choose from, and above it what the typed text means. Enter takes the text when it means something, else the line of the list
 * that it filters out. Enter that comes before the answer waits for it, so that never something else is taken than what was typed.
 * Undefined when the box was closed. Disposes of the box.
 */
export function pickOrType<T>(
  box: PickBox<T>,
  question: TypedQuestion<T>,
  later: (milliseconds: number, run: () => void) => Disposable,
): Promise<T | undefined> {
  const list = question.items.map((it) => rowOf<T>(it, false));
  let asked = 0;
  let waiting: Disposable | null = null;
  let acceptAnswer = false;
  let done = false;
  return new Promise((resolve) => {
    const finish = (value: T | undefined): void => {
      // Disposing of a box hides it, which comes back here.
      if (done) return;
      done = true;
      asked++;
      waiting?.dispose();
      resolve(value);
      box.dispose();
    };
    const ask = async (text: string, mine: number): Promise<void> => {
      const answer = await question.typed(text).catch(() => null);
      if (mine !== asked) return;
      box.busy = false;
      const row = rowOf<T>(answer ?? { label: text, description: "cannot be looked at now", value: null }, true);
      if (acceptAnswer && row.value !== null) {
        finish(row.value);
        return;
      }
      acceptAnswer = false;
      box.items = [row, ...list];
      const meant = row.value === null && !expression.test(text) ? (list.find((it) => holds(it, text)) ?? row) : row;
      box.activeItems = [meant];
    };
    box.onDidChangeValue((typed) => {
      const text = typed.trim();
      const mine = ++asked;
      acceptAnswer = false;
      waiting?.dispose();
      box.busy = text !== "";
      if (text === "") box.items = list;
      else waiting = later(pause, () => void ask(text, mine));
    });
    box.onDidAccept(() => {
      if (box.busy) {
        acceptAnswer = true;
        return;
      }
      const value = box.activeItems[0]?.value ?? null;
      if (value !== null) finish(value);
    });
    box.onDidHide(() => finish(undefined));
    box.items = list;
    box.show();
  });
}

function rowOf<T>(item: PickItem<T | null>, alwaysShow: boolean): PickRow<T> {
  return { label: item.label, description: item.description, detail: item.detail, alwaysShow, value: item.value };
}

function holds(row: PickRow<unknown>, text: string): boolean {
  const wanted = text.toLowerCase();
  return [row.label, row.description, row.detail].some((it) => it?.toLowerCase().includes(wanted) === true);
}
