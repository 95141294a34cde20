import type { PyValue } from "../../python/value.ts";
import { type Dialect, literal } from "./dialect.ts";
import { type MadeValue, madeValue } from "./made-value.ts";
import { plainType, type SqlType } from "./sql-type.ts";
import { Unrendered, unrendered } from "./unrendered.ts";

/** The type that SQLAlchemy gives to a plain Python value. */
export function typeOfValue(value: PyValue): SqlType {
  switch (value.type) {
    case "bool":
      return plainType("boolean");
    case "int":
      return plainType("integer");
    case "float":
      return plainType("float");
    case "str":
      return plainType("string");
    case "none":
    case "list":
    case "tuple":
    case "dict":
      return plainType("null");
    default:
      return typeOfMade(value);
  }
}

function typeOfMade(value: PyValue): SqlType {
  const made = madeValue(value);
  switch (made?.kind) {
    case "date":
      return plainType("date", "DATE");
    case "datetime":
      return plainType("datetime", "TIMESTAMP WITHOUT TIME ZONE");
    case "time":
      return plainType("time", "TIME WITHOUT TIME ZONE");
    case "decimal":
      return plainType("numeric");
    default:
      return unrendered("the type of a value");
  }
}

/**
 * A value as a literal of its type (`literal_binds`, alembic-semantics 6.3). What a type does with a value of another kind is mostly an exception,
 * so such pairs are not printed.
 */
export function literalOf(dialect: Dialect, type: SqlType, value: PyValue): string {
  if (value.type === "unknown") throw new Unrendered(value.why, null);
  if (value.type === "none") {
    // JSON keeps None as the JSON value null.
    return type.family === "json" ? unrendered("None as a value of JSON") : "NULL";
  }
  const made = madeValue(value);
  switch (type.family) {
    case "string":
      if (value.type === "str") return literal(dialect, value.value);
      break;
    case "enum":
      if (value.type === "str") return literal(dialect, value.value);
      break;
    case "integer":
      if (value.type === "int") return integerText(value.value);
      if (value.type === "bool") return value.value ? "1" : "0";
      if (value.type === "str" && /^[0-9]+$/.test(value.value)) return value.value.replace(/^0+(?=[0-9])/, "");
      break;
    case "numeric":
    case "float":
      if (value.type === "int") return integerText(value.value);
      if (value.type === "float") return floatText(value.value);
      if (value.type === "str" && type.family === "numeric" && /^[0-9.]+$/.test(value.value)) return value.value;
      if (type.family === "numeric" && made?.kind === "decimal") return made.text;
      break;
    case "date":
    case "datetime":
    case "time":
      if (made !== null && "iso" in made && dialect.features.modernLiterals) return temporalText(type.family, made);
      break;
    case "boolean":
      if (value.type === "bool") return value.value ? "true" : "false";
      if (value.type === "int" && (value.value === 0 || value.value === 1)) return value.value === 1 ? "true" : "false";
      break;
    case "array":
      if (value.type === "list" && value.open === null && type.item !== null && dialect.features.modernLiterals) {
        const { item } = type;
        if (value.elements.length === 0 || item.family === "array") break;
        return `ARRAY[${value.elements.map((it) => literalOf(dialect, item, it)).join(", ")}]`;
      }
      break;
    case "uuid":
      if (made?.kind !== "uuid" || type.uuids !== true) break;
      return dialect.features.modernLiterals ? `'${made.text}'` : `'${made.text}'::UUID`;
    default:
      break;
  }
  return unrendered(`a value of type ${value.type} for a column of type ${type.ddl ?? type.family}`);
}

/** A date for a column of timestamps stays a date, a timestamp for one of dates loses its time. */
function temporalText(
  family: "date" | "datetime" | "time",
  made: Extract<MadeValue, { readonly iso: string }>,
): string {
  const [first = "", last = first] = made.iso.split("T");
  if (family === "datetime") return `'${made.iso.replace("T", " ")}'`;
  return `'${family === "date" ? first : last}'`;
}

export function integerText(value: number | bigint): string {
  return String(value);
}

/** As Python's `str()` writes a float. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return unrendered("a number that is not finite");
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e16) return `${value}.0`;
  // The two languages choose the same digits, but not the same moment for an exponent.
  if (size >= 1e16 || size < 1e-4) return unrendered("a number that Python writes with an exponent");
  return String(value);
}
