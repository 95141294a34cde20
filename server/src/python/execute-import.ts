import type { Span } from "../base/span.ts";
import type { HostObject } from "./host.ts";
import { lazyModule, moduleVariable } from "./lazy-module.ts";
import { plainString } from "./mapped-string.ts";
import type { Run } from "./run.ts";
import { unknown, valueSpan } from "./run.ts";
import type { ModuleScope, Scope } from "./scope.ts";
import { assignName } from "./scope.ts";
import { isHarmlessModule, standardModule } from "./standard-library.ts";
import type { Import, ImportFrom } from "./syntax.ts";
import type { PyValue } from "./value.ts";

/** `import a.b, c as d`. */
export function executeImport(run: Run, scope: Scope, statement: Import): void {
  for (const it of statement.names) {
    const span = valueSpan(run, it.span);
    if (it.asName !== null) {
      assignName(run, scope, it.asName, importModule(run, it.name, 0, span));
      continue;
    }
    const [root = it.name] = it.name.split(".");
    // The submodule is imported too: its own code runs.
    if (root !== it.name) importModule(run, it.name, 0, span);
    const value = importModule(run, root, 0, span);
    const isMissing = value.type === "unknown" && root !== it.name;
    assignName(run, scope, root, isMissing ? packageOf(run, it.name, span) : value);
  }
}

/** `import a.b` where only `a.b` is known: an object whose attribute `b` is the module. */
function packageOf(run: Run, name: string, span: Span): PyValue {
  const [root = name, ...rest] = name.split(".");
  const make = (path: string, steps: readonly string[]): PyValue => {
    const whole = importModule(run, path, 0, span);
    const [next, ...more] = steps;
    if (whole.type !== "unknown" || next === undefined) return whole;
    const inner = make(`${path}.${next}`, more);
    if (inner.type === "unknown") return whole;
    const object: HostObject = {
      description: path,
      inert: true,
      attribute: (attribute, at) => (attribute === next ? inner : importedName(run, `${path}.${attribute}`, at)),
    };
    return { type: "host", object, span };
  };
  return make(root, rest);
}

/** `from a import b as c, *`. */
export function executeImportFrom(run: Run, scope: Scope, statement: ImportFrom): void {
  const { module, level } = statement;
  if (level === 0 && module === "__future__") return;
  for (const it of statement.names) {
    const span = valueSpan(run, it.span);
    if (it.name === "*") importStar(run, scope, statement, span);
    else assignName(run, scope, it.asName ?? it.name, importFrom(run, module, level, it.name, span));
  }
}

function importFrom(run: Run, module: string, level: number, name: string, span: Span): PyValue {
  const full = module === "" ? name : `${module}.${name}`;
  if (level === 0) {
    const host = run.host.module(module);
    const value = host?.type === "host" ? host.object.attribute?.(name, span) : undefined;
    const found = value ?? run.host.module(full);
    if (found !== undefined) return found;
  }
  const source = module === "" && level > 0 ? null : loadSource(run, module, level, span);
  const value = source === null ? undefined : moduleVariable(source, name, span);
  if (value !== undefined) return value;
  const inner = loadSource(run, full, level, span);
  if (inner !== null) return moduleValue(run, inner, span);
  const own = module === "" && level > 0 ? loadSource(run, "", level, span) : null;
  const fromPackage = own === null ? undefined : moduleVariable(own, name, span);
  if (fromPackage !== undefined) return fromPackage;
  if (level === 0) {
    const standard = standardModule(run, module, span);
    const attribute = standard?.type === "host" ? standard.object.attribute?.(name, span) : undefined;
    if (attribute !== undefined) return attribute;
  }
  return importedName(run, `${".".repeat(level)}${full}`, span);
}

function importStar(run: Run, scope: Scope, statement: ImportFrom, span: Span): void {
  const { module, level } = statement;
  const host = level === 0 ? run.host.module(module) : undefined;
  if (host !== undefined) {
    scope.module.stars.push(host);
    return;
  }
  const source = loadSource(run, module, level, span);
  if (source === null) {
    scope.module.stars.push(importedName(run, `${".".repeat(level)}${module}`, span));
    return;
  }
  scope.module.stars.push(starOf(source, span));
  if (scope.module.demand !== null) return;
  // In the migration itself the names are variables as all others.
  for (const name of exportedNames(source, span)) {
    const value = moduleVariable(source, name, span);
    if (value !== undefined) assignName(run, scope, name, value);
  }
}

/** What `from module import *` makes visible, asked for by name. */
function starOf(source: ModuleScope, span: Span): PyValue {
  const object: HostObject = {
    description: `names of ${source.name}`,
    inert: true,
    attribute: (name, at) => {
      const listed = listedNames(source, span);
      return listed === null || listed.includes(name) ? moduleVariable(source, name, at) : undefined;
    },
  };
  return { type: "host", object, span };
}

/** `__all__` where it is there and known. */
function listedNames(source: ModuleScope, span: Span): readonly string[] | null {
  const all = moduleVariable(source, "__all__", span);
  if (all?.type !== "list" && all?.type !== "tuple") return null;
  return all.elements.flatMap((it) => (it.type === "str" ? it.value : []));
}

function exportedNames(source: ModuleScope, span: Span): readonly string[] {
  return listedNames(source, span) ?? (source.names?.() ?? []).filter((it) => !it.startsWith("_"));
}

/** The module as a value: the host's, one of the project, or one of Python's own. */
function importModule(run: Run, name: string, level: number, span: Span): PyValue {
  const host = run.host.module(name);
  if (host !== undefined) return host;
  const source = loadSource(run, name, level, span);
  if (source !== null) return moduleValue(run, source, span);
  return standardModule(run, name, span) ?? importedName(run, name, span);
}

/** Something that is imported and not read. Calling it may do anything, unless it is of a module that cannot reach a database. */
function importedName(run: Run, name: string, span: Span): PyValue {
  const value = unknown("import", `import of ${name}`, span);
  if (!isHarmlessModule(name)) run.origins.set(value, "import");
  return value;
}

/** A module of the project; null when there is none. Its statements run when their names are asked for. */
function loadSource(run: Run, name: string, level: number, span: Span): ModuleScope | null {
  const found = run.host.sourceModule?.(name, level, run.module.file);
  if (found === undefined) return null;
  const known = run.modules.get(found.module);
  if (known !== undefined) return known;
  const scope = lazyModule(run, name, found, run.foreign ?? span);
  run.modules.set(found.module, scope);
  return scope;
}

function moduleValue(run: Run, scope: ModuleScope, span: Span): PyValue {
  const object: HostObject = {
    description: `module ${scope.name}`,
    inert: true,
    truth: () => "yes",
    attribute: (name, at) => {
      if (name === "__name__") return plainString(scope.name, at);
      const own = moduleVariable(scope, name, at);
      if (own !== undefined) return own;
      // `import a.b` makes `b` an attribute of `a`, and so does every other import of it in the program.
      const inner = scope.file?.endsWith("/__init__.py") ? submodule(run, scope, name) : null;
      return inner === null ? undefined : moduleValue(run, inner, span);
    },
  };
  return { type: "host", object, span };
}

function submodule(run: Run, scope: ModuleScope, name: string): ModuleScope | null {
  const found = run.host.sourceModule?.(name, 1, scope.file);
  if (found === undefined) return null;
  const known = run.modules.get(found.module);
  if (known !== undefined) return known;
  const made = lazyModule(run, `${scope.name}.${name}`, found, run.foreign ?? run.statement);
  run.modules.set(found.module, made);
  return made;
}
