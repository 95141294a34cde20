import type { Span } from "../../base/span.ts";
import type { CallArgument, CallSite } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";
import { canonicalPath } from "../canonical-path.ts";
import { type Symbolic, type SymbolicCall, type SymbolicObject, symbolicOf } from "../symbolic.ts";
import { hostValue } from "./host-function.ts";
import type { Recording } from "./recording.ts";

/** Lets the host answer a call itself (a Session, a method that talks to the database); undefined keeps the call as a tree. */
export type CallHook = (callee: Symbolic, args: readonly CallArgument[], site: CallSite) => PyValue | undefined;

/** Makes values that stand for library expressions; every attribute, call and operator gives the next tree. */
export interface SymbolicFactory {
  reference(path: string, span: Span): PyValue;
  value(symbolic: Symbolic): PyValue;
  /** A call under the given path, as the library itself would have made it. */
  call(callee: Symbolic, args: readonly CallArgument[], site: CallSite): PyValue;
}

/** Attributes that say something about the installed library, not about the expression. */
const runtimeFacts: ReadonlySet<string> = new Set(["__version__", "__file__", "__doc__", "__dict__", "__path__"]);

export function createSymbolicFactory(recording: Recording, hook: CallHook): SymbolicFactory {
  const factory: SymbolicFactory = {
    reference: (path, span) => factory.value({ kind: "reference", path, span }),
    value: (symbolic) => hostValue(symbolicObject(symbolic), symbolic.span),
    call(callee, args, site) {
      const call: SymbolicCall = {
        kind: "call",
        callee,
        path: callee.kind === "reference" ? callee.path : null,
        args,
        span: site.call,
        calleeSpan: site.callee,
        argumentsSpan: site.argumentsSpan,
        closed: site.closed,
        serial: recording.nextSerial++,
      };
      return factory.value(call);
    },
  };

  function symbolicObject(symbolic: Symbolic): SymbolicObject {
    return {
      symbolic,
      inert: true,
      description: describe(symbolic),
      attribute(name, at) {
        if (runtimeFacts.has(name)) {
          return { type: "unknown", why: { reason: "input", detail: `${describe(symbolic)}.${name}` }, span: at };
        }
        if (symbolic.kind === "reference") return factory.reference(canonicalPath(`${symbolic.path}.${name}`), at);
        return factory.value({ kind: "attribute", of: symbolic, name, span: at });
      },
      call: (args, site) => hook(symbolic, args, site) ?? factory.call(symbolic, args, site),
      binary: (operator, other, reflected, at) => binaryValue(symbolic, operator, other, reflected, at),
      compare(operator, other, reflected, at) {
        if (operator === "is" || operator === "is not") {
          const same = isSame(symbolic, other);
          return same === undefined ? undefined : { type: "bool", value: same === (operator === "is"), span: at };
        }
        if (operator === "in" || operator === "not in") return undefined;
        return binaryValue(symbolic, operator, other, reflected, at);
      },
      unary: (operator, at) => factory.value({ kind: "unary", operator, operand: symbolic, span: at }),
      subscript: (index, at) => factory.value({ kind: "subscript", of: symbolic, index, span: at }),
      truth: () => "unknown",
    };
  }

  function binaryValue(symbolic: Symbolic, operator: string, other: PyValue, reflected: boolean, at: Span): PyValue {
    const self = factory.value(symbolic);
    const [left, right] = reflected ? [other, self] : [self, other];
    return factory.value({ kind: "binary", operator, left, right, span: at });
  }

  return factory;
}

function isSame(symbolic: Symbolic, other: PyValue): boolean | undefined {
  if (other.type === "unknown") return undefined;
  if (other.type !== "host") return false;
  const that = symbolicOf(other);
  if (that === symbolic) return true;
  if (that?.kind === "reference" && symbolic.kind === "reference")
    return that.path === symbolic.path ? true : undefined;
  return undefined;
}

/** For people and dumps: `sqlalchemy.Column(…)`, `sqlalchemy.func.now().desc`. */
export function describe(symbolic: Symbolic): string {
  switch (symbolic.kind) {
    case "reference":
      return symbolic.path;
    case "call":
      return `${describe(symbolic.callee)}(…)`;
    case "attribute":
      return `${describe(symbolic.of)}.${symbolic.name}`;
    case "subscript":
      return `${describe(symbolic.of)}[…]`;
    case "unary":
      return `${symbolic.operator}${describe(symbolic.operand)}`;
    case "binary":
      return `… ${symbolic.operator} …`;
  }
}
