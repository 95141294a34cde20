import type { Span } from "../base/span.ts";
import type { Unknown } from "../base/static.ts";
import type { HostObject } from "./host.ts";
import type { ClassDef, FunctionDef, Lambda, StringPiece } from "./syntax.ts";

/**
 * A value of the bounded interpreter. `span` is the expression that made it (for a name: where the value was written, not where the
 * name was used). Lists, dicts and sets are mutable and keep their identity, as in Python; everything else is immutable.
 */
export type PyValue =
  | { readonly type: "none"; readonly span: Span }
  | { readonly type: "bool"; readonly value: boolean; readonly span: Span }
  | { readonly type: "int"; readonly value: number | bigint; readonly span: Span }
  | { readonly type: "float"; readonly value: number; readonly span: Span }
  | PyStr
  | { readonly type: "bytes"; readonly span: Span }
  | { readonly type: "ellipsis"; readonly span: Span }
  | PyList
  | PyTuple
  | PySet
  | PyDict
  | PyFunction
  | PyClass
  | PyInstance
  | PyHostValue
  | PyUnknown;

export interface PyStr {
  readonly type: "str";
  readonly value: string;
  /** Piecewise map from the value to the file, kept through concatenation, f-strings, format, dedent …; parts made by computation have no piece. */
  readonly pieces: readonly StringPiece[];
  readonly span: Span;
}

/** `open` is set when unknown elements may follow or stand between the known ones (an append under an unknown condition). */
export interface PyList {
  readonly type: "list";
  readonly elements: PyValue[];
  open: Unknown | null;
  readonly span: Span;
}
export interface PyTuple {
  readonly type: "tuple";
  readonly elements: readonly PyValue[];
  readonly open: Unknown | null;
  readonly span: Span;
}
export interface PySet {
  readonly type: "set";
  readonly elements: PyValue[];
  open: Unknown | null;
  readonly span: Span;
}
export interface PyDict {
  readonly type: "dict";
  /** In insertion order. */
  readonly entries: { key: PyValue; value: PyValue }[];
  open: Unknown | null;
  readonly span: Span;
}
export interface PyFunction {
  readonly type: "function";
  readonly definition: FunctionDef | Lambda;
  readonly name: string;
  /** The scope in which it was defined; opaque outside the interpreter. */
  readonly closure: object;
  readonly boundSelf: PyValue | null;
  readonly span: Span;
}
export interface PyClass {
  readonly type: "class";
  readonly name: string;
  readonly definition: ClassDef;
  readonly bases: readonly PyValue[];
  readonly attributes: Map<string, PyValue>;
  /** Members in order when it derives from enum.Enum / StrEnum / IntEnum, else null. */
  readonly enumMembers: readonly { readonly name: string; readonly value: PyValue }[] | null;
  readonly span: Span;
}
export interface PyInstance {
  readonly type: "instance";
  readonly class: PyClass;
  readonly attributes: Map<string, PyValue>;
  readonly span: Span;
}
/** A value that the host supplies: a module, `op`, a SQLAlchemy construct, a connection … */
export interface PyHostValue {
  readonly type: "host";
  readonly object: HostObject;
  readonly span: Span;
}
export interface PyUnknown {
  readonly type: "unknown";
  readonly why: Unknown;
  /**
   * Set when the value is a text of which parts are known (`f"INSERT … '{uuid4()}'"`): its parts in order, known and unknown. `why` is that of
   * the first unknown part.
   */
  readonly parts?: readonly (PyStr | PyUnknown)[];
  readonly span: Span;
}
