export interface Disposable {
  readonly dispose: () => void;
}

/** A list of listeners; the core of the client has no `vscode` to take an event emitter from. */
export interface Emitter<T> {
  readonly on: (listener: (value: T) => void) => Disposable;
  readonly fire: (value: T) => void;
  readonly listeners: () => number;
}

export function createEmitter<T = void>(): Emitter<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    on: (listener) => {
      const own = (value: T): void => listener(value);
      listeners.add(own);
      return { dispose: () => listeners.delete(own) };
    },
    fire: (value) => {
      for (const it of [...listeners]) it(value);
    },
    listeners: () => listeners.size,
  };
}
