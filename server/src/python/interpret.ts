import type { Span } from "../base/span.ts";
import { callValue } from "./evaluate-call.ts";
import { executeBlock } from "./execute-statement.ts";
import type { CallArgument, Host } from "./host.ts";
import { newJournal } from "./journal.ts";
import { moduleAssignments } from "./module-assignments.ts";
import type { Run } from "./run.ts";
import { budgetUnknown, callSite, exhaust } from "./run.ts";
import { moduleScope } from "./scope.ts";
import type { PyModule } from "./syntax.ts";
import type { PyValue } from "./value.ts";

/** Where a module binds a name last, and to what. */
export interface ModuleAssignment {
  readonly nameSpan: Span;
  /** The right side. */
  readonly valueSpan: Span;
  readonly value: PyValue;
}

/** A module whose top level has been run; its functions can be called. */
export interface ModuleRun {
  readonly globals: ReadonlyMap<string, PyValue>;
  /** The last assignment of each name at module level. */
  readonly assignments: ReadonlyMap<string, ModuleAssignment>;
  /** Calls a function of the module with a budget of its own; `at` is where the call is said to stand. */
  callFunction(value: PyValue, args: readonly CallArgument[], at: Span): PyValue;
  /** Why a part was not followed to its end, or false: the host has been told where (`gap`, reason "budget"). */
  readonly exhausted: boolean;
}

export interface InterpretOptions {
  readonly host: Host;
  /** Steps (expressions and statements) for the top level, and again for each `callFunction`. */
  readonly budget?: number;
}

/** `__name__` of the interpreted module: it is imported, not run as a program. */
const moduleName = "module";

export const defaultBudget = 200_000;

/**
 * Runs the top level of a module without Python: what is not known becomes an unknown value with its reason, and everything that may act is
 * the host's. Never throws; ends after the budget.
 */
export function interpretModule(module: PyModule, options: InterpretOptions): ModuleRun {
  const scope = moduleScope(moduleName, null, module.text);
  const run: Run = {
    host: options.host,
    budget: options.budget ?? defaultBudget,
    steps: 0,
    size: 0,
    effects: 0,
    exhausted: false,
    nesting: 0,
    frames: [],
    isTopCall: false,
    conditions: [],
    raised: null,
    lingering: [],
    module: scope,
    foreign: null,
    statement: { start: 0, end: 0 },
    journal: newJournal(),
    attempt: null,
    onYield: null,
    modules: new Map([[module, scope]]),
    builtins: new Map(),
    origins: new WeakMap(),
    aliases: new WeakMap(),
    methodKinds: new WeakMap(),
    contextManagers: new WeakSet(),
    classFacts: new WeakMap(),
  };
  let exhausted = false;
  guarded(run, () => executeBlock(run, scope, module.body, null));
  const finish = (): void => {
    exhausted ||= run.exhausted;
    run.exhausted = false;
    run.nesting = 0;
    run.raised = null;
    run.isTopCall = false;
    run.steps = 0;
    run.size = 0;
    run.conditions = [];
    run.lingering = [];
    run.attempt = null;
  };
  finish();
  return {
    globals: scope.variables,
    assignments: moduleAssignments(scope, module),
    callFunction(value, args, at) {
      run.statement = at;
      run.isTopCall = true;
      let result: PyValue = budgetUnknown(at);
      guarded(run, () => {
        result = callValue(run, value, args, callSite(run, at, at, at, true));
      });
      finish();
      return result;
    },
    get exhausted() {
      return exhausted;
    },
  };
}

/** The depth is counted, but how much stack a level needs is the machine's business: where it is small, the run ends the same way. */
function guarded(run: Run, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    exhaust(run, "deeper nesting than is followed", run.statement);
  }
}
