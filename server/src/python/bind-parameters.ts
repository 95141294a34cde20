import type { Span } from "../base/span.ts";
import type { Unknown } from "../base/static.ts";
import type { FunctionClosure } from "./evaluate-expression.ts";
import type { CallArgument } from "./host.ts";
import { plainString } from "./mapped-string.ts";
import { unknownBecause } from "./run.ts";
import type { Scope } from "./scope.ts";
import type { PyDict, PyFunction, PyValue } from "./value.ts";
import { tuple } from "./values.ts";

/**
 * Gives the parameters of a function their values. Returns what is wrong with the arguments (Python raises TypeError), or null.
 * With an unknown `*args` or `**kwargs` in the call, parameters that it may fill are unknown.
 */
export function bindParameters(
  callee: PyFunction,
  args: readonly CallArgument[],
  scope: Scope,
  span: Span,
): string | null {
  const { parameters } = callee.definition;
  const { defaults } = callee.closure as FunctionClosure;
  const positional: PyValue[] = [];
  const named = new Map<string, PyValue>();
  let rest: Unknown | null = null;
  if (callee.boundSelf !== null) positional.push(callee.boundSelf);
  for (const it of args) {
    if (it.spreadUnknown)
      rest = it.value.type === "unknown" ? it.value.why : { reason: "unsupported", detail: "arguments" };
    else if (it.name !== null) {
      if (named.has(it.name)) return `${callee.name}() gets ${it.name} twice`;
      named.set(it.name, it.value);
    } else if (rest === null) positional.push(it.value);
  }
  const bind = (name: string, value: PyValue): void => {
    scope.variables.set(name, value);
  };
  let next = 0;
  for (const parameter of parameters) {
    const { name, kind } = parameter;
    if (kind === "varArgs") {
      bind(name, tuple(positional.slice(next), span, rest));
      next = positional.length;
      continue;
    }
    if (kind === "kwArgs") {
      const dict: PyDict = { type: "dict", entries: [], open: rest, span };
      for (const [key, value] of named) dict.entries.push({ key: plainString(key, span), value });
      named.clear();
      bind(name, dict);
      continue;
    }
    const given = kind === "keywordOnly" ? undefined : positional[next];
    if (given !== undefined) {
      if (kind !== "positionalOnly" && named.has(name)) return `${callee.name}() gets ${name} twice`;
      next++;
      bind(name, given);
      continue;
    }
    const byName = kind === "positionalOnly" ? undefined : named.get(name);
    if (byName !== undefined) {
      named.delete(name);
      bind(name, byName);
    } else if (rest !== null) bind(name, unknownBecause(rest, span));
    else {
      const value = defaults.get(name);
      if (value === undefined) return `${callee.name}() needs ${name}`;
      bind(name, value);
    }
  }
  if (rest !== null) return null;
  if (next < positional.length) return `${callee.name}() takes fewer arguments`;
  const [extra] = named.keys();
  if (extra !== undefined) return `${callee.name}() has no parameter ${extra}`;
  return null;
}
