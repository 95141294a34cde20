import type { Answer } from "../base/static.ts";
import type { PyValue } from "./value.ts";
import { builtinName, enumValueOf } from "./values.ts";

/** `isinstance(value, type)`, `type` also a tuple of types. */
export function isInstance(value: PyValue, type: PyValue): Answer {
  if (type.type === "tuple") return anyAnswer(type.elements.map((it) => isInstance(value, it)));
  if (value.type === "unknown" || type.type === "unknown") return "unknown";
  const name = builtinName(type);
  if (name !== null) {
    if (name === "object") return "yes";
    if (value.type === "instance") {
      const isMixed = value.class.bases.some(
        (it) => builtinName(it) === name || (name === "str" && builtinName(it) === "enum.StrEnum"),
      );
      if (isMixed) return "yes";
      if (enumValueOf(value) !== null) return name === "enum.Enum" ? "yes" : "no";
      return value.class.bases.every((it) => it.type === "class") ? "no" : "unknown";
    }
    if (value.type === "host") return builtinName(value) === null ? "unknown" : "no";
    if (value.type === "bool") return name === "bool" || name === "int" ? "yes" : "no";
    if (value.type === "set")
      return name === "set" || name === "frozenset" ? (name === "set" ? "yes" : "unknown") : "no";
    return value.type === name ? "yes" : "no";
  }
  if (type.type === "class") {
    if (value.type === "instance") return derives(value.class, type, 0);
    return value.type === "host" ? "unknown" : "no";
  }
  if (type.type === "host" && value.type === "host") return "unknown";
  return type.type === "host" && value.type !== "instance" ? "no" : "unknown";
}

export function isSubclass(value: PyValue, type: PyValue): Answer {
  if (type.type === "tuple") return anyAnswer(type.elements.map((it) => isSubclass(value, it)));
  if (value.type !== "class" || type.type !== "class") return "unknown";
  return derives(value, type, 0);
}

function derives(value: Extract<PyValue, { type: "class" }>, type: PyValue, depth: number): Answer {
  if (value === type) return "yes";
  if (depth > 50) return "unknown";
  return anyAnswer(
    value.bases.map((it): Answer => {
      if (it.type === "class") return derives(it, type, depth + 1);
      return it.type === "unknown" ? "unknown" : "no";
    }),
  );
}

function anyAnswer(answers: readonly Answer[]): Answer {
  if (answers.includes("yes")) return "yes";
  return answers.includes("unknown") ? "unknown" : "no";
}
