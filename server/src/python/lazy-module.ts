import type { Span } from "../base/span.ts";
import { executeBlock } from "./execute-statement.ts";
import type { Host } from "./host.ts";
import { newJournal } from "./journal.ts";
import { indexModule } from "./module-index.ts";
import type { Run } from "./run.ts";
import type { ModuleScope } from "./scope.ts";
import { moduleScope } from "./scope.ts";
import type { PyModule } from "./syntax.ts";
import type { PyValue } from "./value.ts";

/**
 * A module of the project that is imported: a statement at its top runs when a name that it decides is asked for, so that a migration which needs one
 * constant of an application does not run the application. `importedAt` is the place in the interpreted file.
 */
export function lazyModule(
  run: Run,
  name: string,
  source: { readonly file: string; readonly module: PyModule },
  importedAt: Span,
): ModuleScope {
  const scope = moduleScope(name, source.file, source.module.text);
  const { body } = source.module;
  const index = indexModule(source.module);
  const started = new Set<number>();
  const settled = new Set<string>();
  /** What runs now sees the module as it is at its own place, as in Python. */
  let limit = Number.POSITIVE_INFINITY;

  const execute = (at: number): void => {
    const statement = body[at];
    if (statement === undefined || started.has(at) || run.exhausted) return;
    started.add(at);
    const before = limit;
    limit = at;
    outside(run, scope, importedAt, () => executeBlock(run, scope, [statement], null));
    limit = before;
  };
  scope.demand = (wanted) => {
    if (settled.has(wanted)) return;
    const needed = index.needed(wanted);
    for (const at of needed) if (at < limit) execute(at);
    if (needed.every((it) => started.has(it))) settled.add(wanted);
  };
  scope.openStars = () => {
    for (const at of index.stars) if (at < limit) execute(at);
  };
  scope.names = () => {
    scope.openStars?.();
    return index.names;
  };
  return scope;
}

/** Runs code of another module: not under the conditions of the place that asks, and nothing of it is taken back with a side of a condition. */
function outside(run: Run, scope: ModuleScope, importedAt: Span, work: () => void): void {
  const { host, module, foreign, statement, frames, conditions, lingering, journal, attempt, onYield, isTopCall } = run;
  Object.assign(run, {
    host: quiet(host),
    module: scope,
    foreign: foreign ?? importedAt,
    frames: [...frames, { name: `import ${scope.name}`, call: importedAt, file: module.file }],
    conditions: [],
    lingering: [],
    journal: newJournal(),
    attempt: null,
    onYield: null,
    isTopCall: false,
  });
  work();
  const after = {
    host,
    module,
    foreign,
    statement,
    frames,
    conditions,
    lingering,
    journal,
    attempt,
    onYield,
    isTopCall,
  };
  Object.assign(run, after);
}

/** What a module does while it is imported is no part of a migration; that the run ends there is. */
function quiet(host: Host): Host {
  const { raised: _, undefinedName: __, used: ___, ...rest } = host;
  return { ...rest, gap: (why, site) => (why.reason === "budget" ? host.gap?.(why, site) : undefined) };
}

/** What a module has under a name: its own, or what it imports by star. Undefined when it has no such name. */
export function moduleVariable(scope: ModuleScope, name: string, at: Span): PyValue | undefined {
  scope.demand?.(name);
  const own = scope.variables.get(name);
  if (own !== undefined) return own;
  scope.openStars?.();
  for (const star of scope.stars) {
    const value = star.type === "host" && !name.startsWith("_") ? star.object.attribute?.(name, at) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}
