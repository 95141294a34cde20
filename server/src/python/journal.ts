import type { Unknown } from "../base/static.ts";
import { mayBe } from "./may-be.ts";
import type { Run } from "./run.ts";
import { grow, unknownBecause } from "./run.ts";
import { isSameValue } from "./same-value.ts";
import type { PyDict, PyList, PySet, PyValue } from "./value.ts";

/*
 * When a condition is unknown both sides run, each from the same state. The journal remembers what the first side changed, so that it can be
 * taken back, and what each path left behind, so that they can be joined.
 */

export type Container = PyList | PySet | PyDict;
type Variables = Map<string, PyValue>;

type Entry =
  | { readonly variables: Variables; readonly name: string; readonly old: PyValue | undefined }
  | { readonly container: Container; readonly old: ContainerState };

interface ContainerState {
  readonly items: readonly (PyValue | PyDict["entries"][number])[];
  readonly open: Unknown | null;
}

/** Only while `forks` is above 0 anything is logged. */
export interface Journal {
  readonly log: Entry[];
  forks: number;
  /** Where the innermost path began: a container logged since then needs no second entry. */
  pathStart: number;
  readonly loggedAt: WeakMap<Container, number>;
}

/** What a path changed, with the values at its end. */
export interface PathEnd {
  readonly variables: Map<Variables, Map<string, PyValue | undefined>>;
  readonly containers: Map<Container, ContainerState>;
}

export function newJournal(): Journal {
  return { log: [], forks: 0, pathStart: 0, loggedAt: new WeakMap() };
}

export function logVariable(run: Run, variables: Variables, name: string): void {
  const { journal } = run;
  if (journal.forks > 0) journal.log.push({ variables, name, old: variables.get(name) });
}

/** To be called before each change of a container. */
export function logContainer(run: Run, container: Container): void {
  const { journal } = run;
  if (journal.forks === 0) return;
  const at = journal.loggedAt.get(container);
  if (at !== undefined && at >= journal.pathStart) {
    const entry = journal.log[at];
    if (entry !== undefined && "container" in entry && entry.container === container) return;
  }
  grow(run, itemsOf(container).length, run.statement);
  journal.loggedAt.set(container, journal.log.length);
  journal.log.push({ container, old: stateOf(container) });
}

function itemsOf(container: Container): (PyValue | PyDict["entries"][number])[] {
  return container.type === "dict" ? container.entries : container.elements;
}

function stateOf(container: Container): ContainerState {
  const items = container.type === "dict" ? container.entries.map((it) => ({ ...it })) : [...container.elements];
  return { items, open: container.open };
}

function restore(container: Container, state: ContainerState): void {
  const items = itemsOf(container);
  items.length = 0;
  // Not spread into push: a list can have more elements than a call can have arguments.
  for (const item of state.items) items.push("key" in item ? { ...item } : item);
  container.open = state.open;
}

/** Starts a path; `mark` is to be given back to the other functions. */
export function beginPath(run: Run): number {
  run.journal.forks++;
  run.journal.pathStart = run.journal.log.length;
  return run.journal.log.length;
}

/** Ends what `beginPath` started. */
export function endPath(run: Run): void {
  const { journal } = run;
  journal.forks--;
  journal.pathStart = journal.log.length;
  if (journal.forks === 0) {
    journal.log.length = 0;
    journal.pathStart = 0;
  }
}

/** The values now of all that changed since `mark`. */
export function pathEnd(run: Run, mark: number): PathEnd {
  const end: PathEnd = { variables: new Map(), containers: new Map() };
  for (let at = mark; at < run.journal.log.length; at++) {
    const entry = run.journal.log[at];
    if (entry === undefined) break;
    if ("container" in entry) {
      if (!end.containers.has(entry.container)) end.containers.set(entry.container, stateOf(entry.container));
    } else {
      let names = end.variables.get(entry.variables);
      if (names === undefined) {
        names = new Map();
        end.variables.set(entry.variables, names);
      }
      if (!names.has(entry.name)) names.set(entry.name, entry.variables.get(entry.name));
    }
  }
  // What is kept for the joins counts, so that a loop of thousands of conditions ends, and the work of looking at it does.
  grow(run, (run.journal.log.length - mark) * 10, run.statement);
  run.steps += run.journal.log.length - mark;
  return end;
}

/** Takes back all changes since `mark`. */
export function revert(run: Run, mark: number): void {
  const { log } = run.journal;
  while (log.length > mark) {
    const entry = log.pop();
    if (entry === undefined) break;
    if ("container" in entry) restore(entry.container, entry.old);
    else if (entry.old === undefined) entry.variables.delete(entry.name);
    else entry.variables.set(entry.name, entry.old);
  }
  run.journal.pathStart = mark;
}

/** Makes the changes of a path again. */
export function apply(run: Run, end: PathEnd): void {
  for (const [variables, names] of end.variables) {
    for (const [name, value] of names) setVariable(run, variables, name, value);
  }
  for (const [container, state] of end.containers) {
    logContainer(run, container);
    restore(container, state);
  }
}

function setVariable(run: Run, variables: Variables, name: string, value: PyValue | undefined): void {
  logVariable(run, variables, name);
  if (value === undefined) variables.delete(name);
  else variables.set(name, value);
}

/**
 * Joins the current state with the end of another path that began at `mark`: what is the same on both stays, the rest becomes unknown for
 * the reason `why`.
 */
export function join(run: Run, mark: number, other: PathEnd, why: Unknown): void {
  const here = pathEnd(run, mark);
  const before = startOf(run, mark);
  for (const variables of new Set([...here.variables.keys(), ...other.variables.keys()])) {
    const mine = here.variables.get(variables);
    const theirs = other.variables.get(variables);
    for (const name of new Set([...(mine?.keys() ?? []), ...(theirs?.keys() ?? [])])) {
      const ours = variables.get(name);
      const old = before.variables.get(variables);
      const its = theirs?.has(name) ? theirs.get(name) : old?.has(name) ? old.get(name) : ours;
      if (ours === its || (ours !== undefined && its !== undefined && isSameValue(ours, its))) continue;
      const span = (ours ?? its)?.span ?? { start: 0, end: 0 };
      setVariable(run, variables, name, joinValues(run, ours, its, why, span));
    }
  }
  for (const container of new Set([...here.containers.keys(), ...other.containers.keys()])) {
    const its = other.containers.get(container) ?? before.containers.get(container) ?? stateOf(container);
    logContainer(run, container);
    restore(container, joinStates(stateOf(container), its, why));
  }
}

/** The values that stood before `mark`, of what changed since. */
function startOf(run: Run, mark: number): PathEnd {
  const start: PathEnd = { variables: new Map(), containers: new Map() };
  run.steps += run.journal.log.length - mark;
  for (let at = mark; at < run.journal.log.length; at++) {
    const entry = run.journal.log[at];
    if (entry === undefined) break;
    if ("container" in entry) {
      if (!start.containers.has(entry.container)) start.containers.set(entry.container, entry.old);
    } else {
      let names = start.variables.get(entry.variables);
      if (names === undefined) {
        names = new Map();
        start.variables.set(entry.variables, names);
      }
      if (!names.has(entry.name)) names.set(entry.name, entry.old);
    }
  }
  return start;
}

/** An unknown of the join keeps the danger of its parts: calling it may act on the database. */
function joinValues(
  run: Run,
  a: PyValue | undefined,
  b: PyValue | undefined,
  why: Unknown,
  span: PyValue["span"],
): PyValue {
  const value = unknownBecause(why, span);
  for (const it of [a, b]) if (it !== undefined) mayBe(run, value, it);
  return value;
}

/** The value of an expression that took one of two paths. */
export function joined(run: Run, a: PyValue, b: PyValue, why: Unknown, span: PyValue["span"]): PyValue {
  return isSameValue(a, b) ? a : joinValues(run, a, b, why, span);
}

type Item = ContainerState["items"][number];

function joinStates(a: ContainerState, b: ContainerState, why: Unknown): ContainerState {
  const isSame = (x: Item | undefined, y: Item | undefined): boolean => {
    if (x === undefined || y === undefined) return false;
    if ("key" in x || "key" in y)
      return "key" in x && "key" in y && isSameValue(x.key, y.key) && isSameValue(x.value, y.value);
    return isSameValue(x, y);
  };
  let common = 0;
  while (common < a.items.length && isSame(a.items[common], b.items[common])) common++;
  const open = a.open ?? b.open;
  if (common === a.items.length && common === b.items.length) return { items: a.items, open };
  const items: Item[] = a.items.slice(0, common);
  for (const item of a.items.slice(common)) {
    if (!("key" in item)) continue;
    const other = b.items.find((it) => "key" in it && isSameValue(it.key, item.key));
    if (other === undefined || !("key" in other)) continue;
    const isEqual = isSameValue(item.value, other.value);
    items.push(isEqual ? item : { key: item.key, value: unknownBecause(why, item.value.span) });
  }
  const isComplete =
    items.length > common && items.length === a.items.length && items.length === b.items.length && open === null;
  return { items, open: isComplete ? null : (open ?? why) };
}
