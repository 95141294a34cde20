import type { ProjectInfo, RevisionInfo } from "../../server/src/lsp/protocol.ts";
import { createEmitter } from "./emitter.ts";
import type { ServerLink } from "./server-link.ts";

const pageSize = 200;

interface Page {
  readonly revisions: readonly RevisionInfo[];
  readonly total: number;
}

/**
 * What the language server says about the projects, as complete snapshots: the list, and of each project as many revisions as were asked for.
 * Asks again whenever the server says that something changed; an answer that a newer question has overtaken is dropped.
 */
export class ProjectStore {
  readonly #server: Pick<ServerLink, "projects" | "revisions">;
  readonly #changed = createEmitter();
  readonly #wanted = new Map<string, number>();
  #projects: readonly ProjectInfo[] = [];
  #pages: ReadonlyMap<string, Page> = new Map();
  #question = 0;
  #answered = false;

  constructor(server: Pick<ServerLink, "projects" | "revisions">) {
    this.#server = server;
  }

  readonly onChanged = this.#changed.on;

  get projects(): readonly ProjectInfo[] {
    return this.#projects;
  }

  /** Whether the server has answered at all. */
  get answered(): boolean {
    return this.#answered;
  }

  page(project: string): Page | null {
    return this.#pages.get(project) ?? null;
  }

  async loadMore(project: string): Promise<void> {
    this.#wanted.set(project, (this.#wanted.get(project) ?? pageSize) + pageSize);
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const question = ++this.#question;
    const projects = await this.#server.projects();
    if (projects === null || question !== this.#question) return;
    const pages = new Map<string, Page>();
    for (const it of projects) {
      const page = await this.#load(it.id, this.#wanted.get(it.id) ?? pageSize);
      if (page !== null) pages.set(it.id, page);
    }
    if (question !== this.#question) return;
    this.#projects = projects;
    this.#pages = pages;
    this.#answered = true;
    this.#changed.fire();
  }

  async #load(project: string, wanted: number): Promise<Page | null> {
    const revisions: RevisionInfo[] = [];
    for (;;) {
      const limit = Math.min(1_000, wanted - revisions.length);
      const result = await this.#server.revisions({ project, offset: revisions.length, limit });
      if (result === null) return null;
      revisions.push(...result.revisions);
      if (result.revisions.length === 0 || revisions.length >= Math.min(wanted, result.total)) {
        return { revisions, total: result.total };
      }
    }
  }
}
