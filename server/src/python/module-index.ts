import type { Expression, PyModule, Statement } from "./syntax.ts";

/** Which statements at the top of a module decide what a name is. */
export interface ModuleIndex {
  /** Positions in `body`, ascending, of the statements that must have run before the name can be read; none for a name that the module does not bind. */
  needed(name: string): readonly number[];
  /** Names that the module binds, in order of their first binding. */
  readonly names: readonly string[];
  /** Positions of `from x import *`. */
  readonly stars: readonly number[];
}

/** Methods that change the list, dict or set that they belong to. */
const changing =
  /^(?:append|extend|insert|remove|pop|clear|sort|reverse|add|discard|update|setdefault|popitem|difference_update|intersection_update|register\w*|connect|listen\w*)$/;

/**
 * Reads which names each statement binds, changes and mentions, without running anything. A name that is bound or changed by several statements also needs
 * those between them that mention it, for what they see is its state at their place.
 */
export function indexModule(module: PyModule): ModuleIndex {
  const { body } = module;
  const binders = new Map<string, number[]>();
  const mentions = new Map<string, number[]>();
  const stars: number[] = [];
  const globals = globalsOfFunctions(body);
  const add = (map: Map<string, number[]>, name: string, at: number): void => {
    const list = map.get(name);
    if (list === undefined) map.set(name, [at]);
    else if (list.at(-1) !== at) list.push(at);
  };
  body.forEach((statement, at) => {
    const bound = new Set<string>();
    const mentioned = new Set<string>();
    const changed = new Set<string>();
    readStatement(statement, { bound, mentioned, changed });
    if (statement.type === "ImportFrom" && statement.names.some((it) => it.name === "*")) stars.push(at);
    for (const name of mentioned) {
      add(mentions, name, at);
      if (statement.type !== "FunctionDef") for (const it of globals.get(name) ?? []) changed.add(it);
    }
    for (const name of [...bound, ...changed]) add(binders, name, at);
  });
  const memo = new Map<string, readonly number[]>();
  return {
    names: [...binders.keys()],
    stars,
    needed(name) {
      const known = memo.get(name);
      if (known !== undefined) return known;
      const own = binders.get(name) ?? [];
      const last = own.at(-1) ?? -1;
      const first = own[0] ?? 0;
      const between = own.length < 2 ? [] : (mentions.get(name) ?? []).filter((it) => it > first && it < last);
      const all = [...new Set([...own, ...between])].sort((a, b) => a - b);
      memo.set(name, all);
      return all;
    },
  };
}

interface Found {
  readonly bound: Set<string>;
  readonly mentioned: Set<string>;
  /** Names whose objects the statement may change without binding them. */
  readonly changed: Set<string>;
}

function readStatement(statement: Statement, found: Found): void {
  switch (statement.type) {
    case "FunctionDef":
      found.bound.add(statement.name);
      for (const it of statement.parameters) if (it.defaultValue !== null) mention(it.defaultValue, found);
      for (const it of statement.decorators) decorate(it, found);
      return;
    case "ClassDef":
      found.bound.add(statement.name);
      for (const it of statement.decorators) decorate(it, found);
      for (const it of statement.bases) mention(it, found);
      for (const it of statement.keywords) mention(it.value, found);
      for (const it of statement.body) readInside(it, found);
      return;
    case "Import":
      for (const { name, asName } of statement.names) found.bound.add(asName ?? name.split(".")[0] ?? name);
      return;
    case "ImportFrom":
      for (const { name, asName } of statement.names) if (name !== "*") found.bound.add(asName ?? name);
      return;
    case "Assign":
      for (const it of statement.targets) bind(it, found);
      mention(statement.value, found);
      return;
    case "AnnAssign":
      if (statement.value === null) return;
      bind(statement.target, found);
      mention(statement.value, found);
      return;
    case "Pass":
    case "Break":
    case "Continue":
    case "ErrorStatement":
      return;
    case "ExpressionStatement":
      if (statement.value.type === "StringLiteral") return;
      everything(statement, found);
      return;
    default:
      // Loops, conditions, `del`, `+=`: whatever they mention they may change.
      everything(statement, found);
  }
}

/** A class body: its names are its own, its values are read. */
function readInside(statement: Statement, found: Found): void {
  const inner: Found = { bound: new Set(), mentioned: found.mentioned, changed: found.changed };
  readStatement(statement, inner);
}

function everything(node: Statement, found: Found): void {
  walk(node, (name) => {
    found.mentioned.add(name);
    found.changed.add(name);
  });
  bindInside(node, found);
}

/** Names that the blocks of a compound statement bind. */
function bindInside(statement: Statement, found: Found): void {
  const block = (statements: readonly Statement[]): void => {
    for (const it of statements) {
      const inner: Found = { bound: found.bound, mentioned: found.mentioned, changed: found.changed };
      readStatement(it, inner);
    }
  };
  switch (statement.type) {
    case "If":
    case "While":
      block(statement.body);
      block(statement.orElse);
      return;
    case "For":
      bind(statement.target, found);
      block(statement.body);
      block(statement.orElse);
      return;
    case "With":
      for (const { target } of statement.items) if (target !== null) bind(target, found);
      block(statement.body);
      return;
    case "Try":
      block(statement.body);
      for (const it of statement.handlers) block(it.body);
      block(statement.orElse);
      block(statement.finalBody);
      return;
    case "Match":
      for (const it of statement.cases) block(it);
      return;
    case "AugAssign":
      bind(statement.target, found);
      return;
    default:
  }
}

function bind(target: Expression, found: Found): void {
  switch (target.type) {
    case "Name":
      found.bound.add(target.id);
      return;
    case "Tuple":
    case "List":
      for (const it of target.elements) bind(it, found);
      return;
    case "Starred":
      bind(target.value, found);
      return;
    default:
      // `X["a"] = …`, `X.a = …` change what X names.
      walk(target, (name) => {
        found.mentioned.add(name);
        found.changed.add(name);
      });
  }
}

/** `@registry.register` may change the registry. */
function decorate(decorator: Expression, found: Found): void {
  walk(decorator, (name) => {
    found.mentioned.add(name);
    if (decorator.type !== "Name") found.changed.add(name);
  });
}

function mention(expression: Expression, found: Found): void {
  walk(expression, (name) => found.mentioned.add(name), found);
}

/** Every name in a piece of syntax, the bodies of functions left out: they run later. */
function walk(node: unknown, visit: (name: string) => void, found: Found | null = null): void {
  if (Array.isArray(node)) {
    for (const it of node) walk(it, visit, found);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const { type } = node as { readonly type?: unknown };
  if (type === "Name") {
    visit((node as { readonly id: string }).id);
    return;
  }
  if (type === "FunctionDef") {
    const { decorators, parameters } = node as { readonly decorators: unknown; readonly parameters: unknown };
    walk(decorators, visit, found);
    walk(parameters, visit, found);
    return;
  }
  if (type === "Call" && found !== null) {
    const { callee } = node as { readonly callee: Expression };
    if (callee.type === "Attribute" && changing.test(callee.name))
      walk(callee.value, (name) => found.changed.add(name));
  }
  for (const key in node) {
    if (key !== "span" && key !== "type") walk((node as Readonly<Record<string, unknown>>)[key], visit, found);
  }
}

/** Functions that declare `global x`: calling them binds x. */
function globalsOfFunctions(body: readonly Statement[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const statement of body) {
    if (statement.type !== "FunctionDef") continue;
    const names = statement.body.flatMap((it) => (it.type === "Global" && !it.nonlocal ? it.names : []));
    if (names.length > 0) found.set(statement.name, names);
  }
  return found;
}
