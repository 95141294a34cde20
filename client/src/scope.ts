import type { Disposable } from "./emitter.ts";

/**
 * Everything that ends together. The client has two: the extension's life, and the life of one server session inside it.
 * What is added after the end is disposed at once, so that a slow start cannot leak.
 */
export class Scope implements Disposable {
  readonly #disposables: Disposable[] = [];
  #ended = false;

  add<T extends Disposable>(disposable: T): T {
    if (this.#ended) disposable.dispose();
    else this.#disposables.push(disposable);
    return disposable;
  }

  /** In reverse order; safe to call twice. */
  dispose = (): void => {
    this.#ended = true;
    for (const it of this.#disposables.splice(0).reverse()) it.dispose();
  };

  get size(): number {
    return this.#disposables.length;
  }
}
