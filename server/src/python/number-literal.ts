import type { Span } from "../base/span.ts";
import type { Constant, ErrorExpression } from "./syntax.ts";

/** A number as Python reads it; an imaginary one is not read. Integers that a double cannot hold exactly become bigint. */
export function readNumber(text: string, span: Span): Constant | ErrorExpression {
  const digits = text.replaceAll("_", "");
  if (/[jJ]$/.test(digits)) return { type: "ErrorExpression", span };
  if (/^0[bBoOxX]/.test(digits)) {
    if (digits.length < 3) return { type: "ErrorExpression", span };
    return integer(BigInt(digits.toLowerCase()), span);
  }
  if (/[.eE]/.test(digits)) return { type: "Constant", value: Number(digits), isFloat: true, span };
  if (digits.length < 16) return { type: "Constant", value: Number(digits), isFloat: false, span };
  // Converting takes time that grows with the square of the length; Python itself refuses more than 4300 digits.
  if (digits.length > 4300) return { type: "ErrorExpression", span };
  return integer(BigInt(digits), span);
}

function integer(value: bigint, span: Span): Constant {
  const isExact = value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);
  return { type: "Constant", value: isExact ? Number(value) : value, isFloat: false, span };
}
