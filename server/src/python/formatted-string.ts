import type { Span } from "../base/span.ts";
import { readExpressionList } from "./parse-expression.ts";
import type { RawNode } from "./raw-tree.ts";
import { errorName } from "./raw-tree.ts";
import type { Reading } from "./reading.ts";
import { deeper, errorExpression, isTooDeep, spanOf, textOf } from "./reading.ts";
import { decodeText, literalShape } from "./string-literal.ts";
import type { BytesLiteral, FormattedString, FormattedValue, StringLiteral, StringPiece } from "./syntax.ts";

/** A string of one or several adjacent literals, plain and formatted mixed. Bytes are kept without their contents. */
export function readStrings(
  reading: Reading,
  literals: readonly RawNode[],
  span: Span,
): StringLiteral | FormattedString | BytesLiteral {
  const parts: (StringLiteral | FormattedValue)[] = [];
  let isFormatted = false;
  let isTemplate = false;
  let isBytes = false;
  for (const literal of literals) {
    const shape = literalShape(reading.text, literal);
    if (shape.bytes) isBytes = true;
    // The grammar lets a string end with its line; a quote that the repair supplied is an error already.
    const { end } = literal;
    if (!shape.closed && !reading.supplied.has(end)) reading.errors.push({ start: end, end });
    if (literal.name === "FormatString") {
      isFormatted = true;
      if (reading.templates.has(literal.start)) isTemplate = true;
      readParts(reading, literal.children, shape.contents, shape.raw, parts);
    } else {
      const { value, pieces } = decodeText(reading.text, shape.contents, { raw: shape.raw, braces: false });
      parts.push({ type: "StringLiteral", value, pieces, span: spanOf(literal) });
    }
  }
  if (isFormatted) return { type: "FormattedString", parts, isTemplate, span };
  if (isBytes) return { type: "BytesLiteral", span };
  return joinLiterals(parts as StringLiteral[], span);
}

function joinLiterals(literals: readonly StringLiteral[], span: Span): StringLiteral {
  const [only] = literals;
  if (literals.length === 1 && only !== undefined) return { ...only, span };
  const pieces: StringPiece[] = [];
  let value = "";
  for (const literal of literals) {
    for (const piece of literal.pieces) pieces.push({ ...piece, at: piece.at + value.length });
    value += literal.value;
  }
  return { type: "StringLiteral", value, pieces, span };
}

/** The text between the replacements, and the replacements. */
function readParts(
  reading: Reading,
  children: readonly RawNode[],
  contents: Span,
  raw: boolean,
  parts: (StringLiteral | FormattedValue)[],
): void {
  let from = contents.start;
  const literalUpTo = (end: number): void => {
    if (end <= from) return;
    const span = { start: from, end };
    parts.push({ type: "StringLiteral", ...decodeText(reading.text, span, { raw, braces: true }), span });
  };
  for (const child of children) {
    if (child.name !== "FormatReplacement") continue;
    literalUpTo(child.start);
    parts.push(readReplacement(reading, child));
    from = child.end;
  }
  literalUpTo(contents.end);
}

function readReplacement(reading: Reading, node: RawNode): FormattedValue {
  const inner: RawNode[] = [];
  let conversion: FormattedValue["conversion"] = "";
  let format: FormattedString | null = null;
  let selfDocumenting: string | null = null;
  for (const child of node.children) {
    if (child.name === "FormatConversion") {
      conversion = textOf(reading, child).charAt(1) as "r" | "s" | "a";
    } else if (child.name === "FormatSpec") {
      format = readFormatSpec(reading, child);
    } else if (child.name === "FormatSelfDoc") {
      let end = child.end;
      while (/\s/.test(reading.text.charAt(end))) end++;
      selfDocumenting = reading.text.slice(node.start + 1, end);
    } else if (child.name !== "{" && child.name !== "}") {
      inner.push(child);
    }
  }
  if (selfDocumenting !== null && conversion === "" && format === null) conversion = "r";
  const hasValue = inner.some((it) => it.name !== errorName);
  const value = hasValue && !isTooDeep(reading) ? deeper(reading, 1, () => readExpressionList(reading, inner)) : null;
  return {
    type: "FormattedValue",
    value: value ?? errorExpression(node),
    conversion,
    format,
    selfDocumenting,
    span: spanOf(node),
  };
}

function readFormatSpec(reading: Reading, node: RawNode): FormattedString {
  const parts: (StringLiteral | FormattedValue)[] = [];
  if (!isTooDeep(reading)) {
    deeper(reading, 1, () => readParts(reading, node.children, { start: node.start + 1, end: node.end }, false, parts));
  }
  return { type: "FormattedString", parts, isTemplate: false, span: spanOf(node) };
}
