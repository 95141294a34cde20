import type { Static } from "../base/static.ts";

/** A possibly qualified name of a relation, type or sequence as PostgreSQL stores it (after case folding and unquoting). */
export interface QualifiedName {
  /** Null: found through the search path. */
  readonly schema: Static<string> | null;
  readonly name: Static<string>;
}

/** The name as people read it: `public.users`, `?` for an unknown part. */
export function displayName(name: QualifiedName): string {
  const part = (it: Static<string>): string => (it.known ? it.value : "?");
  return name.schema === null ? part(name.name) : `${part(name.schema)}.${part(name.name)}`;
}

/** "yes" when both certainly name the same relation, "no" when certainly not. A missing schema may be any schema of the search path. */
export function sameName(a: QualifiedName, b: QualifiedName): "yes" | "no" | "unknown" {
  if (!a.name.known || !b.name.known) return "unknown";
  if (a.name.value !== b.name.value) return "no";
  if (a.schema === null && b.schema === null) return "yes";
  if (a.schema === null || b.schema === null) return "unknown";
  if (!a.schema.known || !b.schema.known) return "unknown";
  return a.schema.value === b.schema.value ? "yes" : "no";
}
