import type { Span } from "../base/span.ts";

/*
 * Our own small syntax of Python, so that the parser behind it can be exchanged.
 * The node names follow Python's `ast` module. Every node has the span of its text.
 */

export interface PyModule {
  readonly body: readonly Statement[];
  /** First statement, if it is a plain string literal (not an f-string, not bytes). */
  readonly docstring: StringLiteral | null;
  /** Comments with their spans (from `#` to the end of the line), in order. */
  readonly comments: readonly Span[];
  /** Places where the text is not Python (unfinished code); the rest of the file is read as far as it parses. */
  readonly errors: readonly Span[];
  readonly text: string;
}

export type Statement =
  | FunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | AugAssign
  | AnnAssign
  | For
  | While
  | If
  | With
  | Raise
  | Try
  | Assert
  | Import
  | ImportFrom
  | Global
  | ExpressionStatement
  | Pass
  | Break
  | Continue
  | Match
  | ErrorStatement;

interface Node {
  readonly span: Span;
}

export interface FunctionDef extends Node {
  readonly type: "FunctionDef";
  readonly name: string;
  readonly nameSpan: Span;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
  readonly isAsync: boolean;
  /** True when the body contains `yield` (calling it runs nothing). */
  readonly isGenerator: boolean;
}

export interface Parameter extends Node {
  readonly name: string;
  readonly kind: "positionalOnly" | "normal" | "varArgs" | "keywordOnly" | "kwArgs";
  readonly defaultValue: Expression | null;
}

export interface ClassDef extends Node {
  readonly type: "ClassDef";
  readonly name: string;
  readonly nameSpan: Span;
  readonly bases: readonly Expression[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
}
export interface Return extends Node {
  readonly type: "Return";
  readonly value: Expression | null;
}
export interface Delete extends Node {
  readonly type: "Delete";
  readonly targets: readonly Expression[];
}
export interface Assign extends Node {
  readonly type: "Assign";
  /** More than one for `a = b = value`. */
  readonly targets: readonly Expression[];
  readonly value: Expression;
}
export interface AugAssign extends Node {
  readonly type: "AugAssign";
  readonly target: Expression;
  readonly operator: BinaryOperator;
  readonly value: Expression;
}
export interface AnnAssign extends Node {
  readonly type: "AnnAssign";
  readonly target: Expression;
  readonly annotation: Expression;
  readonly value: Expression | null;
}
export interface For extends Node {
  readonly type: "For";
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: readonly Statement[];
  readonly orElse: readonly Statement[];
  readonly isAsync: boolean;
}
export interface While extends Node {
  readonly type: "While";
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly orElse: readonly Statement[];
}
export interface If extends Node {
  readonly type: "If";
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly orElse: readonly Statement[];
}
export interface With extends Node {
  readonly type: "With";
  readonly items: readonly { readonly context: Expression; readonly target: Expression | null }[];
  readonly body: readonly Statement[];
  readonly isAsync: boolean;
}
export interface Raise extends Node {
  readonly type: "Raise";
  readonly exception: Expression | null;
  readonly cause: Expression | null;
}
export interface Try extends Node {
  readonly type: "Try";
  readonly body: readonly Statement[];
  readonly handlers: readonly ExceptHandler[];
  readonly orElse: readonly Statement[];
  readonly finalBody: readonly Statement[];
}
export interface ExceptHandler extends Node {
  readonly exception: Expression | null;
  readonly name: string | null;
  readonly body: readonly Statement[];
}
export interface Assert extends Node {
  readonly type: "Assert";
  readonly test: Expression;
}
export interface ImportAlias extends Node {
  /** Dotted for `import a.b`; `*` for a star import. */
  readonly name: string;
  readonly asName: string | null;
}
export interface Import extends Node {
  readonly type: "Import";
  readonly names: readonly ImportAlias[];
}
export interface ImportFrom extends Node {
  readonly type: "ImportFrom";
  /** Without the leading dots; empty for `from . import x`. */
  readonly module: string;
  /** Number of leading dots. */
  readonly level: number;
  readonly names: readonly ImportAlias[];
}
export interface Global extends Node {
  readonly type: "Global";
  readonly names: readonly string[];
  readonly nonlocal: boolean;
}
export interface ExpressionStatement extends Node {
  readonly type: "ExpressionStatement";
  readonly value: Expression;
}
export interface Pass extends Node {
  readonly type: "Pass";
}
export interface Break extends Node {
  readonly type: "Break";
}
export interface Continue extends Node {
  readonly type: "Continue";
}
export interface Match extends Node {
  readonly type: "Match";
  readonly subject: Expression;
  /** The bodies of the cases, in order; patterns are not read, so each body runs under an unknown condition. */
  readonly cases: readonly (readonly Statement[])[];
  /** Names that a pattern may bind. */
  readonly captures: readonly string[];
}
/** Code that is not a statement (yet). */
export interface ErrorStatement extends Node {
  readonly type: "ErrorStatement";
}

export type Expression =
  | Name
  | Constant
  | StringLiteral
  | BytesLiteral
  | FormattedString
  | Attribute
  | Subscript
  | Call
  | ListExpression
  | TupleExpression
  | SetExpression
  | DictExpression
  | BinaryOperation
  | UnaryOperation
  | BooleanOperation
  | Compare
  | Conditional
  | Lambda
  | Comprehension
  | NamedExpression
  | Starred
  | Slice
  | Await
  | Yield
  | ErrorExpression;

export interface Name extends Node {
  readonly type: "Name";
  readonly id: string;
}
export interface Constant extends Node {
  readonly type: "Constant";
  /** Numbers too big for a double keep their text. */
  readonly value: number | bigint | boolean | null | "ellipsis";
  readonly isFloat: boolean;
}
/** One string, also of several adjacent literals: `"a" "b"`. */
export interface StringLiteral extends Node {
  readonly type: "StringLiteral";
  readonly value: string;
  /** Where each part of `value` stands in the file, in order; an escape such as `\n` is a piece of its own that is not verbatim. */
  readonly pieces: readonly StringPiece[];
}
export interface StringPiece {
  /** Offset in the value, UTF-16. */
  readonly at: number;
  readonly length: number;
  /** Place in the file. */
  readonly span: Span;
  /** True when the text of the file is the text of the value, character by character. */
  readonly verbatim: boolean;
}
export interface BytesLiteral extends Node {
  readonly type: "BytesLiteral";
}
export interface FormattedString extends Node {
  readonly type: "FormattedString";
  readonly parts: readonly (StringLiteral | FormattedValue)[];
  /** A t-string (Python 3.14): its value is a `Template`, not a string. */
  readonly isTemplate: boolean;
}
export interface FormattedValue extends Node {
  readonly type: "FormattedValue";
  readonly value: Expression;
  readonly conversion: "" | "r" | "s" | "a";
  /** Null when there is no `:…`. */
  readonly format: FormattedString | null;
  /** `{x=}` also prints its own text. */
  readonly selfDocumenting: string | null;
}
export interface Attribute extends Node {
  readonly type: "Attribute";
  readonly value: Expression;
  readonly name: string;
  readonly nameSpan: Span;
}
export interface Subscript extends Node {
  readonly type: "Subscript";
  readonly value: Expression;
  readonly index: Expression;
}
export interface Keyword extends Node {
  /** Null for `**value`. */
  readonly name: string | null;
  readonly nameSpan: Span | null;
  readonly value: Expression;
}
export interface Call extends Node {
  readonly type: "Call";
  readonly callee: Expression;
  /** Positional arguments, `*x` as Starred. */
  readonly args: readonly Expression[];
  readonly keywords: readonly Keyword[];
  /** From the opening parenthesis to the closing one (or to the end of what is written). */
  readonly argumentsSpan: Span;
  /** False when the closing parenthesis is missing. */
  readonly closed: boolean;
}
export interface ListExpression extends Node {
  readonly type: "List";
  readonly elements: readonly Expression[];
}
export interface TupleExpression extends Node {
  readonly type: "Tuple";
  readonly elements: readonly Expression[];
}
export interface SetExpression extends Node {
  readonly type: "Set";
  readonly elements: readonly Expression[];
}
export interface DictExpression extends Node {
  readonly type: "Dict";
  /** `key` null for `**value`. */
  readonly entries: readonly { readonly key: Expression | null; readonly value: Expression }[];
}
export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "@" | "<<" | ">>" | "&" | "|" | "^";
export interface BinaryOperation extends Node {
  readonly type: "BinaryOperation";
  readonly left: Expression;
  readonly operator: BinaryOperator;
  readonly right: Expression;
}
export interface UnaryOperation extends Node {
  readonly type: "UnaryOperation";
  readonly operator: "+" | "-" | "~" | "not";
  readonly operand: Expression;
}
export interface BooleanOperation extends Node {
  readonly type: "BooleanOperation";
  readonly operator: "and" | "or";
  readonly values: readonly Expression[];
}
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "is" | "is not" | "in" | "not in";
export interface Compare extends Node {
  readonly type: "Compare";
  readonly left: Expression;
  readonly rest: readonly { readonly operator: CompareOperator; readonly right: Expression }[];
}
export interface Conditional extends Node {
  readonly type: "Conditional";
  readonly test: Expression;
  readonly body: Expression;
  readonly orElse: Expression;
}
export interface Lambda extends Node {
  readonly type: "Lambda";
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
}
export interface Comprehension extends Node {
  readonly type: "Comprehension";
  readonly kind: "list" | "set" | "dict" | "generator";
  readonly element: Expression;
  /** The value of a dict comprehension (`element` is then the key). */
  readonly value: Expression | null;
  readonly clauses: readonly {
    readonly target: Expression;
    readonly iterable: Expression;
    readonly conditions: readonly Expression[];
  }[];
}
export interface NamedExpression extends Node {
  readonly type: "NamedExpression";
  readonly target: Name;
  readonly value: Expression;
}
export interface Starred extends Node {
  readonly type: "Starred";
  readonly value: Expression;
}
export interface Slice extends Node {
  readonly type: "Slice";
  readonly lower: Expression | null;
  readonly upper: Expression | null;
  readonly step: Expression | null;
}
export interface Await extends Node {
  readonly type: "Await";
  readonly value: Expression;
}
export interface Yield extends Node {
  readonly type: "Yield";
  readonly value: Expression | null;
  /** `yield from`: each element of the value is given. */
  readonly delegates: boolean;
}
/** Code that is not an expression (yet). */
export interface ErrorExpression extends Node {
  readonly type: "ErrorExpression";
}
