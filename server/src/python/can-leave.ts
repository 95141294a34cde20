import type { Statement } from "./syntax.ts";

/**
 * Is there a `break` of this loop, a `return` or a `raise` in its body that does not need an exception to be reached? What stands in an
 * `except` block is reached by an exception only.
 */
export function canLeave(body: readonly Statement[], inInnerLoop = false, depth = 0): boolean {
  return depth > 100 || body.some((it) => leaves(it, inInnerLoop, depth));
}

function leaves(it: Statement, inInnerLoop: boolean, depth: number): boolean {
  const any = (...blocks: readonly (readonly Statement[])[]): boolean =>
    blocks.some((block) => canLeave(block, inInnerLoop, depth + 1));
  switch (it.type) {
    case "Break":
      return !inInnerLoop;
    case "Return":
    case "Raise":
      return true;
    case "If":
      return any(it.body, it.orElse);
    case "With":
      return any(it.body);
    case "Try":
      return any(it.body, it.orElse, it.finalBody);
    case "Match":
      return any(...it.cases);
    case "For":
    case "While":
      return canLeave(it.body, true, depth + 1) || any(it.orElse);
    default:
      return false;
  }
}
