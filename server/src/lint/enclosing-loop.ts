import type { For, PyModule, Statement, While } from "../python/syntax.ts";
import { blocksOf } from "./suppressions.ts";

/** The innermost `for` or `while` around a place of the file, without going beyond its function; null outside of loops. The iterable of a `for` is not inside of it. */
export function enclosingLoop(module: PyModule, at: number): For | While | null {
  let found: For | While | null = null;
  const visit = (body: readonly Statement[]): void => {
    const holder = body.find((it) => it.span.start <= at && at < it.span.end);
    if (holder === undefined) return;
    if (holder.type === "FunctionDef") found = null;
    const isIterable = holder.type === "For" && at < holder.iterable.span.end;
    if ((holder.type === "For" || holder.type === "While") && !isIterable) found = holder;
    for (const block of blocksOf(holder)) visit(block);
  };
  visit(module.body);
  return found;
}
