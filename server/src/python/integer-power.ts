import type { Span } from "../base/span.ts";
import type { Run } from "./run.ts";
import { grow } from "./run.ts";
import type { PyValue } from "./value.ts";
import { int } from "./values.ts";

/** `a ** b` for `b` not negative; undefined when the result has more than about 10,000 digits. */
export function integerPower(run: Run, a: bigint, b: bigint, span: Span): PyValue | undefined {
  const bits = BigInt(a.toString(16).length * 4) * b;
  if (bits > 33_000n && a !== 1n && a !== -1n && a !== 0n) return undefined;
  if (!grow(run, Number(bits > 33_000n ? 1n : bits / 8n), span)) return undefined;
  return int(a === 1n ? 1n : a === -1n ? (b % 2n === 0n ? 1n : -1n) : a ** b, span);
}
