import type { Span } from "../base/span.ts";
import type { CallArgument, HostObject } from "../python/host.ts";
import type { PyValue } from "../python/value.ts";

/**
 * A SQLAlchemy (or other library) expression that a migration built, kept as a tree. `path` is canonical: `sqlalchemy.Column`,
 * `sqlalchemy.dialects.postgresql.JSONB`, however it was imported (`sa.types.Integer` and `sqlalchemy.sql.sqltypes.Integer` are `sqlalchemy.Integer`).
 */
export type Symbolic =
  | { readonly kind: "reference"; readonly path: string; readonly span: Span }
  | SymbolicCall
  | { readonly kind: "attribute"; readonly of: Symbolic; readonly name: string; readonly span: Span }
  | {
      readonly kind: "binary";
      /** A BinaryOperator or CompareOperator. */
      readonly operator: string;
      readonly left: PyValue;
      readonly right: PyValue;
      readonly span: Span;
    }
  | { readonly kind: "unary"; readonly operator: "+" | "-" | "~"; readonly operand: Symbolic; readonly span: Span }
  | { readonly kind: "subscript"; readonly of: Symbolic; readonly index: PyValue; readonly span: Span };

/** A call: of a library name (`sa.Column(…)`) or of a method of another expression (`sa.text(…).bindparams(…)`). */
export interface SymbolicCall {
  readonly kind: "call";
  readonly callee: Symbolic;
  /** `sqlalchemy.Column` when the callee is a plain reference, else null. */
  readonly path: string | null;
  readonly args: readonly CallArgument[];
  readonly span: Span;
  readonly calleeSpan: Span;
  readonly argumentsSpan: Span;
  readonly closed: boolean;
  /** Counts up in the order of creation: SQLAlchemy orders constraints by it, and the same object used twice has the same number. */
  readonly serial: number;
}

/** A host object that stands for a Symbolic. */
export interface SymbolicObject extends HostObject {
  readonly symbolic: Symbolic;
}

/** The Symbolic behind a value, or undefined. */
export function symbolicOf(value: PyValue | undefined): Symbolic | undefined {
  if (value?.type !== "host" || !("symbolic" in value.object)) return undefined;
  return (value.object as SymbolicObject).symbolic;
}
