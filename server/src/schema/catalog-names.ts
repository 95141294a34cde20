import type { Static } from "../base/static.ts";
import { catalogName } from "../postgres/catalog-name.ts";
import { type CatalogType, catalogType } from "../postgres/catalog-type.ts";
import type { QualifiedName } from "../postgres/name.ts";
import type { DefaultNames } from "./default-text.ts";
import { type CatalogText, defaultSchema, type UserType } from "./schema-state.ts";
import { existing, isType, newPlace, type Work } from "./work.ts";

/** A name as PostgreSQL prints it for a session whose search path is the default one. */
export function displayed(schema: string, name: string): string {
  return schema === defaultSchema ? catalogName(name) : `${catalogName(schema)}.${catalogName(name)}`;
}

function qualified(schema: string | null, name: string): QualifiedName {
  const span = { start: 0, end: 0 };
  return {
    schema: schema === null ? null : { known: true, value: schema, span },
    name: { known: true, value: name, span },
  };
}

/** What names in a default mean for the statement. An object that no migration made is taken as visible: PostgreSQL found it by the same search path. */
export function namesFor(work: Work): DefaultNames {
  return {
    sequence: (schema, name) => printed(work, schema, name, (it, key) => it.state.sequences.has(key)),
    type: (schema, name) => ownType(work, schema, name),
    isEnum: (type) => enumNamed(work, type) !== null,
  };
}

function printed(
  work: Work,
  schema: string | null,
  name: string,
  exists: (work: Work, key: string) => boolean,
): string | null {
  const wanted = qualified(schema, name);
  const found =
    existing(work, wanted, exists) ?? (isDefaultPath(work) || schema !== null ? newPlace(work, wanted) : null);
  return found === null ? null : displayed(found.schema, found.name);
}

function isDefaultPath(work: Work): boolean {
  return work.state.searchPath?.length === 1 && work.state.searchPath[0] === defaultSchema;
}

export function ownType(work: Work, schema: string | null, name: string): string | null {
  return printed(work, schema, name, isType);
}

/** The enum that a type's printed name means. */
export function enumNamed(work: Work, type: string): UserType | null {
  for (const it of work.state.types.values()) {
    if (it.kind === "enum" && displayed(it.schema, it.name) === type) return it;
  }
  return null;
}

export interface ReadType {
  readonly text: CatalogText;
  readonly type: CatalogType | null;
}

/** A type of DDL as the catalog has it. */
export function readType(work: Work, written: Static<string>): ReadType {
  if (!written.known) return { text: { form: "unknown", why: written.why }, type: null };
  const type = catalogType(written.value, (schema, name) => ownType(work, schema, name));
  if (type === null) return { text: { form: "written", text: written.value }, type: null };
  return { text: { form: "catalog", text: type.text }, type };
}
