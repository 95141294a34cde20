import type { Span } from "../base/span.ts";
import type { Unknown } from "../base/static.ts";
import { type Symbolic, type SymbolicCall, symbolicOf } from "../migration/symbolic.ts";
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
  const found = new Map<string, Argument>();
  const keywords = new Map<string, Argument>();
  const rest: Argument[] = [];
  let open: Unknown | null = null;
  let position = 0;
  for (const it of call.args) {
    const argument = { value: it.value, span: it.span };
    if (it.spreadUnknown) {
      open ??=
        it.value.type === "unknown"
          ? it.value.why
          : { reason: "call", detail: "unpacked arguments that are not known" };
    } else if (it.name !== null) {
      keywords.set(it.name, argument);
      found.set(it.name, argument);
    } else {
      const name = names[position];
      if (name === undefined) rest.push(argument);
      else found.set(name, argument);
      position++;
    }
  }
  return {
    get: (name) => found.get(name) ?? { value: undefined, span: call.calleeSpan },
    has: (name) => found.has(name),
    rest,
    keywords,
    open,
  };
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

export function spanOf(value: PyValue, fallback: Span): Span {
  return symbolicOf(value)?.span ?? fallback;
}
