import { compareOrder } from "./compare.ts";
import { callValue } from "./evaluate-call.ts";
import type { CallArgument, CallSite } from "./host.ts";
import type { Run } from "./run.ts";
import type { PyValue } from "./value.ts";
import { truthOf } from "./values.ts";

/** The elements in order, with `key` and `reverse` of `sorted` and `list.sort`; null when the order is not known. Stable, as in Python. */
export function sortValues(
  run: Run,
  elements: readonly PyValue[],
  args: readonly CallArgument[],
  site: CallSite,
): PyValue[] | null {
  const keyFunction = args.find((it) => it.name === "key")?.value;
  const reverse = args.find((it) => it.name === "reverse")?.value;
  const direction = reverse === undefined ? "no" : truthOf(reverse);
  if (direction === "unknown") return null;
  const keyed = elements.map((value) => {
    const key =
      keyFunction === undefined || keyFunction.type === "none" ? value : callValue(run, keyFunction, [value], site);
    return { value, key };
  });
  let isKnown = true;
  const sign = direction === "yes" ? -1 : 1;
  run.steps += elements.length;
  keyed.sort((a, b) => {
    const order = compareOrder(a.key, b.key);
    if (order === null) isKnown = false;
    return sign * (order ?? 0);
  });
  return isKnown || elements.length < 2 ? keyed.map((it) => it.value) : null;
}
