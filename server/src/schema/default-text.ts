import { type CatalogType, catalogType } from "../postgres/catalog-type.ts";
import { quoteLiteral } from "../postgres/quote-literal.ts";
import { type SqlToken, sqlTokens } from "../postgres/sql-tokens.ts";
import type { CatalogText } from "./schema-state.ts";

/** What the names in a default mean where it is written. */
export interface DefaultNames {
  /** As `regclass` prints the sequence; null when it is not known. */
  sequence(schema: string | null, name: string): string | null;
  /** As `format_type` prints somebody's own type; null when it is not known. */
  type(schema: string | null, name: string): string | null;
  /** Whether the type is an enum. */
  isEnum(type: string): boolean;
}

/**
 * The default of a column as `pg_get_expr` prints it, where that can be told exactly from the text; otherwise the text as it is written. `none`: PostgreSQL stores no default
 * (NULL for a type without a modifier). The forms are those that the oracle test compares with a server (PostgreSQL 18).
 */
export function defaultText(written: string, type: CatalogType | null, names: DefaultNames): CatalogText | "none" {
  const tokens = unwrapped(sqlTokens(written).filter((it) => it.kind !== "comment"));
  const first = tokens[0];
  const isNull = tokens.length === 1 && first?.kind === "name" && first.value === "null";
  if (isNull && type !== null && (type.isBuiltin || names.isEnum(type.isArray ? type.base.slice(0, -2) : type.base))) {
    return type.hasModifier ? { form: "catalog", text: `NULL::${type.base}` } : "none";
  }
  const text = exactText(tokens, type, names);
  return text === null ? { form: "written", text: written } : { form: "catalog", text };
}

/** Without parentheses around the whole. */
function unwrapped(tokens: readonly SqlToken[]): readonly SqlToken[] {
  let inner = tokens;
  while (inner.length > 2 && inner[0]?.text === "(" && closing(inner, 0) === inner.length - 1)
    inner = inner.slice(1, -1);
  return inner;
}

function closing(tokens: readonly SqlToken[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const text = tokens[i]?.text;
    if (text === "(" || text === "[") depth++;
    else if (text === ")" || text === "]") depth--;
    if (depth === 0) return i;
  }
  return -1;
}

function exactText(tokens: readonly SqlToken[], type: CatalogType | null, names: DefaultNames): string | null {
  const [first, second] = tokens;
  if (first === undefined) return null;
  if (tokens.length === 1) return single(first, type, names);
  if (first.text === "-" && second?.kind === "number" && tokens.length === 2) return negative(second.text);
  return castText(tokens, names) ?? keywordText(tokens) ?? callText(tokens, names) ?? zoneText(tokens);
}

function single(token: SqlToken, type: CatalogType | null, names: DefaultNames): string | null {
  if (token.kind === "number") return numberText(token.text);
  if (token.kind === "string")
    return token.text.startsWith("'") && type !== null ? constant(unquoted(token.text), type, names) : null;
  return keywordText([token]);
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replaceAll("''", "'");
}

const maximumInteger = 2147483647n;
const maximumBigint = 9223372036854775807n;

function numberText(text: string): string | null {
  if (/^\d+\.\d+$/.test(text)) return /^0\d/.test(text) ? null : text;
  if (!/^\d{1,19}$/.test(text)) return null;
  const value = BigInt(text);
  if (value <= maximumInteger) return String(value);
  return value <= maximumBigint ? `'${value}'::bigint` : null;
}

function negative(text: string): string | null {
  if (/^\d+\.\d+$/.test(text) && !/^0\d/.test(text)) return /^[0.]+$/.test(text) ? null : `'-${text}'::numeric`;
  if (!/^\d{1,19}$/.test(text)) return null;
  const value = BigInt(text);
  if (value === 0n) return "0";
  if (value <= maximumInteger) return `'-${value}'::integer`;
  return null;
}

/** A string constant that PostgreSQL turns into a value of the type. */
function constant(value: string, type: CatalogType, names: DefaultNames): string | null {
  const cast = `${quoteLiteral(value)}::${type.base}`;
  if (value.includes("\\")) return null;
  if (type.isArray) return value === "{}" ? cast : null;
  if (!type.isBuiltin) return names.isEnum(type.base) ? cast : null;
  switch (type.base) {
    case "text":
    case "character varying":
    case "json":
      return cast;
    case "name":
      return value.length < 64 ? cast : null;
    case "bpchar":
      // Too long a value is cut or refused; trailing blanks are kept in the constant.
      return type.hasModifier ? cast : null;
    case "jsonb":
      return /^(\{\}|\[\]|true|false|null|0|[1-9]\d{0,8})$/.test(value) ? cast : null;
    case "uuid":
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? cast : null;
    case "date":
      return /^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/.test(value) ? cast : null;
    case "boolean":
      return booleanText(value);
    case "integer":
    case "bigint":
    case "smallint":
      return integerText(value, type.base);
    case "numeric":
      return numericText(value);
    case "real":
    case "double precision":
      return /^-?(0|[1-9]\d{0,5})$/.test(value) && value !== "-0" ? cast : null;
    default:
      return null;
  }
}

/** `boolin` takes any beginning of these words, in any case, with blanks around (PostgreSQL: utils/adt/bool.c). */
function booleanText(value: string): string | null {
  const word = value.trim().toLowerCase();
  if (word === "") return null;
  if ("true".startsWith(word) || "yes".startsWith(word) || word === "on" || word === "1") return "true";
  if ("false".startsWith(word) || "no".startsWith(word) || word === "off" || word === "of" || word === "0")
    return "false";
  return null;
}

function integerText(value: string, type: string): string | null {
  if (!/^-?(0|[1-9]\d{0,8})$/.test(value) || value === "-0") return null;
  return type === "integer" && !value.startsWith("-") ? value : `'${value}'::${type}`;
}

function numericText(value: string): string | null {
  if (/^-?(0|[1-9]\d{0,8})$/.test(value) && value !== "-0") return `'${value}'::numeric`;
  return /^(0|[1-9]\d{0,8})\.\d{1,8}$/.test(value) ? value : null;
}

/** `'x'::type` and `CAST('x' AS type)`. */
function castText(tokens: readonly SqlToken[], names: DefaultNames): string | null {
  const [first, second, third] = tokens;
  if (second?.text === "::" && tokens.length > 2) return cast(tokens.slice(0, 1), tokens.slice(2), names);
  if (first?.value !== "cast" || first.kind !== "name" || second?.text !== "(" || third === undefined) return null;
  if (closing(tokens, 1) !== tokens.length - 1 || tokens[3]?.value !== "as") return null;
  return cast([third], tokens.slice(4, -1), names);
}

function cast(value: readonly SqlToken[], typeTokens: readonly SqlToken[], names: DefaultNames): string | null {
  if (typeTokens.some((it) => it.text === "::")) return null;
  const [token] = value;
  const type = catalogType(spelled(typeTokens), names.type);
  if (token === undefined || type === null || (type.hasModifier && type.base !== "bpchar")) return null;
  if (token.kind === "number" && type.base === "integer") return numberText(token.text);
  if (token.kind === "name" && type.base === "boolean") return keywordText([token]);
  if (token.kind !== "string" || !token.text.startsWith("'") || type.base === "bpchar") return null;
  return constant(unquoted(token.text), type, names);
}

/** Types of PostgreSQL are in capitals where a type is read; names in quotes stay. */
function spelled(tokens: readonly SqlToken[]): string {
  return tokens.map((it) => it.text).join(" ");
}

const keywordForms: Readonly<Record<string, string>> = {
  true: "true",
  false: "false",
  current_timestamp: "CURRENT_TIMESTAMP",
  current_date: "CURRENT_DATE",
  current_time: "CURRENT_TIME",
  localtime: "LOCALTIME",
  localtimestamp: "LOCALTIMESTAMP",
  current_user: "CURRENT_USER",
  session_user: "SESSION_USER",
};

function keywordText(tokens: readonly SqlToken[]): string | null {
  const [first, ...rest] = tokens;
  const form = first?.kind === "name" ? keywordForms[first.value] : undefined;
  if (form === undefined) return null;
  if (rest.length === 0) return form;
  const precision = /^\(([0-6])\)$/.exec(rest.map((it) => it.text).join(""))?.[1];
  return precision !== undefined && /TIME/.test(form) ? `${form}(${precision})` : null;
}

/** Words that look like a function but are grammar. */
const grammarWords: ReadonlySet<string> = new Set([
  "row",
  "coalesce",
  "greatest",
  "least",
  "xmlelement",
  "json_array",
  "json_object",
]);

function callText(tokens: readonly SqlToken[], names: DefaultNames): string | null {
  const [first, second] = tokens;
  const name = first?.kind === "name" ? first.value : null;
  if (name === null || second?.text !== "(" || closing(tokens, 1) !== tokens.length - 1) return null;
  const inner = tokens.slice(2, -1);
  if (inner.length === 0) return /^[a-z_][a-z0-9_]*$/.test(name) && !grammarWords.has(name) ? `${name}()` : null;
  if (name === "nextval") return nextvalText(inner, names);
  if (name === "timezone") return timezoneText(inner);
  return null;
}

function nextvalText(tokens: readonly SqlToken[], names: DefaultNames): string | null {
  const [literal, ...rest] = tokens;
  const suffix = rest.map((it) => it.value).join("");
  if (literal?.kind !== "string" || !literal.text.startsWith("'") || (suffix !== "" && suffix !== "::regclass"))
    return null;
  const parts = sqlTokens(unquoted(literal.text));
  const [a, dot, b] = parts;
  if (parts.length === 1 && a !== undefined) return regclass(names.sequence(null, a.value));
  if (parts.length === 3 && dot?.text === "." && a !== undefined && b !== undefined) {
    return regclass(names.sequence(a.value, b.value));
  }
  return null;
}

function regclass(sequence: string | null): string | null {
  return sequence === null ? null : `nextval(${quoteLiteral(sequence)}::regclass)`;
}

/** `timezone('utc', now())`. */
function timezoneText(tokens: readonly SqlToken[]): string | null {
  const [zone, comma, ...rest] = tokens;
  const clock = clockText(rest);
  const isText =
    comma?.text === "," ||
    tokens
      .slice(1, 4)
      .map((it) => it.value)
      .join("") === "::text,";
  if (zone?.kind !== "string" || !zone.text.startsWith("'") || !isText) return null;
  const at = comma?.text === "," ? clock : clockText(tokens.slice(4));
  return at === null ? null : `timezone(${zone.text}::text, ${at})`;
}

/** `now() AT TIME ZONE 'utc'`. */
function zoneText(tokens: readonly SqlToken[]): string | null {
  const at = tokens.findIndex((it) => it.kind === "name" && it.value === "at");
  if (at < 1) return null;
  const words = tokens.slice(at, at + 3).map((it) => it.value);
  const zone = tokens[at + 3];
  if (words.join(" ") !== "at time zone" || zone?.kind !== "string" || !zone.text.startsWith("'")) return null;
  const suffix = tokens
    .slice(at + 4)
    .map((it) => it.value)
    .join("");
  const clock = clockText(unwrapped(tokens.slice(0, at)));
  return clock === null || (suffix !== "" && suffix !== "::text") ? null : `(${clock} AT TIME ZONE ${zone.text}::text)`;
}

function clockText(tokens: readonly SqlToken[]): string | null {
  const text = tokens.map((it) => it.value).join("");
  if (text === "now()") return "now()";
  if (text === "current_timestamp") return "CURRENT_TIMESTAMP";
  return null;
}
