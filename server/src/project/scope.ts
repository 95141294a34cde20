import type { ClassDef, Expression, FunctionDef, Statement } from "../python/syntax.ts";

/** What a name of a module, class or function is bound to. */
export type Binding =
  | { readonly kind: "value"; readonly value: Expression }
  | { readonly kind: "class"; readonly definition: ClassDef }
  | { readonly kind: "function"; readonly definition: FunctionDef }
  /** `member` null: the module itself. */
  | { readonly kind: "import"; readonly module: string; readonly level: number; readonly member: string | null }
  /** A loop variable, a `with` target, an unpacking …: bound to something that is not read. */
  | { readonly kind: "other" };

export interface Scope {
  /** All bindings that may hold at the end: one that is certainly executed replaces those before it. */
  readonly names: ReadonlyMap<string, readonly Binding[]>;
  /** `from module import *`, in order. */
  readonly stars: readonly { readonly module: string; readonly level: number }[];
  /** `a.b.c = value`, in order. */
  readonly attributes: readonly { readonly target: Expression; readonly name: string; readonly value: Expression }[];
}

/** Reads the bindings of a body without running it; functions and classes inside are bindings, their bodies are not entered. */
export function scopeOf(body: readonly Statement[]): Scope {
  const names = new Map<string, Binding[]>();
  const stars: { module: string; level: number }[] = [];
  const attributes: { target: Expression; name: string; value: Expression }[] = [];

  const bind = (name: string, binding: Binding, certain: boolean): void => {
    const before = names.get(name);
    if (certain || before === undefined) names.set(name, [binding]);
    else before.push(binding);
  };
  const bindTarget = (target: Expression, value: Expression | null, certain: boolean): void => {
    if (target.type === "Name") {
      bind(target.id, value === null ? { kind: "other" } : { kind: "value", value }, certain);
    } else if (target.type === "Attribute" && value !== null) {
      attributes.push({ target: target.value, name: target.name, value });
    } else if (target.type === "Tuple" || target.type === "List") {
      const values = value?.type === "Tuple" || value?.type === "List" ? value.elements : [];
      const pairs = values.length === target.elements.length && !values.some((it) => it.type === "Starred");
      target.elements.forEach((it, i) => {
        bindTarget(it, pairs ? (values[i] ?? null) : null, certain);
      });
    } else if (target.type === "Starred") {
      bindTarget(target.value, null, certain);
    }
  };
  const read = (statements: readonly Statement[], certain: boolean): void => {
    for (const statement of statements) {
      switch (statement.type) {
        case "Assign":
          for (const target of statement.targets) bindTarget(target, statement.value, certain);
          break;
        case "AnnAssign":
          if (statement.value !== null) bindTarget(statement.target, statement.value, certain);
          break;
        case "AugAssign":
          bindTarget(statement.target, null, false);
          break;
        case "ClassDef":
          bind(statement.name, { kind: "class", definition: statement }, certain);
          break;
        case "FunctionDef":
          bind(statement.name, { kind: "function", definition: statement }, certain);
          break;
        case "Import":
          for (const { name, asName } of statement.names) {
            const first = name.split(".")[0] ?? name;
            const module = asName === null ? first : name;
            bind(asName ?? first, { kind: "import", module, level: 0, member: null }, certain);
          }
          break;
        case "ImportFrom":
          for (const { name, asName } of statement.names) {
            const { module, level } = statement;
            if (name === "*") stars.push({ module, level });
            else bind(asName ?? name, { kind: "import", module, level, member: name }, certain);
          }
          break;
        case "If": {
          const taken = typeChecking(statement.test);
          if (taken !== null) read(taken ? statement.body : statement.orElse, certain);
          else {
            read(statement.body, false);
            read(statement.orElse, false);
          }
          break;
        }
        case "For":
          bindTarget(statement.target, null, false);
          read(statement.body, false);
          read(statement.orElse, false);
          break;
        case "While":
          read(statement.body, false);
          read(statement.orElse, false);
          break;
        case "With":
          for (const { target } of statement.items) if (target !== null) bindTarget(target, null, certain);
          read(statement.body, certain);
          break;
        case "Try":
          read(statement.body, false);
          for (const handler of statement.handlers) read(handler.body, false);
          read(statement.orElse, false);
          read(statement.finalBody, certain);
          break;
        case "Match":
          for (const body of statement.cases) read(body, false);
          break;
        default:
          break;
      }
    }
  };
  read(body, true);
  return { names, stars, attributes };
}

/** What `TYPE_CHECKING` is when the program runs; null for other conditions. */
function typeChecking(test: Expression): boolean | null {
  if (test.type === "Name") return test.id === "TYPE_CHECKING" ? false : null;
  if (test.type === "Attribute") return test.name === "TYPE_CHECKING" ? false : null;
  if (test.type !== "UnaryOperation" || test.operator !== "not") return null;
  const inner = typeChecking(test.operand);
  return inner === null ? null : !inner;
}
