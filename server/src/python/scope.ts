import { logVariable } from "./journal.ts";
import type { Run } from "./run.ts";
import type { PyClass, PyValue } from "./value.ts";

/** The variables of a module, a function call, a class body or a comprehension. */
export interface Scope {
  readonly kind: "module" | "function" | "class" | "comprehension";
  readonly variables: Map<string, PyValue>;
  /** Scope around it; null for a module. */
  readonly outer: Scope | null;
  readonly module: ModuleScope;
  /** Names declared `global` or `nonlocal` here. */
  readonly redirected: Map<string, Scope>;
  /** The class whose body defined the function that runs, and its first argument: what `super()` needs. */
  readonly method: { readonly ownerClass: PyClass; readonly self: PyValue } | null;
}

export interface ModuleScope extends Scope {
  readonly file: string | null;
  readonly text: string;
  readonly name: string;
  /** Modules imported by `from x import *` whose names cannot be listed. */
  readonly stars: PyValue[];
  /** Of an imported module: runs what decides a name, before the name is looked up. */
  demand: ((name: string) => void) | null;
  /** Of an imported module: runs its `from x import *`. */
  openStars: (() => void) | null;
  /** Of an imported module: the names that it binds. */
  names: (() => readonly string[]) | null;
}

export function moduleScope(name: string, file: string | null, text: string): ModuleScope {
  const scope = {
    kind: "module" as const,
    variables: new Map<string, PyValue>(),
    outer: null,
    redirected: new Map<string, Scope>(),
    method: null,
    file,
    text,
    name,
    stars: [] as PyValue[],
    demand: null,
    openStars: null,
    names: null,
  };
  const withModule = scope as typeof scope & { module: ModuleScope };
  withModule.module = withModule;
  return withModule;
}

export function innerScope(kind: Scope["kind"], outer: Scope, method: Scope["method"] = null): Scope {
  return { kind, variables: new Map(), outer, module: outer.module, redirected: new Map(), method };
}

/** Python's order: here, the functions around (class bodies are skipped), the module. Undefined when there is no such variable. */
export function lookUp(scope: Scope, name: string): PyValue | undefined {
  const redirected = scope.redirected.get(name);
  if (redirected !== undefined) return variableOf(redirected, name);
  let at: Scope | null = scope;
  let isFirst = true;
  while (at !== null) {
    if (isFirst || at.kind !== "class") {
      const value = variableOf(at, name);
      if (value !== undefined) return value;
    }
    // A comprehension in a class body sees the class only through its first iterable; close enough to see all of it.
    if (at.kind !== "comprehension") isFirst = false;
    at = at.outer;
  }
  return undefined;
}

function variableOf(scope: Scope, name: string): PyValue | undefined {
  if (scope.kind === "module") scope.module.demand?.(name);
  return scope.variables.get(name);
}

/** The scope in which an assignment to `name` takes place. */
export function ownerOf(scope: Scope, name: string): Scope {
  return scope.redirected.get(name) ?? scope;
}

export function assignName(run: Run, scope: Scope, name: string, value: PyValue): void {
  const { variables } = ownerOf(scope, name);
  logVariable(run, variables, name);
  variables.set(name, value);
}

export function deleteName(run: Run, scope: Scope, name: string): void {
  const { variables } = ownerOf(scope, name);
  logVariable(run, variables, name);
  variables.delete(name);
}
