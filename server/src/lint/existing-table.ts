import type { QualifiedName } from "../postgres/name.ts";
import type { RuleContext } from "./rule.ts";

/**
 * Whether a table is one that this direction created before, whose rows and users nobody need think of: null for such a table. For others the doubt that remains, null
 * inside when there is none.
 */
export function existingTable(ctx: RuleContext, table: QualifiedName): { readonly doubt: string | null } | null {
  const created = ctx.createdBefore(table);
  if (created === "yes") return null;
  return {
    doubt: created === "no" ? null : "whether this revision created the table cannot be told without running it.",
  };
}
