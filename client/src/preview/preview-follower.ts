import type { PreviewParams, PreviewResult } from "../../../server/src/lsp/protocol.ts";
import type { CancelSignal } from "../alembic/run-alembic.ts";
import type { Disposable } from "../emitter.ts";

/** What is previewed; the rows of the database are asked for with each question. */
export type PreviewTarget = Omit<PreviewParams, "rows">;

export interface PreviewEdge {
  /** "overtaken": the document changed meanwhile, or the question was taken back. "no server": nobody answers. */
  readonly ask: (
    params: PreviewParams,
    cancel: CancelSignal,
  ) => Promise<PreviewResult | null | "overtaken" | "no server">;
  readonly rows: (uri: string) => readonly string[] | null;
  /** The version of the document in the editor; null when it is not open. */
  readonly versionOf: (uri: string) => number | null;
  readonly show: (shown: Shown) => void;
  /** Calls back after so many milliseconds; 0 is the next turn of the loop, when the language client has told the server of a keystroke. */
  readonly later: (milliseconds: number, run: () => void) => Disposable;
}

/** How often in a row an answer may be stale before the next change is waited for, and how long lies between: twice as long each time, up to a second. */
const patience = 60;
const firstPause = 25;
const longestPause = 1_000;

export type Shown =
  | { readonly kind: "preview"; readonly target: PreviewTarget; readonly result: PreviewResult }
  | { readonly kind: "no migration"; readonly target: PreviewTarget }
  | { readonly kind: "no server" }
  | { readonly kind: "nothing" };

/**
 * Keeps a preview up to date: one question at a time, the newest text only. A keystroke takes a running question back; an answer that was made
 * from another version of the document than the editor has now is dropped and asked for again.
 */
export class PreviewFollower implements Disposable {
  readonly #edge: PreviewEdge;
  #target: PreviewTarget | null = null;
  #shown: Shown = { kind: "nothing" };
  #planned: Disposable | null = null;
  #asking: { readonly cancel: () => void } | null = null;
  #again = false;
  #stale = 0;
  #ended = false;

  constructor(edge: PreviewEdge) {
    this.#edge = edge;
  }

  get target(): PreviewTarget | null {
    return this.#target;
  }

  get shown(): Shown {
    return this.#shown;
  }

  follow(target: PreviewTarget): void {
    this.#target = target;
    this.changed();
  }

  /** Something that the preview may depend on has changed. */
  changed(): void {
    this.#stale = 0;
    this.#plan(0);
  }

  #plan(milliseconds: number): void {
    if (this.#ended || this.#target === null) return;
    if (this.#asking !== null) {
      this.#again = true;
      this.#asking.cancel();
      return;
    }
    this.#planned ??= this.#edge.later(milliseconds, () => {
      this.#planned = null;
      void this.#ask();
    });
  }

  dispose(): void {
    this.#ended = true;
    this.#planned?.dispose();
    this.#asking?.cancel();
  }

  async #ask(): Promise<void> {
    const target = this.#target;
    if (target === null || this.#ended) return;
    const cancel = cancellation();
    this.#asking = cancel;
    this.#again = false;
    const result = await this.#edge.ask({ ...target, rows: this.#edge.rows(target.uri) }, cancel);
    this.#asking = null;
    if (this.#ended) return;
    if (this.#again) {
      this.#plan(0);
      return;
    }
    const isOther =
      result !== null && typeof result === "object" && result.version !== this.#edge.versionOf(target.uri);
    if (result === "overtaken" || isOther) {
      const pause = Math.min(firstPause * 2 ** this.#stale, longestPause);
      if (++this.#stale < patience) this.#plan(pause);
      return;
    }
    this.#stale = 0;
    this.#show(
      result === null
        ? { kind: "no migration", target }
        : result === "no server"
          ? { kind: "no server" }
          : { kind: "preview", target, result },
    );
  }

  #show(shown: Shown): void {
    this.#shown = shown;
    this.#edge.show(shown);
  }
}

function cancellation(): CancelSignal & { readonly cancel: () => void } {
  const listeners: (() => void)[] = [];
  return {
    onCancel: (listener) => void listeners.push(listener),
    cancel: () => {
      for (const it of listeners.splice(0)) it();
    },
  };
}
