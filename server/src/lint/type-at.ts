import type { QualifiedName } from "../postgres/name.ts";
import { relationKey, type SchemaState, type UserType } from "../schema/schema-state.ts";
import { touches } from "../schema/touches.ts";

/** The type that a name means in a state of the schema; null when the revisions tell of none, which does not mean that there is none. */
export function typeAt(state: SchemaState | null, name: QualifiedName): UserType | null {
  for (const [schema, value] of places(state, name)) {
    const type = state?.types.get(relationKey(schema, value));
    if (type !== undefined) return type;
  }
  return null;
}

/** Whether nothing that could not be read can have made or dropped a type of this name. */
export function isExactAbout(state: SchemaState, name: QualifiedName): boolean {
  const all = places(state, name);
  if (all.length === 0) return false;
  return all.every(([schema, value]) => state.gaps.every((it) => !touches(it.touches, schema, value)));
}

function places(state: SchemaState | null, { schema, name }: QualifiedName): readonly (readonly [string, string])[] {
  if (!name.known || schema?.known === false) return [];
  const schemas = schema === null ? (state?.searchPath ?? []) : [schema.value];
  return schemas.map((it) => [it, name.value] as const);
}
