import { type SqlToken, sqlTokens } from "./sql-tokens.ts";

/** A type as the catalog has it. */
export interface CatalogType {
  /** As `format_type` prints it with its modifier: `character varying(20)[]`. */
  readonly text: string;
  /** Without modifier and brackets, as a constant's cast names it: `character varying`, `bpchar`. */
  readonly base: string;
  /** A length, precision or the like is given; for `character` and `bit` there always is one. */
  readonly hasModifier: boolean;
  readonly isArray: boolean;
  readonly isBuiltin: boolean;
}

/** Names of DDL (in capitals, as `typeNameText` spells them) to the catalog's. */
const renamed: Readonly<Record<string, string>> = {
  INT: "integer",
  INT4: "integer",
  INT8: "bigint",
  INT2: "smallint",
  VARCHAR: "character varying",
  "CHARACTER VARYING": "character varying",
  DECIMAL: "numeric",
  DEC: "numeric",
  FLOAT8: "double precision",
  FLOAT4: "real",
  BOOL: "boolean",
  VARBIT: "bit varying",
  TIMESTAMPTZ: "timestamp with time zone",
  TIMETZ: "time with time zone",
  TIMESTAMP: "timestamp without time zone",
  TIME: "time without time zone",
};

/** Types that take no modifier and are called as in DDL. */
const plain: ReadonlySet<string> = new Set(
  (
    "integer|bigint|smallint|real|double precision|boolean|text|name|uuid|json|jsonb|jsonpath|xml|bytea|date|inet|cidr|macaddr|macaddr8|money|oid|" +
    "regclass|regconfig|regproc|regtype|regrole|tsvector|tsquery|point|line|lseg|box|path|polygon|circle|int4range|int8range|numrange|" +
    "daterange|tsrange|tstzrange|int4multirange|int8multirange|nummultirange|datemultirange|tsmultirange|tstzmultirange|pg_lsn|txid_snapshot"
  ).split("|"),
);

/**
 * What the catalog makes of a type as DDL spells it (`VARCHAR(20)`, `TIMESTAMP WITH TIME ZONE`, `audit.status[]`). `own` finds a type that is not PostgreSQL's
 * own and answers with the name that `format_type` prints. Null when it cannot be told.
 */
export function catalogType(
  written: string,
  own: (schema: string | null, name: string) => string | null,
): CatalogType | null {
  const tokens = sqlTokens(written).filter((it) => it.kind !== "comment");
  const brackets = tokens.findIndex((it) => it.text === "[" || (it.kind === "name" && it.value === "array"));
  const isArray = brackets >= 0;
  if (isArray && !isArraySuffix(tokens.slice(brackets))) return null;
  const element = isArray ? tokens.slice(0, brackets) : tokens;
  const type = scalar(element, own);
  if (type === null) return null;
  return isArray ? { ...type, text: `${type.text}[]`, base: `${type.base}[]`, isArray } : type;
}

function isArraySuffix(tokens: readonly SqlToken[]): boolean {
  const text = tokens.map((it) => it.value).join("");
  return /^(\[\d*\])+$|^array(\[\d+\])?$/.test(text);
}

function scalar(
  tokens: readonly SqlToken[],
  own: (schema: string | null, name: string) => string | null,
): CatalogType | null {
  const open = tokens.findIndex((it) => it.text === "(");
  const close = tokens.findIndex((it) => it.text === ")");
  if (open >= 0 && close < 0) return null;
  const words = open < 0 ? tokens : [...tokens.slice(0, open), ...tokens.slice(close + 1)];
  const modifiers = open < 0 ? [] : modifiersOf(tokens.slice(open + 1, close));
  if (modifiers === null || words.length === 0) return null;
  const [first, second, third] = words;
  if (first?.kind === "quotedName" || second?.text === ".") {
    // `"char"` is a type of one byte.
    if (words.length === 1 && first?.value === "char" && modifiers.length === 0) return builtin('"char"', '"char"', []);
    if (words.length === 3 && second?.text === "." && first !== undefined && third !== undefined) {
      return modifiers.length > 0 ? null : owned(own(first.value, third.value));
    }
    return words.length === 1 && modifiers.length === 0 && first !== undefined ? owned(own(null, first.value)) : null;
  }
  if (words.some((it) => it.kind !== "name")) return null;
  const name = words
    .map((it) => it.value)
    .join(" ")
    .toUpperCase();
  const isLower = words.length === 1 && first !== undefined && first.text !== first.text.toUpperCase();
  const found = namedType(name, modifiers);
  // Somebody's own type is spelled in small letters and never hides one of PostgreSQL's.
  if (found !== null) return found;
  return isLower && modifiers.length === 0 && first !== undefined ? owned(own(null, first.value)) : null;
}

function modifiersOf(tokens: readonly SqlToken[]): readonly string[] | null {
  const text = tokens.map((it) => it.text).join("");
  return /^-?\d+(,-?\d+)?$/.test(text) ? text.split(",") : null;
}

function owned(text: string | null): CatalogType | null {
  return text === null ? null : { text, base: text, hasModifier: false, isArray: false, isBuiltin: false };
}

function builtin(text: string, base: string, modifiers: readonly string[]): CatalogType {
  return { text, base, hasModifier: modifiers.length > 0, isArray: false, isBuiltin: true };
}

function namedType(name: string, modifiers: readonly string[]): CatalogType | null {
  const parenthesised = modifiers.length === 0 ? "" : `(${modifiers.join(",")})`;
  const zoned = /^(TIMESTAMP|TIME)(TZ| WITH TIME ZONE| WITHOUT TIME ZONE)?$/.exec(name);
  if (zoned !== null) {
    const kind = (zoned[1] ?? "").toLowerCase();
    const zone = zoned[2] === "TZ" || zoned[2] === " WITH TIME ZONE" ? "with time zone" : "without time zone";
    return builtin(`${kind}${parenthesised} ${zone}`, `${kind} ${zone}`, modifiers);
  }
  if (name === "INTERVAL" || name.startsWith("INTERVAL ")) {
    const fields = name.slice("INTERVAL".length).toLowerCase();
    // NULL is no constant of it even with a precision (PostgreSQL 18, measured).
    return builtin(`interval${fields}${parenthesised}`, "interval", []);
  }
  switch (name) {
    case "CHAR":
    case "CHARACTER":
      return builtin(`character(${modifiers[0] ?? "1"})`, "bpchar", ["1"]);
    case "BPCHAR":
      return modifiers.length === 0
        ? builtin("bpchar", "bpchar", [])
        : builtin(`character${parenthesised}`, "bpchar", modifiers);
    case "BIT":
      return builtin(`bit(${modifiers[0] ?? "1"})`, '"bit"', ["1"]);
    case "FLOAT": {
      const precision = Number(modifiers[0] ?? "53");
      const float = precision <= 24 ? "real" : "double precision";
      return builtin(float, float, []);
    }
    case "NUMERIC":
    case "DECIMAL":
    case "DEC": {
      const [precision, scale] = modifiers;
      return builtin(
        precision === undefined ? "numeric" : `numeric(${precision},${scale ?? "0"})`,
        "numeric",
        modifiers,
      );
    }
  }
  const text = renamed[name] ?? name.toLowerCase();
  if (text === "character varying" || text === "bit varying") {
    return builtin(`${text}${parenthesised}`, text, modifiers);
  }
  return plain.has(text) && modifiers.length === 0 ? builtin(text, text, []) : null;
}
