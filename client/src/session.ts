import { createEmitter } from "./emitter.ts";
import { Scope } from "./scope.ts";

export type SessionState = "stopped" | "starting" | "running" | "failed";

export interface SessionEdge<Server> {
  /** Starts a server; what belongs to its life goes into `scope`. Rejects when it does not come up. */
  readonly start: (scope: Scope) => Promise<Server>;
  readonly stop: (server: Server) => Promise<void>;
  /** Told when a start failed. */
  readonly failed: (problem: unknown) => void;
}

/**
 * The life of the language server: `stopped -> starting -> running -> stopped`, or `failed` after a start that did not succeed.
 * Wishes are carried out one after the other, so there is never a second server while one runs or stops.
 */
export class Session<Server> {
  readonly #edge: SessionEdge<Server>;
  readonly #changed = createEmitter<SessionState>();
  #state: SessionState = "stopped";
  #running: { readonly server: Server; readonly scope: Scope } | null = null;
  #queue: Promise<void> = Promise.resolve();

  constructor(edge: SessionEdge<Server>) {
    this.#edge = edge;
  }

  readonly onChanged = this.#changed.on;

  get state(): SessionState {
    return this.#state;
  }

  /** Null while no server runs. */
  get server(): Server | null {
    return this.#state === "running" ? (this.#running?.server ?? null) : null;
  }

  /** Does nothing while a server runs. */
  start(): Promise<void> {
    return this.#then(() => this.#start());
  }

  stop(): Promise<void> {
    return this.#then(() => this.#stop());
  }

  restart(): Promise<void> {
    return this.#then(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  /** The server ended by itself and nobody starts it again. */
  lost(): void {
    this.#running?.scope.dispose();
    this.#running = null;
    this.#set("failed");
  }

  async #start(): Promise<void> {
    if (this.#running !== null) return;
    this.#set("starting");
    const scope = new Scope();
    try {
      const server = await this.#edge.start(scope);
      this.#running = { server, scope };
      this.#set("running");
    } catch (problem) {
      scope.dispose();
      this.#set("failed");
      this.#edge.failed(problem);
    }
  }

  async #stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (running !== null) {
      running.scope.dispose();
      try {
        await this.#edge.stop(running.server);
      } catch (problem) {
        this.#edge.failed(problem);
      }
    }
    this.#set("stopped");
  }

  #then(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work);
    return this.#queue;
  }

  #set(state: SessionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#changed.fire(state);
  }
}
