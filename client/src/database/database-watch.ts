import type { AppliedResult, ProjectInfo } from "../../../server/src/lsp/protocol.ts";
import { createEmitter, type Disposable } from "../emitter.ts";
import type { DatabaseFailure, DatabaseResult } from "./database-session.ts";
import type { DatabaseFacts } from "./facts.ts";
import type { EnvironmentProblem, EnvironmentResult, ResolvedEnvironment } from "./resolve-environment.ts";

/** What is known about the database of one project's active environment. */
export type DatabaseState =
  | { readonly kind: "not asked" }
  /** Asking is off, and why: the workspace is not trusted. */
  | { readonly kind: "off"; readonly why: string }
  | { readonly kind: "no url"; readonly problem: EnvironmentProblem }
  /** We cannot read it by ourselves; Alembic can be asked, which runs env.py. */
  | {
      readonly kind: "ask alembic";
      readonly environment: string;
      /** What is in the way: env.py computes the URL or the version table's name, or it is not PostgreSQL. */
      readonly because: "url" | "version table" | "dialect";
      readonly facts: DatabaseFacts | null;
    }
  | { readonly kind: "failed"; readonly environment: string; readonly where: string; readonly failure: DatabaseFailure }
  | {
      readonly kind: "known";
      readonly environment: string;
      readonly facts: DatabaseFacts | null;
      readonly rows: readonly string[];
      /** Null while the language server has not answered. */
      readonly applied: AppliedResult | null;
      /** "asked": Alembic said it in its last run, because env.py alone knows the URL. */
      readonly source: "read" | "asked";
    };

export interface DatabaseWatchEdge {
  readonly projects: () => readonly ProjectInfo[];
  readonly trusted: () => boolean;
  readonly resolve: (project: ProjectInfo) => Promise<EnvironmentResult>;
  readonly read: (resolved: ResolvedEnvironment, project: ProjectInfo) => Promise<DatabaseResult<DatabaseFacts>>;
  readonly applied: (project: string, rows: readonly string[]) => Promise<AppliedResult | null>;
  /** Calls back after so many milliseconds. */
  readonly later: (milliseconds: number, run: () => void) => Disposable;
}

/** A database that is gone is asked again after 5 s, then twice as long each time, up to a minute; one that is there, every half minute. */
const firstRetry = 5_000;
const longestRetry = 60_000;
const poll = 30_000;

/**
 * Knows the state of every project's database. Asks at once after `refresh`, and by itself only while somebody looks.
 * One question at a time for a project: a refresh during a question asks once more after it.
 */
export class DatabaseWatch {
  readonly #edge: DatabaseWatchEdge;
  readonly #states = new Map<string, DatabaseState>();
  readonly #asking = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #changed = createEmitter();
  #timer: Disposable | null = null;
  #looking = 0;
  #ended = false;

  constructor(edge: DatabaseWatchEdge) {
    this.#edge = edge;
  }

  readonly onChanged = this.#changed.on;

  state(project: string): DatabaseState {
    return this.#states.get(project) ?? { kind: "not asked" };
  }

  /** Asks the databases of all projects now. */
  async refreshAll(): Promise<void> {
    await Promise.all(this.#edge.projects().map((it) => this.refresh(it)));
    this.#plan();
  }

  async refresh(project: ProjectInfo): Promise<void> {
    const running = this.#asking.get(project.id);
    if (running !== undefined) {
      this.#again.add(project.id);
      return running;
    }
    const asking = this.#askUntilQuiet(project);
    this.#asking.set(project.id, asking);
    try {
      await asking;
    } finally {
      this.#asking.delete(project.id);
    }
  }

  /** The files changed: the same rows may mean other pending revisions. Asks the language server, not the database. */
  async reapply(project: ProjectInfo): Promise<void> {
    const known = this.state(project.id);
    if (known.kind !== "known") return;
    const applied = await this.#edge.applied(project.id, known.rows);
    if (this.state(project.id) === known) this.#set(project.id, { ...known, applied });
  }

  /** What Alembic itself read during a run, for an environment whose URL only env.py knows. */
  async learn(project: ProjectInfo, environment: string, rows: readonly string[]): Promise<void> {
    const applied = await this.#edge.applied(project.id, rows);
    const before = this.state(project.id);
    const facts = before.kind === "ask alembic" || before.kind === "known" ? before.facts : null;
    this.#set(project.id, { kind: "known", environment, facts, rows, applied, source: "asked" });
  }

  /** The active environment changed: what was known belongs to another database. */
  forget(project: string): void {
    this.#states.delete(project);
    this.#failures.delete(project);
    this.#changed.fire();
  }

  /** Somebody looks until the result is disposed. */
  look(): Disposable {
    this.#looking++;
    this.#plan();
    let looking = true;
    return {
      dispose: () => {
        if (looking) this.#looking--;
        looking = false;
        this.#plan();
      },
    };
  }

  dispose(): void {
    this.#ended = true;
    this.#timer?.dispose();
  }

  async #askUntilQuiet(project: ProjectInfo): Promise<void> {
    do {
      this.#again.delete(project.id);
      const state = await this.#ask(project);
      if (this.#ended) return;
      if (state.kind === "failed") this.#failures.set(project.id, (this.#failures.get(project.id) ?? 0) + 1);
      else this.#failures.delete(project.id);
      this.#set(project.id, state);
    } while (this.#again.has(project.id));
  }

  async #ask(project: ProjectInfo): Promise<DatabaseState> {
    if (!this.#edge.trusted()) {
      return { kind: "off", why: "This workspace is not trusted, so Limbeck does not connect to its databases." };
    }
    const resolved = await this.#edge.resolve(project);
    if (!resolved.ok) return { kind: "no url", problem: resolved.problem };
    const { environment, target, url } = resolved.value;
    if (target === null) return this.#asked(project, environment.name, url === null ? "url" : "dialect", null);
    const read = await this.#edge.read(resolved.value, project);
    if (!read.ok) {
      const where = `${target.database} on ${target.host}:${target.port}`;
      return { kind: "failed", environment: environment.name, where, failure: read };
    }
    if (!project.versionTableKnown) return this.#asked(project, environment.name, "version table", read.value);
    const { rows } = read.value;
    const applied = await this.#edge.applied(project.id, rows);
    return { kind: "known", environment: environment.name, facts: read.value, rows, applied, source: "read" };
  }

  /** What Alembic said last stays until it says something else. */
  async #asked(
    project: ProjectInfo,
    environment: string,
    because: "url" | "version table" | "dialect",
    facts: DatabaseFacts | null,
  ): Promise<DatabaseState> {
    const known = this.state(project.id);
    if (known.kind !== "known" || known.environment !== environment) {
      return { kind: "ask alembic", environment, because, facts };
    }
    return { ...known, facts, source: "asked", applied: await this.#edge.applied(project.id, known.rows) };
  }

  #set(project: string, state: DatabaseState): void {
    this.#states.set(project, state);
    this.#changed.fire();
  }

  #plan(): void {
    this.#timer?.dispose();
    this.#timer = null;
    if (this.#looking === 0 || this.#ended || !this.#edge.trusted()) return;
    const failures = Math.max(0, ...this.#failures.values());
    const wait = failures === 0 ? poll : Math.min(longestRetry, firstRetry * 2 ** (failures - 1));
    this.#timer = this.#edge.later(wait, () => void this.refreshAll());
  }
}
