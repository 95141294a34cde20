import type { Unknown } from "../base/static.ts";
import type { OpenCondition } from "./host.ts";
import type { PathEnd } from "./journal.ts";
import { apply, beginPath, endPath, join, joined, pathEnd, revert } from "./journal.ts";
import type { Run } from "./run.ts";
import type { PyValue } from "./value.ts";

/** How a block ended. */
export type Completion =
  | { readonly type: "normal" }
  | { readonly type: "return"; readonly value: PyValue }
  | { readonly type: "break" }
  | { readonly type: "continue" }
  | { readonly type: "raise"; readonly exception: PyValue | null };

export const normal: Completion = { type: "normal" };

/**
 * Where `return`, `break`, `continue` or `raise` lead: a function, a loop, one turn of a loop, a `try`. A path that left under an unknown condition waits
 * here until the other path arrives, and is joined with it.
 */
export interface Boundary {
  readonly catches: ReadonlySet<Completion["type"]>;
  readonly outer: Boundary | null;
  readonly waiting: { readonly completion: Completion; readonly end: PathEnd; readonly condition: OpenCondition }[];
  /** Journal position at its start. */
  readonly mark: number;
  /** Conditions at its start. */
  readonly conditions: readonly OpenCondition[];
  readonly lingering: number;
}

export function openBoundary(run: Run, outer: Boundary | null, catches: readonly Completion["type"][]): Boundary {
  return {
    catches: new Set(catches),
    outer,
    waiting: [],
    mark: run.journal.log.length,
    conditions: run.conditions,
    lingering: run.lingering.length,
  };
}

/** Runs `first` under a condition, then `second` from the same state under another; the states are joined. For expressions. */
export function branch(
  run: Run,
  condition: OpenCondition,
  first: () => void,
  second?: { readonly condition: OpenCondition; readonly run: () => void },
): void {
  const completing = (side: () => void) => (): Completion => {
    side();
    return takeRaised(run) ?? normal;
  };
  const other = second === undefined ? null : { condition: second.condition, run: completing(second.run) };
  const completion = fork(run, run.attempt, condition, completing(first), other);
  if (completion.type === "raise") run.raised = completion;
}

/** The exception that left the function called last, if there is one; it is then the caller's to pass on. */
export function takeRaised(run: Run): Completion | null {
  const { raised } = run;
  run.raised = null;
  return raised;
}

/**
 * Runs two sides of an unknown condition. A side that leaves waits at its boundary, and what follows runs with the other side's state
 * under the other side's condition.
 */
export function fork(
  run: Run,
  boundary: Boundary | null,
  condition: OpenCondition,
  first: () => Completion,
  second: { readonly condition: OpenCondition; readonly run: () => Completion } | null,
): Completion {
  const mark = beginPath(run);
  const { conditions } = run;
  const start = run.lingering.length;
  const otherwise: OpenCondition = second?.condition ?? { ...condition, kind: "else" };
  run.conditions = withConditions(conditions, [condition]);
  const one = first();
  const firstEnd = pathEnd(run, mark);
  if (one.type === "normal") revert(run, mark);
  else {
    wait(run, targetOf(boundary, one), one, condition);
    revert(run, mark);
    run.lingering.length = start;
  }
  const middle = run.lingering.length;
  run.conditions = withConditions(conditions, [otherwise]);
  const two = second === null ? normal : second.run();
  if (two.type !== "normal") {
    if (one.type === "normal") {
      wait(run, targetOf(boundary, two), two, otherwise);
      revert(run, mark);
      apply(run, firstEnd);
    }
    run.lingering.length = middle;
  } else if (one.type === "normal") {
    join(run, mark, firstEnd, { reason: "condition", detail: `depends on ${condition.text}` });
  }
  endPath(run);
  run.conditions = withConditions(
    conditions,
    run.lingering.slice(start).map((it) => it.condition),
  );
  if (one.type !== "normal" && two.type !== "normal") return two;
  if (one.type !== "normal" || two.type !== "normal") {
    const left = one.type === "normal" ? two : one;
    const stays = one.type === "normal" ? condition : otherwise;
    run.conditions = withConditions(run.conditions, [stays]);
    const target = targetOf(boundary, left);
    if (target !== null) run.lingering.push({ condition: stays, boundary: target });
  }
  return normal;
}

/** In a loop the same condition is met again and again; once is enough. `conditions` has no repetition. */
function withConditions(
  conditions: readonly OpenCondition[],
  added: readonly OpenCondition[],
): readonly OpenCondition[] {
  let result = conditions;
  for (const it of added) {
    const isKnown = result.some(
      (other) => other.span.start === it.span.start && other.span.end === it.span.end && other.kind === it.kind,
    );
    if (!isKnown) result = [...result, it];
  }
  return result;
}

function targetOf(boundary: Boundary | null, completion: Completion): Boundary | null {
  let at = boundary;
  while (at !== null && !at.catches.has(completion.type)) at = at.outer;
  return at;
}

function wait(run: Run, target: Boundary | null, completion: Completion, condition: OpenCondition): void {
  if (target === null) return;
  target.waiting.push({ completion, end: pathEnd(run, target.mark), condition });
  // The journal stays on until the paths are joined.
  beginPath(run);
}

/**
 * The paths arrive: those that waited here are joined with the one that ended with `completion`. A path that raised ends here, unless
 * it is the only one.
 */
export function closeBoundary(run: Run, boundary: Boundary, completion: Completion): Completion {
  const kept = boundary.waiting.filter((it) => it.completion.type !== "raise");
  let result = completion;
  const [first] = kept;
  const isLeaving =
    completion.type === "raise" || !(completion.type === "normal" || boundary.catches.has(completion.type));
  if (first !== undefined && isLeaving && !run.exhausted) {
    // The path that got here goes on elsewhere; those that waited go on here.
    const target = targetOf(boundary.outer, completion);
    if (target !== null) {
      wait(run, target, completion, first.condition);
      run.lingering.push({ condition: first.condition, boundary: target });
    }
    revert(run, boundary.mark);
    apply(run, first.end);
    result = first.completion;
    kept.shift();
  }
  for (const it of kept) {
    const why = { reason: "condition", detail: `depends on ${it.condition.text}` } as const;
    join(run, boundary.mark, it.end, why);
    result = joinCompletions(run, result, it.completion, why);
  }
  for (const _ of boundary.waiting) endPath(run);
  run.lingering = [
    ...run.lingering.slice(0, boundary.lingering),
    ...run.lingering.slice(boundary.lingering).filter((it) => it.boundary !== boundary),
  ];
  run.conditions = withConditions(
    boundary.conditions,
    run.lingering.slice(boundary.lingering).map((it) => it.condition),
  );
  return result;
}

/** A way through a statement: how it ended, and what it left. */
export interface Path {
  readonly completion: Completion;
  readonly end: PathEnd;
  readonly condition: OpenCondition;
}

/**
 * Goes on behind a statement with several ways through it, all from the state at `mark`: those that stay are joined, those that left wait at
 * their boundaries. When none stays, the last one is the way on.
 */
export function mergePaths(run: Run, boundary: Boundary | null, mark: number, paths: readonly Path[]): Completion {
  const staying = paths.filter((it) => it.completion.type === "normal");
  const last = paths.at(-1);
  for (const it of paths) {
    if (it.completion.type === "normal" || (staying.length === 0 && it === last)) continue;
    revert(run, mark);
    apply(run, it.end);
    const target = targetOf(boundary, it.completion);
    wait(run, target, it.completion, it.condition);
    const stays = staying.length === 1 ? staying[0]?.condition : { ...it.condition, kind: "else" as const };
    if (staying.length === 0 || stays === undefined) continue;
    run.conditions = withConditions(run.conditions, [stays]);
    if (target !== null) run.lingering.push({ condition: stays, boundary: target });
  }
  revert(run, mark);
  const [first, ...others] = staying.length > 0 ? staying : last === undefined ? [] : [last];
  if (first === undefined) return normal;
  apply(run, first.end);
  for (const it of others) join(run, mark, it.end, { reason: "condition", detail: `depends on ${it.condition.text}` });
  return first.completion;
}

function joinCompletions(run: Run, a: Completion, b: Completion, why: Unknown): Completion {
  if (a.type !== "return" && b.type !== "return") return a;
  const nothing: PyValue = {
    type: "none",
    span: (a.type === "return" ? a : b.type === "return" ? b : null)?.value.span ?? nowhere,
  };
  const first = a.type === "return" ? a.value : nothing;
  const second = b.type === "return" ? b.value : nothing;
  return { type: "return", value: joined(run, first, second, why, first.span) };
}

const nowhere = { start: 0, end: 0 };
