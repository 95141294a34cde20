import type { Disposable } from "../emitter.ts";
import type { ViewNode } from "./node.ts";

/** What VS Code holds on to for one line of a tree: the same object as long as there is a line with this id. */
export interface TreeElement {
  readonly id: string;
  /** The line as it was last handed out. */
  readonly node: ViewNode;
  /** Commands of the context menu are given the element. */
  readonly argument: ViewNode["argument"];
}

export interface TreeModelEdge {
  /** What the tree should show now. */
  readonly roots: () => readonly ViewNode[];
  /** Tells VS Code to ask again: for some lines and what is below them, or for everything. */
  readonly changed: (elements: readonly TreeElement[] | undefined) => void;
  readonly reveal: (element: TreeElement) => Promise<void>;
  readonly later: (milliseconds: number, run: () => void) => Disposable;
}

/** Milliseconds in which several changes become one: the language server and the database often answer together. */
const gather = 50;
/**
 * Milliseconds between two announcements. VS Code passes the first one on at once and holds back those that follow within 200 (1.91 to 1.139);
 * one that it held back would arrive at a moment that is not ours to choose.
 */
const apart = 250;
/** Milliseconds after which a question that VS Code has not asked is no longer waited for. */
const patience = 5_000;
/** From so many changed lines on it is less work for VS Code to ask for everything once. */
const many = 40;

/**
 * What a tree shows, and when VS Code is told that it changed.
 *
 * When everything is announced as changed, VS Code's extension host forgets all lines at once (`ExtHostTreeView._refresh`, 1.139), while its
 * window may be on the way to ask for what is below one of them: it then logs `No tree item with id … found` and shows an empty group.
 * The window also loads a tree by itself: when it becomes visible, and when a line is revealed while another load is under way. So an
 * announcement waits until every question has come that follows from the last answer, and nothing is revealed before that. What would show
 * the same is not announced; lines that change in place are announced alone, which forgets no other.
 */
export class TreeModel implements Disposable {
  readonly #edge: TreeModelEdge;
  readonly #elements = new Map<string, Line>();
  readonly #parents = new Map<string, Line>();
  /** Whether VS Code has a group open; it keeps that by id. */
  readonly #open = new Map<string, boolean>();
  /** Open groups whose children VS Code is about to ask for. */
  readonly #awaited = new Set<string>();
  #shown: readonly ViewNode[] = [];
  /** False while VS Code is to ask for everything: at first, and after everything was announced. It gets what is newest then. */
  #asked = false;
  #visible = false;
  #changed = false;
  #wanted: string | null = null;
  /** Set while VS Code is loading or revealing; ends by itself after some seconds. */
  #waiting: Disposable | null = null;
  /** Set for a while after an announcement. */
  #resting: Disposable | null = null;
  #planned: Disposable | null = null;

  constructor(edge: TreeModelEdge) {
    this.#edge = edge;
  }

  /** What is shown may have changed. Announced soon, when it did. */
  refresh(): void {
    this.#changed = true;
    this.#plan();
  }

  /** Selects a line as soon as nothing is in the way; of several wishes the last counts. A line that is not there is forgotten. */
  reveal(id: string): void {
    this.#wanted = id;
    this.#plan();
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible) this.#plan();
  }

  setOpen(element: TreeElement, open: boolean): void {
    this.#open.set(element.id, open);
    if (!open) this.#came(element.id);
  }

  getChildren(element?: TreeElement): readonly TreeElement[] {
    if (element !== undefined) {
      const children = this.#elements.get(element.id)?.node.children ?? [];
      this.#came(element.id);
      return this.#linesOf(children);
    }
    this.#asked = true;
    this.#changed = false;
    this.#adopt(this.#edge.roots());
    this.#await(this.#shown);
    return this.#linesOf(this.#shown);
  }

  getParent(element: TreeElement): TreeElement | undefined {
    return this.#parents.get(element.id);
  }

  dispose(): void {
    for (const it of [this.#waiting, this.#resting, this.#planned]) it?.dispose();
  }

  #plan(): void {
    this.#planned ??= this.#edge.later(gather, () => {
      this.#planned = null;
      this.#work();
    });
  }

  #work(): void {
    // Whatever is in the way plans the work again when it is over.
    if (this.#waiting !== null || this.#resting !== null || !this.#asked) return;
    if (this.#changed && this.#announce()) return;
    const line = this.#wanted === null ? undefined : this.#elements.get(this.#wanted);
    this.#wanted = null;
    if (line === undefined || !this.#visible) return;
    this.#wait();
    void this.#edge.reveal(line).finally(() => this.#settle());
  }

  /** Answers whether there was something to announce. */
  #announce(): boolean {
    this.#changed = false;
    const next = this.#edge.roots();
    const different = differences(this.#shown, next);
    if (different.length === 0) return false;
    this.#resting = this.#edge.later(apart, () => {
      this.#resting = null;
      this.#plan();
    });
    // A hidden tree is asked for as a whole when it is shown again.
    if (different === "all" || different.length > many || !this.#visible) {
      this.#asked = false;
      if (this.#visible) this.#wait();
      this.#edge.changed(undefined);
      return true;
    }
    this.#adopt(next);
    this.#await(different);
    this.#edge.changed(this.#linesOf(different));
    return true;
  }

  #adopt(roots: readonly ViewNode[]): void {
    const before = new Map(this.#elements);
    this.#shown = roots;
    this.#elements.clear();
    this.#parents.clear();
    const add = (nodes: readonly ViewNode[], parent: Line | null): void => {
      for (const node of nodes) {
        const line = before.get(node.id) ?? new Line(node);
        line.node = node;
        this.#elements.set(node.id, line);
        if (parent !== null) this.#parents.set(node.id, parent);
        if (!this.#open.has(node.id)) this.#open.set(node.id, node.open === "expanded");
        add(node.children, line);
      }
    };
    add(roots, null);
    for (const id of this.#open.keys()) if (!this.#elements.has(id)) this.#open.delete(id);
  }

  /** VS Code will ask for the children of those that are open. */
  #await(nodes: readonly ViewNode[]): void {
    this.#awaited.clear();
    const add = (it: ViewNode): void => {
      if (it.open === "leaf" || this.#open.get(it.id) !== true) return;
      this.#awaited.add(it.id);
      it.children.forEach(add);
    };
    nodes.forEach(add);
    if (this.#awaited.size > 0) this.#wait();
    else this.#settle();
  }

  #came(id: string): void {
    if (this.#awaited.delete(id) && this.#awaited.size === 0) this.#settle();
  }

  #wait(): void {
    this.#waiting?.dispose();
    this.#waiting = this.#edge.later(patience, () => {
      this.#awaited.clear();
      // Should an announcement have been lost, it is made again.
      this.#changed ||= !this.#asked;
      this.#asked = true;
      this.#settle();
    });
  }

  #settle(): void {
    this.#waiting?.dispose();
    this.#waiting = null;
    this.#plan();
  }

  #linesOf(nodes: readonly ViewNode[]): readonly TreeElement[] {
    return nodes.flatMap((it) => this.#elements.get(it.id) ?? []);
  }
}

class Line implements TreeElement {
  readonly id: string;
  node: ViewNode;

  constructor(node: ViewNode) {
    this.id = node.id;
    this.node = node;
  }

  get argument(): ViewNode["argument"] {
    return this.node.argument;
  }
}

/** The lines to be drawn again, of the new nodes: those that say something else, and those that have other lines below them. */
function differences(before: readonly ViewNode[], after: readonly ViewNode[]): readonly ViewNode[] | "all" {
  if (!sameLines(before, after)) return "all";
  return after.flatMap((node, index) => {
    const old = before[index];
    if (old === undefined) return [];
    const below = differences(old.children, node.children);
    if (below === "all") return [node];
    return lineText(old) === lineText(node) ? below : [node, ...below];
  });
}

function sameLines(before: readonly ViewNode[], after: readonly ViewNode[]): boolean {
  return before.length === after.length && before.every((it, index) => it.id === after[index]?.id);
}

function lineText(node: ViewNode): string {
  return JSON.stringify({ ...node, children: [] });
}
