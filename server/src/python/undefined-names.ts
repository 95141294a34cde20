import { builtinNames } from "./builtin-names.ts";
import type { Expression, FunctionDef, Name, PyModule, Statement } from "./syntax.ts";

/** A name that is read where Python finds no value for it. */
export interface UndefinedName {
  readonly name: Name;
  /** The outermost function of the module in which it is read; null at the top level, where loading the file fails. */
  readonly within: FunctionDef | null;
}

interface Scope {
  readonly names: ReadonlySet<string>;
  readonly isClass: boolean;
  readonly outer: Scope | null;
}

/**
 * The names of a module that nothing binds: no assignment, import, parameter or definition in the scopes around, and no builtin. A name that is bound anywhere counts, also under a
 * condition or later, so that what is left is certainly a NameError once it is read. Nothing is said of a module that imports with a star, makes names at run time, or
 * has syntax errors. https://docs.python.org/3/reference/executionmodel.html#resolution-of-names
 */
export function undefinedNames(module: PyModule): readonly UndefinedName[] {
  if (module.errors.length > 0 || /\b(?:globals|exec|NameError|__builtins__)\b/.test(module.text)) return [];
  const bound = new Set<string>();
  if (!bindings(module.body, bound)) return [];
  for (const name of globalsIn(module.body)) bound.add(name);
  const found: UndefinedName[] = [];
  const walk: Walk = { found, within: null };
  visitBody(module.body, { names: bound, isClass: false, outer: null }, walk);
  return found;
}

interface Walk {
  readonly found: UndefinedName[];
  readonly within: FunctionDef | null;
}

/** Adds what a body binds in its own scope; false when it imports with a star. */
function bindings(body: readonly Statement[], names: Set<string>): boolean {
  let isKnown = true;
  const target = (expression: Expression): void => {
    if (expression.type === "Name") names.add(expression.id);
    else if (expression.type === "Tuple" || expression.type === "List") expression.elements.forEach(target);
    else if (expression.type === "Starred") target(expression.value);
  };
  const block = (inner: readonly Statement[]): void => {
    if (!bindings(inner, names)) isKnown = false;
  };
  for (const statement of body) {
    walrusIn(statement, names);
    switch (statement.type) {
      case "FunctionDef":
      case "ClassDef":
        names.add(statement.name);
        break;
      case "Assign":
        statement.targets.forEach(target);
        break;
      case "AugAssign":
      case "AnnAssign":
        target(statement.target);
        break;
      case "For":
        target(statement.target);
        block(statement.body);
        block(statement.orElse);
        break;
      case "While":
      case "If":
        block(statement.body);
        block(statement.orElse);
        break;
      case "With":
        for (const it of statement.items) if (it.target !== null) target(it.target);
        block(statement.body);
        break;
      case "Try":
        block(statement.body);
        for (const handler of statement.handlers) {
          if (handler.name !== null) names.add(handler.name);
          block(handler.body);
        }
        block(statement.orElse);
        block(statement.finalBody);
        break;
      case "Import":
        for (const { name, asName } of statement.names) names.add(asName ?? name.split(".")[0] ?? name);
        break;
      case "ImportFrom":
        for (const { name, asName } of statement.names) {
          if (name === "*") isKnown = false;
          else names.add(asName ?? name);
        }
        break;
      case "Match":
        for (const name of statement.captures) names.add(name);
        statement.cases.forEach(block);
        break;
      case "Global":
        for (const name of statement.names) names.add(name);
        break;
      default:
        break;
    }
  }
  return isKnown;
}

/** Names that functions declare `global`. */
function globalsIn(body: readonly Statement[]): readonly string[] {
  const names: string[] = [];
  everyStatement(body, (it) => {
    if (it.type === "Global") names.push(...it.names);
  });
  return names;
}

function everyStatement(node: unknown, visit: (statement: Statement) => void): void {
  everyChild(node, (child) => {
    if (isStatement(child)) visit(child);
    everyStatement(child, visit);
  });
}

/** `name := value` binds in the function (or module) around, also from within a comprehension; functions and lambdas have their own. */
function walrusIn(node: unknown, names: Set<string>): void {
  everyChild(node, (child) => {
    if (child.type === "FunctionDef" || child.type === "ClassDef" || child.type === "Lambda") return;
    if (child.type === "NamedExpression") {
      const { target } = child as unknown as { readonly target: Name };
      names.add(target.id);
    }
    walrusIn(child, names);
  });
}

function visitBody(body: readonly Statement[], scope: Scope, walk: Walk): void {
  for (const statement of body) visit(statement, scope, walk);
}

/** Reads of names below a node, each in its scope. */
function visit(node: Node, scope: Scope, walk: Walk): void {
  switch (node.type) {
    case "Name":
      if (!isBound((node as unknown as Name).id, scope)) {
        walk.found.push({ name: node as unknown as Name, within: walk.within });
      }
      return;
    case "FunctionDef":
      visitFunction(node as unknown as FunctionDef, scope, walk);
      return;
    case "ClassDef": {
      const definition = node as unknown as Extract<Statement, { type: "ClassDef" }>;
      for (const it of [...definition.decorators, ...definition.bases]) visit(it, scope, walk);
      for (const it of definition.keywords) visit(it.value, scope, walk);
      const names = new Set<string>(["__module__", "__qualname__", "__class__"]);
      bindings(definition.body, names);
      visitBody(definition.body, { names, isClass: true, outer: scope }, walk);
      return;
    }
    case "Lambda": {
      const { parameters, body } = node as unknown as Extract<Expression, { type: "Lambda" }>;
      for (const it of parameters) if (it.defaultValue !== null) visit(it.defaultValue, scope, walk);
      const names = new Set(parameters.map((it) => it.name));
      walrusIn([body], names);
      visit(body, { names, isClass: false, outer: scope }, walk);
      return;
    }
    case "Comprehension": {
      const it = node as unknown as Extract<Expression, { type: "Comprehension" }>;
      const names = new Set<string>();
      for (const clause of it.clauses) bindings([{ ...emptyFor, target: clause.target }], names);
      const inner: Scope = { names, isClass: false, outer: scope };
      for (const clause of it.clauses) {
        visit(clause.iterable, inner, walk);
        for (const one of clause.conditions) visit(one, inner, walk);
      }
      visit(it.element, inner, walk);
      if (it.value !== null) visit(it.value, inner, walk);
      return;
    }
    case "AnnAssign": {
      // Annotations are not evaluated in functions, nor anywhere in newer versions.
      const { target, value } = node as unknown as Extract<Statement, { type: "AnnAssign" }>;
      if (target.type !== "Name") visit(target, scope, walk);
      if (value !== null) visit(value, scope, walk);
      return;
    }
    default:
      everyChild(node, (child) => visit(child, scope, walk));
  }
}

const emptyFor = {
  type: "For",
  span: { start: 0, end: 0 },
  iterable: { type: "Constant", span: { start: 0, end: 0 }, value: null, isFloat: false },
  body: [],
  orElse: [],
  isAsync: false,
} as const;

function visitFunction(definition: FunctionDef, scope: Scope, walk: Walk): void {
  for (const it of definition.decorators) visit(it, scope, walk);
  for (const it of definition.parameters) if (it.defaultValue !== null) visit(it.defaultValue, scope, walk);
  const names = new Set(definition.parameters.map((it) => it.name));
  bindings(definition.body, names);
  // Methods know the class around them.
  if (scope.isClass) names.add("__class__");
  const inner: Scope = { names, isClass: false, outer: scope };
  visitBody(definition.body, inner, { ...walk, within: walk.within ?? definition });
}

function isBound(name: string, scope: Scope): boolean {
  if (builtinNames.has(name) || /^__\w+__$/.test(name)) return true;
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    // What a class binds is seen in its own body only.
    if (at.names.has(name) && (!at.isClass || at === scope)) return true;
  }
  return false;
}

interface Node {
  readonly type: string;
}

function everyChild(node: unknown, visitChild: (child: Node) => void): void {
  if (Array.isArray(node)) {
    for (const it of node) {
      if (isNode(it)) visitChild(it);
      else everyChild(it, visitChild);
    }
    return;
  }
  if (typeof node !== "object" || node === null) return;
  for (const [key, child] of Object.entries(node)) {
    if (typeof child !== "object" || child === null || key.endsWith("pan") || key === "pieces") continue;
    if (isNode(child)) visitChild(child);
    else everyChild(child, visitChild);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function isStatement(node: Node): node is Statement {
  return node.type === "Global" || node.type.endsWith("Def");
}
