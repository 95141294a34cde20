import type { QualifiedName } from "../../postgres/name.ts";
import { quoteIdentifier } from "../../postgres/quote-identifier.ts";

/** A relation as SQL names it, quoted where it must be; null when a part is not known. */
export function sqlName(relation: QualifiedName): string | null {
  if (!relation.name.known || (relation.schema !== null && !relation.schema.known)) return null;
  const schema = relation.schema === null ? "" : `${quoteIdentifier(relation.schema.value)}.`;
  return schema + quoteIdentifier(relation.name.value);
}
