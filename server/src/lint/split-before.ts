import type { Statement } from "../emit/statement.ts";
import type { RevisionWish } from "./finding.ts";
import { isWrittenOnce } from "./fixes/insert-after.ts";
import type { RuleContext } from "./rule.ts";

/** The wish that a statement and what follows it become a revision of their own; null in `downgrade()`, and for code that is written elsewhere or runs more than once. */
export function splitBefore({ operation }: Statement, { direction, file }: RuleContext): RevisionWish | null {
  if (direction === "downgrade" || operation === null || !isWrittenOnce(file, operation)) return null;
  return { kind: "split", at: operation.site.call.start };
}
