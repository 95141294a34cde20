import type { Span } from "../../base/span.ts";
import { notKnown } from "../../base/static.ts";
import { type ConventionKind, conventionName, type GivenName, templateOf } from "../naming-convention.ts";
import { shortenedName } from "../shortened-name.ts";
import { type Dialect, quote, type TableName } from "./dialect.ts";
import { need, refused, unrendered } from "./unrendered.ts";

export interface NamedParts {
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly referredTable?: TableName;
  readonly referredColumns?: readonly string[];
}

const nowhere: Span = { start: 0, end: 0 };
const known = <T>(value: T) => ({ known: true, value, span: nowhere }) as const;

/**
 * The quoted name of a constraint or an index under the naming convention; null when it has none. Names that a convention or `op.f()` made are shortened
 * to 63 characters, others are refused (alembic-semantics 4.9, 6.2).
 */
export function objectName(
  dialect: Dialect,
  kind: ConventionKind | null,
  given: GivenName,
  parts: NamedParts,
): string | null {
  const { convention } = dialect;
  const template = kind === null || convention.kind === "unknown" ? undefined : templateOf(convention, kind);
  const usesName = template?.includes("%(constraint_name)s") ?? false;
  if (given === null && usesName) {
    return refused(
      "InvalidRequestError",
      "Naming convention including %(constraint_name)s token requires that constraint is explicitly named.",
    );
  }
  // A convention may take the given name into its own; those for CHECKs mostly do.
  if (convention.kind === "unknown" && kind !== null && given !== null && !given.final) {
    need(notKnown({ reason: "import", detail: convention.detail }, nowhere));
  }
  const name =
    kind === null
      ? given === null
        ? null
        : given.final && given.name.known
          ? known(shortenedName(given.name.value))
          : given.name
      : conventionName(convention, kind, given, {
          table: tableParts(parts.table),
          columns: parts.columns.map(known),
          ...(parts.referredTable === undefined ? {} : { referredTable: tableParts(parts.referredTable) }),
          ...(parts.referredColumns === undefined ? {} : { referredColumns: parts.referredColumns.map(known) }),
          span: nowhere,
        });
  if (name === null) return null;
  const text = need(name);
  const isPlain = given !== null && !given.final && !usesName;
  if (isPlain && [...text].length > 63) {
    return refused("IdentifierError", `Identifier '${text}' exceeds maximum length of 63 characters`);
  }
  if (text === "") return unrendered("an empty name");
  return quote(dialect, text);
}

function tableParts(table: TableName) {
  return { schema: table.schema === null ? null : known(table.schema), name: known(table.name) };
}
