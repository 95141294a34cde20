import type { Random } from "../../../server/test/oracle/random.ts";

/** Time that passes only when a test lets it, so that a run is the same for the same seed. */
export class FakeTime {
  readonly #random: Random;
  #now = 0;
  #order = 0;
  readonly #due: { at: number; order: number; run: () => void }[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  readonly later = (milliseconds: number, run: () => void): { dispose: () => void } => {
    const entry = { at: this.#now + milliseconds, order: this.#order++, run };
    this.#due.push(entry);
    return { dispose: () => void this.#due.splice(this.#due.indexOf(entry), this.#due.includes(entry) ? 1 : 0) };
  };

  /** How long a message between VS Code's processes takes. */
  delay(): Promise<void> {
    return new Promise((resolve) => this.later(1 + this.#random.below(this.#random.chance(0.1) ? 300 : 15), resolve));
  }

  /** Lets so many milliseconds pass, with everything that falls due in them. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    for (;;) {
      for (let turn = 0; turn < 12; turn++) await Promise.resolve();
      const [next] = this.#due.toSorted((a, b) => a.at - b.at || a.order - b.order);
      if (next === undefined || next.at > until) break;
      this.#due.splice(this.#due.indexOf(next), 1);
      this.#now = next.at;
      next.run();
    }
    this.#now = until;
  }
}

export interface FakeTreeSource<T> {
  readonly getChildren: (element?: T) => readonly T[];
  readonly item: (element: T) => { readonly id: string; readonly open: "leaf" | "collapsed" | "expanded" };
  /** What is drawn of a line. */
  readonly text: (element: T) => string;
}

interface Drawn {
  readonly id: string;
  text: string;
  children: Drawn[] | null;
}

/**
 * A tree view as VS Code 1.139 has it: the extension host's half (`ExtHostTreeView`: what it keeps by handle, how it gathers and queues refreshes,
 * that a refresh of everything forgets everything) and the window's half (`CustomTreeView`: loads from the top, one message a level; loads by
 * itself when it is shown, and when a line is revealed while nothing is there yet), with messages in between that take their time.
 */
export class FakeTreeView<T> {
  /** What the extension host logged. */
  readonly errors: string[] = [];
  readonly #source: FakeTreeSource<T>;
  readonly #time: FakeTime;
  readonly #elements = new Map<string, T>();
  readonly #children = new Map<string, readonly T[]>();
  #roots: readonly T[] | null = null;
  #refreshes: Promise<void> = Promise.resolve();
  #gathered: (T | undefined)[] = [];
  #holding = false;
  readonly #open = new Map<string, boolean>();
  #drawn: Drawn[] = [];
  #known = new Set<string>();
  #visible = false;
  #queued = true;
  #loading: Promise<void> | null = null;

  constructor(source: FakeTreeSource<T>, time: FakeTime) {
    this.#source = source;
    this.#time = time;
  }

  /** The event `onDidChangeTreeData`: the first is passed on at once, those within 200 ms after it together. */
  fire(elements: readonly T[] | undefined): void {
    this.#gathered.push(...(elements ?? [undefined]));
    if (this.#holding) return;
    this.#passOn();
    this.#hold();
  }

  show(visible: boolean): void {
    this.#visible = visible;
    if (visible && this.#queued) void this.#load();
  }

  reveal(element: T): Promise<void> {
    return this.#refreshes
      .then(() => this.#time.delay())
      .then(async () => {
        if (this.#known.size === 0) await this.#load();
        if (!this.#known.has(this.#source.item(element).id)) return;
        await this.#time.delay();
      });
  }

  /** The person opens or closes a group. */
  async toggle(id: string, open: boolean): Promise<void> {
    this.#open.set(id, open);
    if (!open || !this.#known.has(id)) return;
    const found = this.#drawn.find((it) => it.id === id);
    if (found !== undefined) await this.#loadBelow(found);
  }

  /** What the person sees. */
  lines(): readonly string[] {
    return this.#drawn.flatMap((it) => [
      it.text,
      ...(this.#open.get(it.id) === true ? (it.children ?? []).map((child) => `  ${child.text}`) : []),
    ]);
  }

  #hold(): void {
    this.#holding = true;
    this.#time.later(200, () => {
      this.#holding = false;
      if (this.#gathered.length === 0) return;
      this.#passOn();
      this.#hold();
    });
  }

  #passOn(): void {
    const elements = this.#gathered.splice(0);
    this.#refreshes = this.#refreshes.then(() => this.#refresh(elements));
  }

  async #refresh(elements: readonly (T | undefined)[]): Promise<void> {
    if (elements.includes(undefined)) {
      this.#roots = null;
      this.#elements.clear();
      this.#children.clear();
      await this.#time.delay();
      if (this.#visible) await this.#load();
      else this.#queued = true;
      return;
    }
    const ids = elements.flatMap((it) => (it === undefined ? [] : [this.#source.item(it).id]));
    const known = ids.filter((id) => this.#elements.has(id));
    for (const id of known) this.#forgetBelow(id);
    await this.#time.delay();
    for (const id of known) {
      const element = this.#elements.get(id);
      const drawn = this.#drawn.flatMap((it) => [it, ...(it.children ?? [])]).find((it) => it.id === id);
      if (element === undefined || drawn === undefined) continue;
      drawn.text = this.#source.text(element);
      if (this.#source.item(element).open !== "leaf" && this.#open.get(id) === true) await this.#loadBelow(drawn);
    }
  }

  #forgetBelow(id: string): void {
    for (const it of this.#children.get(id) ?? []) this.#elements.delete(this.#source.item(it).id);
    this.#children.delete(id);
  }

  /** The message `$getChildren` to the extension host, and its answer. */
  async #ask(id: string | null): Promise<readonly Drawn[]> {
    await this.#time.delay();
    const element = id === null ? undefined : this.#elements.get(id);
    if (id !== null && element === undefined) {
      this.errors.push(`No tree item with id '${id}' found.`);
      return [];
    }
    let found = id === null ? this.#roots : (this.#children.get(id) ?? null);
    if (found === null) {
      found = this.#source.getChildren(element);
      if (id === null) {
        this.#elements.clear();
        this.#children.clear();
        this.#roots = found;
      } else this.#children.set(id, found);
      for (const it of found) this.#elements.set(this.#source.item(it).id, it);
    }
    const drawn = found.map((it) => {
      const { id: own, open } = this.#source.item(it);
      if (!this.#open.has(own)) this.#open.set(own, open === "expanded");
      return { id: own, text: this.#source.text(it), children: open === "leaf" ? [] : null };
    });
    await this.#time.delay();
    return drawn;
  }

  async #load(): Promise<void> {
    await this.#loading;
    const loading = this.#loadAll();
    this.#loading = loading;
    await loading;
    if (this.#loading === loading) this.#loading = null;
  }

  async #loadAll(): Promise<void> {
    this.#queued = false;
    this.#known = new Set();
    const roots = [...(await this.#ask(null))];
    this.#known = new Set(roots.map((it) => it.id));
    this.#drawn = roots;
    await Promise.all(roots.map((it) => (this.#open.get(it.id) === true ? this.#loadBelow(it) : undefined)));
  }

  async #loadBelow(drawn: Drawn): Promise<void> {
    if (drawn.children?.length === 0) return;
    drawn.children = [...(await this.#ask(drawn.id))];
    for (const it of drawn.children) this.#known.add(it.id);
  }
}
