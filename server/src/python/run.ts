import type { Span } from "../base/span.ts";
import type { Unknown, UnknownReason } from "../base/static.ts";
import type { Boundary, Completion } from "./fork.ts";
import type { CallSite, Host, OpenCondition } from "./host.ts";
import type { Journal } from "./journal.ts";
import type { ModuleScope } from "./scope.ts";
import type { PyModule } from "./syntax.ts";
import type { PyClass, PyFunction, PyUnknown, PyValue } from "./value.ts";

/** How `@property`, `@classmethod` and `@staticmethod` change a function. */
export type MethodKind = "property" | "class" | "static";

/** Everything that changes while a module is interpreted. */
export interface Run {
  host: Host;
  readonly budget: number;
  steps: number;
  /** Characters and elements created. */
  size: number;
  /** Calls of objects of the host that act. */
  effects: number;
  /** This run has ended; nothing more is evaluated. */
  exhausted: boolean;
  /** Depth of the evaluator, which uses the stack of the machine. */
  nesting: number;
  frames: CallSite["frames"];
  /** The next function that is entered is the one that the host asked for: it is no helper. */
  isTopCall: boolean;
  conditions: readonly OpenCondition[];
  /** Conditions that go on after their statement, because its other side left the boundary. */
  /** An exception on its way out of the function called last. */
  raised: Completion | null;
  lingering: { readonly condition: OpenCondition; readonly boundary: object }[];
  module: ModuleScope;
  /** While code of another file runs: the place in the interpreted file that led there. Values made there have this span and no pieces. */
  foreign: Span | null;
  statement: Span;
  journal: Journal;
  /** The innermost `try` with handlers around the current place, also in the functions that called. */
  attempt: Boundary | null;
  /** What `yield` does in the generator that runs now. */
  onYield: ((value: PyValue, at: Span) => PyValue) | null;
  readonly modules: Map<PyModule, ModuleScope>;
  readonly builtins: Map<string, PyValue>;
  /** Where an unknown value came from, when calling it may have effects. */
  readonly origins: WeakMap<PyUnknown, "host" | "import">;
  /** Lists, sets, dicts and objects that an unknown value may be. */
  readonly aliases: WeakMap<PyUnknown, ReadonlySet<PyValue>>;
  readonly methodKinds: WeakMap<PyFunction, MethodKind>;
  /** Functions under `@contextmanager`. */
  readonly contextManagers: WeakSet<PyFunction>;
  readonly classFacts: WeakMap<PyClass, ClassFacts>;
}

export interface ClassFacts {
  /** Names with annotations in the class body, for dataclasses and named tuples. */
  readonly fields: readonly string[];
  readonly kind: "plain" | "dataclass" | "namedtuple" | "enum";
}

export const maximumSize = 10_000_000;
export const maximumCalls = 100;
export const maximumNesting = 700;

export function unknown(reason: UnknownReason, detail: string, span: Span): PyUnknown {
  return { type: "unknown", why: { reason, detail }, span };
}

export function unknownBecause(why: Unknown, span: Span): PyUnknown {
  return { type: "unknown", why, span };
}

/** An unknown made from another unknown: the same reason, the same origin. */
export function derived(run: Run, from: PyUnknown, span: Span): PyUnknown {
  const value = unknownBecause(from.why, span);
  const origin = run.origins.get(from);
  if (origin !== undefined) run.origins.set(value, origin);
  const aliases = run.aliases.get(from);
  if (aliases !== undefined) run.aliases.set(value, aliases);
  return value;
}

/** The host gave no answer: what comes of it may still act on the database. */
export function hostUnknown(run: Run, reason: UnknownReason, detail: string, span: Span): PyUnknown {
  const value = unknown(reason, detail, span);
  run.origins.set(value, "host");
  return value;
}

export function budgetUnknown(span: Span): PyUnknown {
  return unknown("budget", "the reading ended here", span);
}

/** Counts one step. False when the run has ended. */
export function step(run: Run, at: Span): boolean {
  if (run.exhausted || run.raised !== null) return false;
  if (++run.steps > run.budget) exhaust(run, "more steps than are followed", at);
  return !run.exhausted;
}

/** Goes one level deeper. False when the run has ended; otherwise the caller counts `nesting` down again. */
export function enter(run: Run, at: Span): boolean {
  if (run.exhausted) return false;
  if (run.nesting >= maximumNesting) {
    exhaust(run, "deeper nesting than is followed", at);
    return false;
  }
  run.nesting++;
  return true;
}

/** Counts what was created (characters, elements). False when the run has ended. */
export function grow(run: Run, amount: number, at: Span): boolean {
  if (run.exhausted) return false;
  run.size += amount;
  if (run.size > maximumSize) exhaust(run, "more text or elements than are followed", at);
  return !run.exhausted;
}

/** Ends the run and says so. */
export function exhaust(run: Run, detail: string, at: Span): void {
  if (run.exhausted) return;
  run.exhausted = true;
  run.host.gap?.({ reason: "budget", detail }, siteAt(run, at));
}

/** A place that is not a call, as a call site. */
export function siteAt(run: Run, at: Span): CallSite {
  return callSite(run, at, at, at, true);
}

export function callSite(run: Run, call: Span, callee: Span, argumentsSpan: Span, closed: boolean): CallSite {
  return {
    call,
    callee,
    argumentsSpan,
    statement: run.statement,
    closed,
    conditions: run.conditions,
    caught: run.attempt !== null,
    frames: run.frames,
    file: run.module.file,
  };
}

/** The span that a value made at `span` gets: spans of values always belong to the interpreted file. */
export function valueSpan(run: Run, span: Span): Span {
  return run.foreign ?? span;
}

/** Source text, on one line, at most 60 characters. */
export function shortText(run: Run, span: Span): string {
  const text = run.module.text.slice(span.start, span.end).replace(/\s+/g, " ").trim();
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
