import type { Span } from "../base/span.ts";
import type { Answer } from "../base/static.ts";
import type { BinaryOperator, CompareOperator, PyModule } from "./syntax.ts";
import type { PyUnknown, PyValue } from "./value.ts";

/** One argument of a call, `*x` and `**x` already spread where they are known. */
export interface CallArgument {
  /** Null for a positional argument. */
  readonly name: string | null;
  readonly nameSpan: Span | null;
  readonly value: PyValue;
  /** The argument as written at the call (the expression, not where its value was made). */
  readonly span: Span;
  /** `*x` / `**x` whose contents are not known: from here on any argument may have been given. */
  readonly spreadUnknown: boolean;
}

/** A condition that could not be decided and under which code ran. Conditions nest from the outermost to the innermost. */
export interface OpenCondition {
  /** Source text of the test, shortened: `not has_table("users")`. */
  readonly text: string;
  readonly span: Span;
  /** "loop": the body of a loop over unknown data, run once. */
  readonly kind: "if" | "else" | "loop" | "except" | "case";
}

/** Where a call stands while it runs. */
export interface CallSite {
  readonly call: Span;
  /** The callee as written: `op.add_column`. */
  readonly callee: Span;
  readonly argumentsSpan: Span;
  /** The whole statement that holds the call (the innermost). */
  readonly statement: Span;
  readonly closed: boolean;
  readonly conditions: readonly OpenCondition[];
  /** Inside a `try` with handlers, here or in a function that called: an exception may be taken. */
  readonly caught: boolean;
  /**
   * Calls of helper functions that led here, outermost first (spans in `file`, null for the interpreted file itself).
   */
  readonly frames: readonly { readonly name: string; readonly call: Span; readonly file: string | null }[];
  /** File of `call`; null is the interpreted file itself. */
  readonly file: string | null;
}

/**
 * An object whose behaviour the host decides. Each method may return undefined: the interpreter then answers with an unknown
 * value (reason "call" or "unsupported"). Methods must not throw.
 */
export interface HostObject {
  /** For people and dumps: `sqlalchemy.Column`. */
  readonly description: string;
  /**
   * True for a pure value (a type, a column, a text): handing it to code that is not read cannot change the database, so that is no
   * gap. False or absent for what acts: `op`, a connection, a session, a batch.
   */
  readonly inert?: boolean;
  attribute?(name: string, at: Span): PyValue | undefined;
  call?(args: readonly CallArgument[], site: CallSite): PyValue | undefined;
  setAttribute?(name: string, value: PyValue, site: CallSite): void;
  /** `with object as x`: the value of `x`. */
  enter?(site: CallSite): PyValue | undefined;
  exit?(site: CallSite): void;
  /** `reflected` when the object stands on the right. */
  binary?(operator: BinaryOperator, other: PyValue, reflected: boolean, at: Span): PyValue | undefined;
  compare?(operator: CompareOperator, other: PyValue, reflected: boolean, at: Span): PyValue | undefined;
  unary?(operator: "+" | "-" | "~", at: Span): PyValue | undefined;
  subscript?(index: PyValue, at: Span): PyValue | undefined;
  iterate?(at: Span): readonly PyValue[] | undefined;
  truth?(): Answer;
}

export interface Host {
  /**
   * A module that the host models (`sqlalchemy`, `alembic.op` …); undefined when it does not.
   * `name` is absolute and dotted. The interpreter asks for `sourceModule` next.
   */
  module(name: string): PyValue | undefined;
  /**
   * A module of the same project, already parsed, for `import helpers` and `from ..shared import x`;
   * undefined when there is none. `level` counts the leading dots.
   */
  sourceModule?(
    name: string,
    level: number,
    fromFile: string | null,
  ): { readonly file: string; readonly module: PyModule } | undefined;
  /** Path of the interpreted file, absolute with `/`; absent: `__file__` is not known. */
  readonly mainFile?: string;
  /** The text of a file of the project by its absolute path, for migrations that read SQL from a file beside them; undefined when there is none or it was not read. */
  sourceText?(path: string): string | undefined;
  /** `raise` was reached (conditions as at a call); the function ends there. */
  raised?(exception: PyValue | null, site: CallSite): void;
  /** A name that is bound nowhere is read: Python raises NameError. */
  undefinedName?(name: string, site: CallSite): void;
  /** Something is asked of an unknown value itself: an attribute (`name`), its elements (null). */
  used?(value: PyUnknown, name: string | null, site: CallSite): void;
  /** Something could not be followed and may have had effects: an unknown function was called with a host object, budget ran out … */
  gap?(why: import("../base/static.ts").Unknown, site: CallSite): void;
}
