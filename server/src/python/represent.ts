import { dateText } from "./dates.ts";
import type { PyHostValue, PyValue } from "./value.ts";
import type { BuiltinObject } from "./values.ts";
import { builtinName, enumValueOf } from "./values.ts";

/** `repr(value)`; null when it is not known. */
export function represent(value: PyValue, depth = 0): string | null {
  if (depth > 50) return null;
  switch (value.type) {
    case "str":
      return representText(value.value);
    case "list":
    case "tuple":
    case "set": {
      if (value.open !== null) return null;
      const parts: string[] = [];
      for (const it of value.elements) {
        const part = represent(it, depth + 1);
        if (part === null) return null;
        parts.push(part);
      }
      if (value.type === "list") return `[${parts.join(", ")}]`;
      if (value.type === "tuple") return parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(", ")})`;
      // The order of a printed set differs from run to run.
      return parts.length === 0 ? "set()" : parts.length === 1 ? `{${parts[0]}}` : null;
    }
    case "dict": {
      if (value.open !== null) return null;
      const parts: string[] = [];
      for (const it of value.entries) {
        const key = represent(it.key, depth + 1);
        const text = represent(it.value, depth + 1);
        if (key === null || text === null) return null;
        parts.push(`${key}: ${text}`);
      }
      return `{${parts.join(", ")}}`;
    }
    case "instance": {
      const inner = enumValueOf(value);
      const name = value.attributes.get("name");
      if (inner === null || name?.type !== "str" || !isPlainEnum(value)) return null;
      const text = represent(inner, depth + 1);
      return text === null ? null : `<${value.class.name}.${name.value}: ${text}>`;
    }
    default:
      // `repr` of a date, a UUID or a path is the call that makes it.
      return value.type === "host" && (dateText(value, "") ?? contentOf(value)) !== null ? null : textOf(value);
  }
}

/** `str(value)`; null when it is not known. */
export function textOf(value: PyValue): string | null {
  switch (value.type) {
    case "none":
      return "None";
    case "bool":
      return value.value ? "True" : "False";
    case "int":
      return value.value.toString();
    case "float":
      return floatText(value.value);
    case "ellipsis":
      return "Ellipsis";
    case "str":
      return value.value;
    case "list":
    case "tuple":
    case "set":
    case "dict":
      return represent(value);
    case "instance":
      return enumText(value);
    case "host": {
      const date = dateText(value, "") ?? contentOf(value);
      if (date !== null) return date;
      const name = builtinName(value);
      return name !== null && /^(?:str|int|float|bool|list|dict|tuple|set)$/.test(name) ? `<class '${name}'>` : null;
    }
    default:
      return null;
  }
}

function isPlainEnum(value: Extract<PyValue, { type: "instance" }>): boolean {
  return ["__str__", "__repr__", "__format__"].every((it) => !value.class.attributes.has(it));
}

/** `str(Color.RED)`: the value for StrEnum (and, since Python 3.11, IntEnum, which therefore is not known), else class and name. */
function enumText(value: Extract<PyValue, { type: "instance" }>): string | null {
  const inner = enumValueOf(value);
  const name = value.attributes.get("name");
  if (inner === null || name?.type !== "str" || !isPlainEnum(value)) return null;
  const bases = value.class.bases.map(builtinName);
  if (bases.includes("enum.StrEnum")) return textOf(inner);
  if (bases.includes("enum.IntEnum") || bases.includes("enum.IntFlag")) return null;
  return bases.includes("enum.Enum") ? `${value.class.name}.${name.value}` : null;
}

/** `repr` of a float: the shortest digits that give the same number, with an exponent below -4 and from 16 on. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const [digits = "0", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 16))
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  const text =
    exponent < 0 ? value.toFixed(Math.max(digits.replace(/[-.]/g, "").length - exponent - 1, 1)) : String(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** `repr` of a string (https://docs.python.org/3/library/stdtypes.html#str): single quotes unless only they occur in it. */
export function representText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let result = quote;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (letter === quote || letter === "\\") result += `\\${letter}`;
    else if (letter === "\n") result += "\\n";
    else if (letter === "\r") result += "\\r";
    else if (letter === "\t") result += "\\t";
    else if (letter === " " || !/[\p{C}\p{Z}]/u.test(letter)) result += letter;
    else if (code <= 0xff) result += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code <= 0xffff) result += `\\u${code.toString(16).padStart(4, "0")}`;
    else result += `\\U${code.toString(16).padStart(8, "0")}`;
  }
  return result + quote;
}

/** What a UUID or a path prints. */
function contentOf(value: PyHostValue): string | null {
  return "content" in value.object ? ((value.object as BuiltinObject).content ?? null) : null;
}
