import { quoteIdentifier } from "./quote-identifier.ts";
import { listOf, nodeOf, numberOf, stringValues, type TreeNode, textOf, unwrap, unwrapAs } from "./tree.ts";

/** Names of PostgreSQL's catalog and aliases as DDL spells them; the grammar turns `integer` into `pg_catalog.int4`. */
const spelled: Readonly<Record<string, string>> = {
  int2: "SMALLINT",
  int4: "INTEGER",
  int8: "BIGINT",
  float4: "REAL",
  float8: "DOUBLE PRECISION",
  bool: "BOOLEAN",
  bpchar: "CHAR",
  varchar: "VARCHAR",
  numeric: "NUMERIC",
  bit: "BIT",
  varbit: "BIT VARYING",
  serial: "SERIAL",
  serial2: "SMALLSERIAL",
  serial4: "SERIAL",
  serial8: "BIGSERIAL",
  smallserial: "SMALLSERIAL",
  bigserial: "BIGSERIAL",
};

/** Built-in types that SQL names as they are: written in capitals like the rest. Other names are somebody's own and stay. */
const builtin: ReadonlySet<string> = new Set(
  (
    "text name uuid json jsonb jsonpath xml bytea date inet cidr macaddr macaddr8 money oid regclass regconfig regproc regtype regrole " +
    "tsvector tsquery hstore citext point line lseg box path polygon circle int4range int8range numrange daterange tsrange tstzrange " +
    "int4multirange int8multirange nummultirange datemultirange tsmultirange tstzmultirange pg_lsn txid_snapshot"
  ).split(" "),
);

const serials: ReadonlySet<string> = new Set(["SERIAL", "SMALLSERIAL", "BIGSERIAL"]);

export function isSerial(type: string): boolean {
  return serials.has(type);
}

/** A `TypeName` of the parse tree as PostgreSQL's DDL spells it: `VARCHAR(20)`, `TIMESTAMP WITH TIME ZONE`, `audit.status[]`. */
export function typeNameText(type: TreeNode): string {
  const parts = stringValues(type.names);
  const inCatalog = parts.length === 2 && parts[0] === "pg_catalog";
  const name = parts.at(-1) ?? "";
  const modifiers = listOf(type.typmods).map(modifierText);
  const base =
    parts.length > 1 && !inCatalog
      ? parts.map(quoteIdentifier).join(".") + parenthesised(modifiers)
      : oneName(name, modifiers, inCatalog);
  const bounds = listOf(type.arrayBounds).map((it) => {
    const size = numberOf(unwrapAs(it, "Integer")?.ival);
    return size > 0 ? `[${size}]` : "[]";
  });
  return `${type.setof === true ? "SETOF " : ""}${base}${type.pct_type === true ? "%TYPE" : ""}${bounds.join("")}`;
}

function oneName(name: string, modifiers: readonly string[], inCatalog: boolean): string {
  if (name === "timestamp" || name === "timestamptz" || name === "time" || name === "timetz") {
    const zone = name.endsWith("tz") ? "WITH TIME ZONE" : "WITHOUT TIME ZONE";
    return `${name.replace("tz", "").toUpperCase()}${parenthesised(modifiers)} ${zone}`;
  }
  if (name === "interval" && inCatalog) return intervalText(modifiers);
  // `bpchar` without a length is unlimited, unlike CHAR; `"char"` is a type of one byte, unlike char.
  if (name === "bpchar" && modifiers.length === 0) return "BPCHAR";
  if (name === "char") return '"char"';
  const known = spelled[name];
  if (known !== undefined) return known + parenthesised(modifiers);
  if (inCatalog || builtin.has(name)) return name.toUpperCase() + parenthesised(modifiers);
  return quoteIdentifier(name) + parenthesised(modifiers);
}

/** Masks of `INTERVAL YEAR TO MONTH` and its like (PostgreSQL: utils/timestamp.h, utils/datetime.h). */
const intervalFields: Readonly<Record<number, string>> = {
  4: "YEAR",
  2: "MONTH",
  8: "DAY",
  1024: "HOUR",
  2048: "MINUTE",
  4096: "SECOND",
  6: "YEAR TO MONTH",
  1032: "DAY TO HOUR",
  3080: "DAY TO MINUTE",
  7176: "DAY TO SECOND",
  3072: "HOUR TO MINUTE",
  7168: "HOUR TO SECOND",
  6144: "MINUTE TO SECOND",
};

function intervalText(modifiers: readonly string[]): string {
  const [mask, precision] = modifiers;
  const fields = intervalFields[Number(mask ?? 0)];
  return `INTERVAL${fields === undefined ? "" : ` ${fields}`}${precision === undefined ? "" : ` (${precision})`}`;
}

function parenthesised(modifiers: readonly string[]): string {
  return modifiers.length === 0 ? "" : `(${modifiers.join(", ")})`;
}

/** A type modifier is nearly always a number or a word: `geometry(Point, 4326)`. */
function modifierText(value: unknown): string {
  const { type, node } = unwrap(value);
  if (type === "A_Const") {
    if (node.ival !== undefined) return String(numberOf(nodeOf(node.ival).ival));
    if (node.fval !== undefined) return textOf(nodeOf(node.fval).fval) ?? "";
    return `'${(textOf(nodeOf(node.sval).sval) ?? "").replaceAll("'", "''")}'`;
  }
  if (type === "ColumnRef") return stringValues(node.fields).map(quoteIdentifier).join(".");
  return "?";
}
