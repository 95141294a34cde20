import type {
  Call,
  ClassDef,
  Expression,
  FormattedString,
  FunctionDef,
  PyModule,
  Statement,
} from "../python/syntax.ts";
import { type Binding, type Scope, scopeOf } from "./scope.ts";

/** A module of the project that env.py imports, directly or not; undefined when there is none or it was not read. */
export type SourceModule = (
  name: string,
  level: number,
  fromFile: string,
) => { readonly file: string; readonly module: PyModule } | undefined;

/** Where names are looked up: the innermost scope first. */
export interface Place {
  readonly file: string;
  readonly module: PyModule;
  readonly scopes: readonly Scope[];
}

/** What an expression stands for, as far as it is read. Several bindings (an `if`, a `try`) give several values. */
export type Resolved =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "none" }
  | { readonly kind: "list"; readonly items: readonly Expression[]; readonly place: Place }
  | { readonly kind: "dict"; readonly entries: readonly DictEntry[]; readonly complete: boolean }
  | { readonly kind: "class"; readonly definition: ClassDef; readonly place: Place }
  | { readonly kind: "function"; readonly definition: FunctionDef; readonly place: Place }
  | { readonly kind: "call"; readonly callee: readonly Resolved[]; readonly call: Call; readonly place: Place }
  /** Something of a module that is not the project's: `sqlalchemy.MetaData`. */
  | { readonly kind: "external"; readonly name: string }
  | { readonly kind: "module"; readonly place: Place; readonly name: string }
  | { readonly kind: "attribute"; readonly of: readonly Resolved[]; readonly name: string; readonly place: Place }
  /** `prefix`: how the text begins, where that much is known. */
  | { readonly kind: "unknown"; readonly detail: string; readonly prefix?: string };

export interface DictEntry {
  readonly key: string;
  readonly value: readonly Resolved[];
}

export interface Resolver {
  resolve(expression: Expression, place: Place): readonly Resolved[];
  /** A name as if it stood at the end of the place. */
  name(name: string, place: Place): readonly Resolved[];
  modulePlace(file: string, module: PyModule): Place;
}

/** Libraries whose names are known by what they are, not by their source. */
const external =
  /^(?:sqlalchemy|sqlmodel|flask_sqlalchemy|flask_migrate|flask|alembic|os|logging|typing|sqlalchemy_utils)(?:\.|$)/;
/** Names that lead to names that lead to names …: enough for re-exports, and an end for circular imports. */
const deepest = 24;

/** Follows names, imports and dicts through the files of a project without running anything. Never throws; `sourceModule` must not either. */
export function createResolver(sourceModule: SourceModule | undefined): Resolver {
  const places = new Map<PyModule, Place>();

  const modulePlace = (file: string, module: PyModule): Place => {
    const existing = places.get(module);
    if (existing !== undefined) return existing;
    const place: Place = { file, module, scopes: [scopeOf(module.body)] };
    places.set(module, place);
    return place;
  };
  const find = (name: string, level: number, from: Place): Place | undefined => {
    const found = sourceModule?.(name, level, from.file);
    return found === undefined ? undefined : modulePlace(found.file, found.module);
  };

  const resolve = (expression: Expression, place: Place, depth: number): readonly Resolved[] => {
    if (depth > deepest) return [{ kind: "unknown", detail: "the value is defined through too many other names" }];
    switch (expression.type) {
      case "StringLiteral":
        return [{ kind: "text", value: expression.value }];
      case "Constant": {
        const { value } = expression;
        if (value === null) return [{ kind: "none" }];
        if (typeof value === "boolean") return [{ kind: "boolean", value }];
        if (typeof value === "number") return [{ kind: "number", value }];
        return [{ kind: "unknown", detail: "the value is not a text" }];
      }
      case "Name":
        return lookUp(expression.id, place, depth + 1);
      case "List":
      case "Tuple":
        return [{ kind: "list", items: expression.elements, place }];
      case "Dict":
        return [dictOf(expression.entries, place, depth)];
      case "Call":
        return callOf(expression, place, depth);
      case "Attribute":
        return resolve(expression.value, place, depth + 1).flatMap((it) =>
          attribute(it, expression.name, place, depth + 1),
        );
      case "Conditional":
        return [...resolve(expression.body, place, depth + 1), ...resolve(expression.orElse, place, depth + 1)];
      case "BooleanOperation":
        return expression.values.flatMap((it) => resolve(it, place, depth + 1));
      case "BinaryOperation": {
        const [left, ...others] = resolve(expression.left, place, depth + 1);
        const [right, ...more] = resolve(expression.right, place, depth + 1);
        const simple = others.length === 0 && more.length === 0 && expression.operator === "+";
        if (simple && left?.kind === "text" && right?.kind === "text") {
          return [{ kind: "text", value: left.value + right.value }];
        }
        return [{ kind: "unknown", detail: "the value is computed" }];
      }
      case "Subscript":
        return resolve(expression.value, place, depth + 1).map((it) => item(it, expression.index));
      case "FormattedString":
        return [formatted(expression, place, depth)];
      default:
        return [{ kind: "unknown", detail: "the value is computed" }];
    }
  };

  /** An f-string whose parts are known texts is one; otherwise how it begins is. */
  const formatted = (expression: FormattedString, place: Place, depth: number): Resolved => {
    let text = "";
    for (const part of expression.parts) {
      const values =
        part.type === "StringLiteral"
          ? [{ kind: "text" as const, value: part.value }]
          : part.format === null && part.conversion === "" && part.selfDocumenting === null
            ? resolve(part.value, place, depth + 1)
            : [];
      const [only] = values;
      if (values.length !== 1 || only?.kind !== "text")
        return { kind: "unknown", detail: "the value is computed", prefix: text };
      text += only.value;
    }
    return expression.isTemplate
      ? { kind: "unknown", detail: "the value is a template" }
      : { kind: "text", value: text };
  };

  const callOf = (call: Call, place: Place, depth: number): readonly Resolved[] => {
    const callee = resolve(call.callee, place, depth + 1);
    const [only] = callee;
    const isDict = call.callee.type === "Name" && call.callee.id === "dict" && only?.kind === "unknown";
    if (isDict) {
      const entries = call.keywords.map((it) => ({ name: it.name, value: it.value }));
      const [base] = call.args;
      const own = entries.map(({ name, value }) => ({ key: name, value }));
      const spread = base === undefined ? [] : [{ key: null, value: base }];
      return [dictOf([...spread, ...own], place, depth, call.args.length > 1)];
    }
    if (callee.length === 1 && only?.kind === "function") {
      const { definition, place: home } = only;
      const inside = { ...home, scopes: [scopeOf(definition.body), parametersOf(definition), ...home.scopes] };
      const returned = returns(definition);
      if (returned !== null) return returned.flatMap((it) => resolve(it, inside, depth + 1));
    }
    return [{ kind: "call", callee, call, place }];
  };

  /** Keys that are not texts and spreads that are not read make the dict incomplete. */
  const dictOf = (
    written: readonly { readonly key: Expression | string | null; readonly value: Expression }[],
    place: Place,
    depth: number,
    hasMore = false,
  ): Resolved => {
    const entries = new Map<string, DictEntry>();
    let complete = !hasMore;
    for (const { key, value } of written) {
      if (key === null) {
        const [spread, ...others] = resolve(value, place, depth + 1);
        if (spread?.kind !== "dict" || others.length > 0) complete = false;
        else {
          complete &&= spread.complete;
          for (const entry of spread.entries) entries.set(entry.key, entry);
        }
        continue;
      }
      const name = typeof key === "string" ? { kind: "text" as const, value: key } : resolve(key, place, depth + 1)[0];
      if (name?.kind === "text") entries.set(name.value, { key: name.value, value: resolve(value, place, depth + 1) });
      else complete = false;
    }
    return { kind: "dict", entries: [...entries.values()], complete };
  };

  const lookUp = (name: string, place: Place, depth: number): readonly Resolved[] => {
    if (depth > deepest) return [{ kind: "unknown", detail: `${name} is defined through too many other names` }];
    for (let i = 0; i < place.scopes.length; i++) {
      const scope = place.scopes[i] as Scope;
      const bindings = scope.names.get(name);
      if (bindings !== undefined) {
        const own: Place = i === 0 ? place : { ...place, scopes: place.scopes.slice(i) };
        return bindings.flatMap((it) => ofBinding(name, it, own, depth + 1));
      }
      for (const { module, level } of scope.stars.toReversed()) {
        const from = find(module, level, place);
        if (from === undefined) continue;
        if (from.scopes[0]?.names.has(name) === true) return lookUp(name, from, depth + 1);
      }
    }
    return [{ kind: "unknown", detail: `${name} is not defined in ${shortName(place.file)}` }];
  };

  const ofBinding = (name: string, binding: Binding, place: Place, depth: number): readonly Resolved[] => {
    switch (binding.kind) {
      case "value":
        // `Base = declarative_base(cls=Base)` reads the earlier value, which is gone here.
        if (binding.value.type === "Name" && binding.value.id === name) break;
        return resolve(binding.value, place, depth);
      case "class":
        return [{ kind: "class", definition: binding.definition, place }];
      case "function":
        return [{ kind: "function", definition: binding.definition, place }];
      case "import":
        return imported(binding, place, depth);
      case "other":
        break;
    }
    return [{ kind: "unknown", detail: `${name} is computed in ${shortName(place.file)}` }];
  };

  const imported = (
    { module, level, member }: Extract<Binding, { kind: "import" }>,
    place: Place,
    depth: number,
  ): readonly Resolved[] => {
    if (level === 0 && external.test(module)) {
      return [{ kind: "external", name: member === null ? module : `${module}.${member}` }];
    }
    const source = find(module, level, place);
    if (member === null) {
      return source === undefined
        ? [{ kind: "module", place, name: module }]
        : [{ kind: "module", place: source, name: module }];
    }
    if (source?.scopes[0]?.names.has(member) === true) return lookUp(member, source, depth + 1);
    const submodule = find(module === "" ? member : `${module}.${member}`, level, place);
    if (submodule !== undefined) return [{ kind: "module", place: submodule, name: `${module}.${member}` }];
    if (source !== undefined && (source.scopes[0]?.stars.length ?? 0) > 0) return lookUp(member, source, depth + 1);
    const dotted = `${".".repeat(level)}${module}`;
    return [{ kind: "unknown", detail: `${member} is imported from ${dotted}, which could not be read` }];
  };

  const attribute = (of: Resolved, name: string, place: Place, depth: number): readonly Resolved[] => {
    if (of.kind === "external") return [{ kind: "external", name: `${of.name}.${name}` }];
    if (of.kind === "module") {
      if (external.test(of.name)) return [{ kind: "external", name: `${of.name}.${name}` }];
      if (of.place.scopes[0]?.names.has(name) === true && of.place.module !== place.module)
        return lookUp(name, of.place, depth);
      const dotted = `${of.name}.${name}`;
      const submodule = find(dotted, 0, place);
      if (submodule !== undefined) return [{ kind: "module", place: submodule, name: dotted }];
      if (of.place.module !== place.module && (of.place.scopes[0]?.stars.length ?? 0) > 0)
        return lookUp(name, of.place, depth);
      // A package without a file of its own: the next part may be one.
      return [{ kind: "module", place, name: dotted }];
    }
    if (of.kind === "unknown") return [of];
    return [{ kind: "attribute", of: [of], name, place }];
  };

  return {
    resolve: (expression, place) => resolve(expression, place, 0),
    name: (name, place) => lookUp(name, place, 0),
    modulePlace,
  };
}

/** `d["key"]` of a dict that is read; of something of a library, its name with the key behind it. */
function item(of: Resolved, index: Expression): Resolved {
  const key =
    index.type === "StringLiteral" ? index.value : index.type === "Constant" && index.value === null ? "None" : null;
  if (key !== null && of.kind === "external") return { kind: "external", name: `${of.name}.${key}` };
  if (of.kind === "dict" && key !== null) {
    const [only, ...others] = of.entries.find((it) => it.key === key)?.value ?? [];
    if (only !== undefined && others.length === 0) return only;
  }
  return of.kind === "unknown" ? of : { kind: "unknown", detail: "the value is computed" };
}

/** Names that a call gives their values: they are not followed. */
function parametersOf(definition: FunctionDef): Scope {
  const names = new Map(definition.parameters.map((it) => [it.name, [{ kind: "other" as const }]]));
  return { names, stars: [], attributes: [] };
}

/** What a function can return, when it ends with a `return`; null for a generator and for what may end without one. */
function returns(definition: FunctionDef): readonly Expression[] | null {
  if (definition.isGenerator || definition.body.at(-1)?.type !== "Return") return null;
  const found: Expression[] = [];
  let bare = false;
  const read = (statements: readonly Statement[]): void => {
    for (const it of statements) {
      if (it.type === "Return") {
        if (it.value === null) bare = true;
        else found.push(it.value);
      } else for (const block of blocksOf(it)) read(block);
    }
  };
  read(definition.body);
  return bare ? null : found;
}

function blocksOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.type) {
    case "If":
    case "For":
    case "While":
      return [statement.body, statement.orElse];
    case "With":
      return [statement.body];
    case "Try":
      return [statement.body, ...statement.handlers.map((it) => it.body), statement.orElse, statement.finalBody];
    case "Match":
      return statement.cases;
    default:
      return [];
  }
}

function shortName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
