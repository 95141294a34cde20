import type { PyValue } from "./value.ts";

/** The same object, or immutable values that no program can tell apart. Used for joining paths, not for `==`. */
export function isSameValue(a: PyValue, b: PyValue, depth = 0): boolean {
  if (a === b) return true;
  if (depth > 50) return false;
  switch (a.type) {
    case "none":
    case "ellipsis":
      return b.type === a.type;
    case "bool":
    case "int":
    case "float":
    case "str":
      return b.type === a.type && Object.is(b.value, a.value);
    case "tuple":
      return (
        b.type === "tuple" &&
        a.open === null &&
        b.open === null &&
        a.elements.length === b.elements.length &&
        a.elements.every((it, index) => {
          const other = b.elements[index];
          return other !== undefined && isSameValue(it, other, depth + 1);
        })
      );
    case "host":
      return b.type === "host" && a.object === b.object;
    case "function":
      return (
        b.type === "function" && a.definition === b.definition && a.closure === b.closure && a.boundSelf === b.boundSelf
      );
    default:
      return false;
  }
}
