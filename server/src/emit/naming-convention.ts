import type { Span } from "../base/span.ts";
import { known, notKnown, type Static } from "../base/static.ts";
import type { QualifiedName } from "../postgres/name.ts";
import type { NamingConvention } from "../project/project-config.ts";
import { shortenedName } from "./shortened-name.ts";

export type ConventionKind = "ix" | "uq" | "ck" | "fk" | "pk";

export interface NameParts {
  readonly table: QualifiedName;
  readonly columns: readonly Static<string>[];
  readonly referredTable?: QualifiedName;
  readonly referredColumns?: readonly Static<string>[];
  /** The place of the constraint or index. */
  readonly span: Span;
}

/** The name as the migration gives it; `final` when it came through `op.f()`. */
export type GivenName = { readonly name: Static<string>; readonly final: boolean } | null;

/**
 * The name of a constraint or index under the project's naming convention (SQLAlchemy manual, "Configuring Constraint Naming Conventions").
 * A given name stays, unless the convention for its kind contains `%(constraint_name)s`. Null: it has no name, PostgreSQL chooses one. Unknown when the
 * convention, or a part of the name, is not known.
 */
export function conventionName(
  convention: NamingConvention,
  kind: ConventionKind,
  given: GivenName,
  parts: NameParts,
): Static<string> | null {
  if (given?.final === true) return shortened(given.name);
  if (convention.kind === "unknown") {
    if (given !== null) return given.name;
    return notKnown({ reason: "import", detail: convention.detail }, parts.span);
  }
  const template = templateOf(convention, kind);
  if (template === undefined) return given?.name ?? null;
  const usesName = template.includes("%(constraint_name)s");
  if (given !== null && !usesName) return given.name;
  // SQLAlchemy refuses to make up a constraint_name: the statement fails, so no name is claimed.
  if (given === null && usesName) return null;
  return shortened(fill(template, given?.name ?? null, parts));
}

function shortened(name: Static<string>): Static<string> {
  return name.known ? { ...name, value: shortenedName(name.value) } : name;
}

const classNames: Readonly<Record<ConventionKind, string>> = {
  ix: "Index",
  uq: "UniqueConstraint",
  ck: "CheckConstraint",
  fk: "ForeignKeyConstraint",
  pk: "PrimaryKeyConstraint",
};

export function templateOf(convention: NamingConvention, kind: ConventionKind): string | undefined {
  if (convention.kind === "known") {
    const template = convention.templates[kind] ?? convention.templates[classNames[kind]];
    if (template !== undefined) return template;
    // A dictionary replaces the default one, which names indexes only.
    return undefined;
  }
  return kind === "ix" ? "ix_%(column_0_label)s" : undefined;
}

function fill(template: string, constraintName: Static<string> | null, parts: NameParts): Static<string> {
  let unknown: Static<string> | null = null;
  const text = template.replace(/%\(([^)]*)\)s/g, (_, token: string) => {
    const value = tokenValue(token, constraintName, parts);
    if (value.known) return value.value;
    unknown ??= value;
    return "";
  });
  return unknown ?? known(text.replaceAll("%%", "%"), parts.span);
}

function tokenValue(token: string, constraintName: Static<string> | null, parts: NameParts): Static<string> {
  const { table, span } = parts;
  if (token === "table_name") return table.name;
  if (token === "constraint_name" && constraintName !== null) return constraintName;
  if (token === "referred_table_name" && parts.referredTable !== undefined) return parts.referredTable.name;
  const column = /^(referred_)?column_(\d+)(N|_N)?_(name|key|label)$/.exec(token);
  if (column === null) return notKnown({ reason: "call", detail: `the token ${token} of the naming convention` }, span);
  const [, referred, index = "0", many, form] = column;
  const columns = referred === undefined ? parts.columns : (parts.referredColumns ?? []);
  const label = (it: Static<string>): Static<string> => (form === "label" ? labelOf(table, it, span) : it);
  if (many === undefined) {
    // A column out of range is the empty string in SQLAlchemy.
    const found = columns[Number(index)];
    return found === undefined
      ? columns.some((it) => !it.known)
        ? firstUnknown(columns, span)
        : known("", span)
      : label(found);
  }
  return joined(columns.map(label), many === "_N" ? "_" : "", span);
}

/** `[schema_]table_column`, dots of the schema as underscores. */
function labelOf(table: QualifiedName, column: Static<string>, span: Span): Static<string> {
  const schema = table.schema;
  const prefix =
    schema === null ? [] : [schema.known ? { ...schema, value: schema.value.replaceAll(".", "_") } : schema];
  return joined([...prefix, table.name, column], "_", span);
}

function joined(parts: readonly Static<string>[], separator: string, span: Span): Static<string> {
  const texts: string[] = [];
  for (const part of parts) {
    if (!part.known) return part;
    texts.push(part.value);
  }
  return known(texts.join(separator), span);
}

function firstUnknown(parts: readonly Static<string>[], span: Span): Static<string> {
  return parts.find((it) => !it.known) ?? known("", span);
}
