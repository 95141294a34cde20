import type { CatalogText, SchemaState } from "../../schema/schema-state.ts";
import { nameText } from "../../schema/schema-words.ts";
import { list, type RestoreStyle, text } from "./restore-style.ts";

/** Types of the catalog that take nothing, by the name of SQLAlchemy's type; each renders as the same type again (SQLAlchemy 1.4 and 2.1). */
const generic: Readonly<Record<string, string>> = {
  integer: "Integer()",
  bigint: "BigInteger()",
  smallint: "SmallInteger()",
  text: "Text()",
  boolean: "Boolean()",
  date: "Date()",
  "time without time zone": "Time()",
  "time with time zone": "Time(timezone=True)",
  "timestamp without time zone": "DateTime()",
  "timestamp with time zone": "DateTime(timezone=True)",
  interval: "Interval()",
  real: "REAL()",
  "double precision": "Float(precision=53)",
  numeric: "Numeric()",
  "character varying": "String()",
  json: "JSON()",
  bytea: "LargeBinary()",
};

const own: Readonly<Record<string, string>> = {
  jsonb: "JSONB()",
  uuid: "UUID()",
  inet: "INET()",
  cidr: "CIDR()",
  macaddr: "MACADDR()",
  macaddr8: "MACADDR8()",
  money: "MONEY()",
  oid: "OID()",
  tsvector: "TSVECTOR()",
  int4range: "INT4RANGE()",
  int8range: "INT8RANGE()",
  numrange: "NUMRANGE()",
  daterange: "DATERANGE()",
  tsrange: "TSRANGE()",
  tstzrange: "TSTZRANGE()",
};

/** A type of the catalog as SQLAlchemy writes it; null when there is no such type, or none that renders as this one. */
export function restoredType(type: CatalogText, state: SchemaState, style: RestoreStyle): string | null {
  if (type.form !== "catalog") return null;
  const { text: written } = type;
  if (written.endsWith("[]")) {
    const element = restoredType({ form: "catalog", text: written.slice(0, -2) }, state, style);
    return element === null ? null : `${style.postgresql}.ARRAY(${element})`;
  }
  const plain = generic[written];
  if (plain !== undefined) return `${style.sa}.${plain}`;
  const special = own[written];
  if (special !== undefined) return `${style.postgresql}.${special}`;
  return withModifier(written, style) ?? enumType(written, state, style);
}

/** `character varying(20)`, `numeric(10,2)`, `timestamp(3) without time zone`. */
function withModifier(written: string, style: RestoreStyle): string | null {
  const [, name, first, second, zone] =
    /^([a-z ]+)\((\d+)(?:,(-?\d+))?\)(?: (with|without) time zone)?$/.exec(written) ?? [];
  if (name === undefined || first === undefined) return null;
  switch (name) {
    case "character varying":
      return `${style.sa}.String(length=${first})`;
    case "character":
      return `${style.sa}.CHAR(length=${first})`;
    case "numeric":
      return `${style.sa}.Numeric(precision=${first}, scale=${second ?? "0"})`;
    case "timestamp":
    case "time":
      return `${style.postgresql}.${name.toUpperCase()}(timezone=${zone === "with" ? "True" : "False"}, precision=${first})`;
    default:
      return null;
  }
}

function enumType(written: string, state: SchemaState, style: RestoreStyle): string | null {
  for (const type of state.types.values()) {
    if (type.kind !== "enum" || nameText(type) !== written) continue;
    const schema = type.schema === "public" ? "" : `, schema=${text(type.schema, style)}`;
    const values = list(type.values, style).slice(1, -1);
    const first = values === "" ? "" : `${values}, `;
    return `${style.postgresql}.ENUM(${first}name=${text(type.name, style)}${schema}, create_type=False)`;
  }
  return null;
}
