/** A type as two texts can be compared: `character varying(20)` is varchar with 20. */
export interface TypeShape {
  readonly base: string;
  readonly arguments: readonly string[];
  readonly array: boolean;
  /** PostgreSQL's own type; others may be domains, or have casts that are not known here. */
  readonly builtin: boolean;
}

/** What ALTER COLUMN … TYPE does to the table, apart from its indexes and constraints. */
export interface TypeChange {
  readonly rewrites: boolean | null;
  /** Plain indexes on the column are built again although the table is not. */
  readonly rebuildsIndexes: boolean | null;
  readonly doubt: string | null;
}

const aliases: Readonly<Record<string, string>> = {
  "character varying": "varchar",
  character: "char",
  int: "integer",
  int4: "integer",
  int8: "bigint",
  int2: "smallint",
  decimal: "numeric",
  dec: "numeric",
  float8: "double precision",
  float4: "real",
  bool: "boolean",
  "bit varying": "varbit",
  "timestamp without time zone": "timestamp",
  "timestamp with time zone": "timestamptz",
  "time without time zone": "time",
  "time with time zone": "timetz",
};

/** PostgreSQL's own types, and `citext` of the extension of that name. */
const builtin: ReadonlySet<string> = new Set(
  (
    "varchar|char|bpchar|text|name|integer|bigint|smallint|numeric|double precision|real|boolean|bit|varbit|timestamp|timestamptz|time|timetz|date|interval|" +
    "uuid|json|jsonb|jsonpath|xml|bytea|inet|cidr|macaddr|macaddr8|money|oid|regclass|regproc|regprocedure|regtype|regrole|regnamespace|regconfig|" +
    "tsvector|tsquery|point|line|lseg|box|path|polygon|circle|int4range|int8range|numrange|daterange|tsrange|tstzrange|int4multirange|int8multirange|" +
    "nummultirange|datemultirange|tsmultirange|tstzmultirange|pg_lsn|txid_snapshot|citext"
  ).split("|"),
);

/** Casts between different types that leave the bytes as they are (`pg_cast.castmethod = 'b'`), by "from to". */
const sameBytes: ReadonlySet<string> = new Set(
  [
    ["text", "varchar bpchar citext"],
    ["varchar", "text bpchar citext"],
    ["citext", "text varchar bpchar"],
    ["xml", "text varchar bpchar"],
    ["cidr", "inet"],
    ["bit", "varbit"],
    ["varbit", "bit"],
    ["integer", "oid regclass regproc regprocedure regtype regrole regnamespace regconfig"],
    ["oid", "integer regclass regproc regprocedure regtype regrole regnamespace regconfig"],
    ["regclass", "oid integer"],
    ["regtype", "oid integer"],
  ].flatMap(([from, to = ""]) => to.split(" ").map((it) => `${from} ${it}`)),
);

/** Of these the operator class of an index is another one, or takes another meaning: the index is built again. */
const sameOperators: ReadonlySet<string> = new Set(["text varchar", "varchar text", "cidr inet"]);

/** The shape of a type's text, as `format_type` prints it or as DDL spells it; null for what is not understood. */
export function typeShape(text: string): TypeShape | null {
  let rest = text.trim().replace(/^pg_catalog\./, "");
  const array = /(\[\d*\])+$/.exec(rest);
  if (array !== null) rest = rest.slice(0, array.index).trim();
  // `timestamp(3) with time zone`: the modifier stands inside the name.
  const match = /^([^(]+?)\s*(?:\(([^()]*)\))?(\s+with(?:out)? time zone)?$/i.exec(rest);
  if (match === null) return null;
  const quoted = rest.includes('"');
  const written = `${match[1] ?? ""}${match[3] ?? ""}`;
  const name = quoted ? written : written.toLowerCase().replaceAll(/\s+/g, " ");
  const base = quoted ? name : (aliases[name] ?? name);
  const list = match[2] === undefined ? [] : match[2].split(",").map((it) => it.trim());
  const isBuiltin = !quoted && builtin.has(base);
  // A length of one is what CHAR and BIT mean; one of zero digits behind the point what NUMERIC(p) means.
  const missing = (base === "char" || base === "bit") && list.length === 0 ? ["1"] : list;
  const complete = base === "numeric" && missing.length === 1 ? [...missing, "0"] : missing;
  // CHAR(n) is the type bpchar with a length; BPCHAR is the same without one.
  return { base: base === "char" ? "bpchar" : base, arguments: complete, array: array !== null, builtin: isBuiltin };
}

export interface TypeChangeOptions {
  /** Whether the session's TimeZone is UTC; null: not known. */
  readonly fixedZone: boolean | null;
}

/**
 * Whether a change of type writes the table anew: where PostgreSQL's planner can show that the bytes stay, it does not
 * (`ATColumnChangeRequiresRewrite`; https://www.postgresql.org/docs/current/sql-altertable.html, "Notes"). Both are base types, not domains.
 */
export function typeChange(from: TypeShape, to: TypeShape, options: TypeChangeOptions): TypeChange {
  const kept: TypeChange = { rewrites: false, rebuildsIndexes: false, doubt: null };
  const rewritten: TypeChange = { rewrites: true, rebuildsIndexes: true, doubt: null };
  const rebuilt: TypeChange = { rewrites: false, rebuildsIndexes: true, doubt: null };
  const isSameBase = from.base === to.base && from.array === to.array;
  if (isSameBase && from.arguments.join() === to.arguments.join()) return kept;
  if (!from.builtin || !to.builtin) {
    return { rewrites: null, rebuildsIndexes: null, doubt: "how one of the types is stored" };
  }
  // Arrays are converted element by element.
  if (from.array || to.array) return rewritten;
  if (isSameBase) return widens(from, to) ? kept : rewritten;
  if (isZonePair(from, to)) {
    if (!widens(from, to)) return rewritten;
    if (options.fixedZone === null) {
      return {
        rewrites: null,
        rebuildsIndexes: true,
        doubt: "the TimeZone of the session: with UTC nothing is rewritten",
      };
    }
    return options.fixedZone ? rebuilt : rewritten;
  }
  if (!sameBytes.has(`${from.base} ${to.base}`)) return rewritten;
  if (to.arguments.length > 0 && !fitsLength(from, to)) return rewritten;
  return sameOperators.has(`${from.base} ${to.base}`) ? kept : rebuilt;
}

function isZonePair(from: TypeShape, to: TypeShape): boolean {
  const pair = `${from.base} ${to.base}`;
  return pair === "timestamp timestamptz" || pair === "timestamptz timestamp";
}

/** A length is only checked away where the old type had one that was not longer. */
function fitsLength(from: TypeShape, to: TypeShape): boolean {
  return to.base === "varchar" && from.base === "varchar" && widens(from, to);
}

/** The same type with other modifiers, under which every old value is a new one. */
function widens(from: TypeShape, to: TypeShape): boolean {
  const [old, oldScale] = from.arguments.map(Number);
  const [now, newScale] = to.arguments.map(Number);
  switch (to.base) {
    case "varchar":
    case "varbit":
    case "timestamp":
    case "timestamptz":
    case "time":
    case "timetz":
    case "interval":
      return now === undefined || (old !== undefined && now >= old) || (isTime(to.base) && now >= 6);
    case "numeric":
      return now === undefined || (old !== undefined && now >= old && newScale === oldScale);
    case "bpchar":
      return now === undefined;
    default:
      return false;
  }
}

function isTime(base: string): boolean {
  return base.startsWith("time") || base === "interval";
}

/** Whether USING says no more than the cast that would be made anyway; null: cannot tell. */
export function usingIsPlain(using: string, column: string, to: TypeShape): boolean | null {
  let text = using.trim();
  while (text.startsWith("(") && text.endsWith(")") && balanced(text.slice(1, -1))) text = text.slice(1, -1).trim();
  const cast = /^cast\s*\(\s*(.+?)\s+as\s+(.+)\)$/is.exec(text);
  const colons = /^(.+?)::(.+)$/s.exec(text);
  const parts = cast ?? colons;
  const name = (parts?.[1] ?? text).trim();
  const isColumn = name === column || name === `"${column.replaceAll('"', '""')}"` || name.toLowerCase() === column;
  if (!isColumn) return parts === null ? false : name.includes("::") ? null : false;
  if (parts === null) return true;
  const shape = typeShape(parts[2] ?? "");
  if (shape === null) return null;
  return (
    shape.base === to.base &&
    shape.array === to.array &&
    (shape.arguments.length === 0 || shape.arguments.join() === to.arguments.join())
  );
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth++;
    else if (character === ")" && --depth < 0) return false;
  }
  return depth === 0;
}
