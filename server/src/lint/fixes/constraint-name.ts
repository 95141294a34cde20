/** What a name is made of. Table names come without schema, as in SQLAlchemy's conventions. */
export interface NamedConstraint {
  readonly type: "primaryKey" | "unique" | "check" | "foreignKey" | "exclude";
  readonly table: string;
  readonly columns: readonly string[];
  readonly referredTable: string | null;
  /** SQL of a CHECK, where it is known. */
  readonly expression: string | null;
}

const prefixes: Readonly<Record<NamedConstraint["type"], string>> = {
  primaryKey: "pk",
  unique: "uq",
  check: "ck",
  foreignKey: "fk",
  exclude: "ex",
};

/**
 * A name in the style of SQLAlchemy's documentation, with all columns: `uq_users_email`, `fk_orders_user_id_users`, `ck_products_price`.
 * Names longer than PostgreSQL's 63 bytes are cut and end in a hash of the whole.
 */
export function constraintName(constraint: NamedConstraint): string {
  const { type, table, columns, referredTable } = constraint;
  const about = type === "check" ? checkedColumn(constraint.expression) : type === "primaryKey" ? [] : columns;
  const referred = type === "foreignKey" && referredTable !== null ? [referredTable] : [];
  return shortened([prefixes[type], table, ...about, ...referred].join("_"));
}

/** The first name in a CHECK that is not a word of SQL or a function. */
function checkedColumn(expression: string | null): readonly string[] {
  const words = (expression ?? "")
    .replace(/'(?:[^']|'')*'/g, " ")
    .matchAll(/"([^"]+)"|([a-z_][a-z0-9_]*)(?!\w)(?!\s*\()/gi);
  for (const match of words) {
    const word = match[1] ?? match[2] ?? "";
    if (match[1] !== undefined || !sqlWords.has(word.toLowerCase())) return [word];
  }
  return ["check"];
}

const sqlWords: ReadonlySet<string> = new Set(
  "all and any array as between case cast check collate distinct else end exists false from ilike in is isnull like not notnull null or similar some symmetric then to true unknown when".split(
    " ",
  ),
);

function shortened(name: string): string {
  if (utf8Length(name) <= 63) return name;
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  let cut = name;
  while (utf8Length(cut) > 58) cut = cut.slice(0, -1);
  return `${cut}_${hash.toString(16).padStart(8, "0").slice(-4)}`;
}

/** Bytes in UTF-8, the unit of PostgreSQL's limit for names. */
function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
