import type { Unknown } from "../base/static.ts";
import { libraryArguments } from "../migration/library-arguments.ts";
import { type Symbolic, type SymbolicCall, type SymbolicObject, symbolicOf } from "../migration/symbolic.ts";
import type { PyValue } from "../python/value.ts";
import type { Argument } from "./read-argument.ts";

/** The arguments of a library call by the names of its parameters. */
export interface CallArguments {
  /** By name; absent arguments have an undefined value and the place of the callee. */
  get(name: string): Argument;
  has(name: string): boolean;
  /** Positional arguments behind the named ones. */
  readonly rest: readonly Argument[];
  /** All keyword arguments. */
  readonly keywords: ReadonlyMap<string, Argument>;
  /** Arguments may be missing because of an unknown `*args` or `**kwargs`. */
  readonly open: Unknown | null;
}

/** Binds positional arguments to `names` in order. */
export function callArguments(call: SymbolicCall, names: readonly string[]): CallArguments {
  const { named, rest, open } = libraryArguments(call, names);
  return {
    get: (name) => named.get(name) ?? { value: undefined, span: call.calleeSpan },
    has: (name) => named.has(name),
    rest,
    keywords: new Map([...named].filter(([, it]) => it.name !== null)),
    open,
  };
}

/** A value that stands for a part of an expression. */
export function symbolicValue(symbolic: Symbolic): PyValue {
  const object: SymbolicObject = { description: "expression", symbolic };
  return { type: "host", object, span: symbolic.span };
}

/** The call behind a value when it is one of this library name. */
export function callOf(value: PyValue | undefined, ...paths: readonly string[]): SymbolicCall | null {
  const symbolic = symbolicOf(value);
  if (symbolic?.kind !== "call" || symbolic.path === null) return null;
  return paths.length === 0 || paths.includes(symbolic.path) ? symbolic : null;
}

/** A call of a method: `of.name(…)`. A method of a library name (`MetaData.create_all`) is no method call of an object. */
export function methodCall(
  symbolic: Symbolic | undefined,
): { readonly of: Symbolic; readonly name: string; readonly call: SymbolicCall } | null {
  if (symbolic?.kind !== "call" || symbolic.callee.kind !== "attribute") return null;
  return { of: symbolic.callee.of, name: symbolic.callee.name, call: symbolic };
}

/** `base.a(…).b(…)`: the base and the methods in the order in which they are called. */
export function methodChain(symbolic: Symbolic): {
  readonly base: Symbolic;
  readonly methods: readonly { readonly name: string; readonly call: SymbolicCall }[];
} {
  const methods: { readonly name: string; readonly call: SymbolicCall }[] = [];
  let base = symbolic;
  for (let it = methodCall(base); it !== null; it = methodCall(base)) {
    methods.unshift({ name: it.name, call: it.call });
    base = it.of;
  }
  return { base, methods };
}
