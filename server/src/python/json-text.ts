import { floatText } from "./represent.ts";
import type { PyValue } from "./value.ts";

/** `json.dumps(value)` with its default options; null when it is not known. */
export function toJson(value: PyValue, depth = 0): string | null {
  if (depth > 50) return null;
  switch (value.type) {
    case "none":
      return "null";
    case "bool":
      return String(value.value);
    case "int":
      return value.value.toString();
    case "float":
      return Number.isFinite(value.value) ? floatText(value.value) : null;
    case "str":
      return quoted(value.value);
    case "list":
    case "tuple": {
      const parts = value.open === null ? value.elements.map((it) => toJson(it, depth + 1)) : [null];
      return parts.includes(null) ? null : `[${parts.join(", ")}]`;
    }
    case "dict": {
      if (value.open !== null) return null;
      const parts: string[] = [];
      for (const it of value.entries) {
        const text = toJson(it.value, depth + 1);
        if (it.key.type !== "str" || text === null) return null;
        parts.push(`${quoted(it.key.value)}: ${text}`);
      }
      return `{${parts.join(", ")}}`;
    }
    default:
      return null;
  }
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\uffff]/g, (it) =>
    it === "\x7f" ? it : `\\u${it.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
