import type { Answer } from "../base/static.ts";
import type { PyValue } from "./value.ts";
import { classAttribute, enumValueOf } from "./values.ts";

/** Python's `==` for values whose class does not decide itself. "unknown" when it depends on something unknown. */
export function equals(a: PyValue, b: PyValue, depth = 0): Answer {
  if (a.type === "unknown" || b.type === "unknown" || depth > 100) return "unknown";
  if (a === b && a.type !== "float") return "yes";
  const x = plainOf(a);
  const y = plainOf(b);
  const left = numberOf(x);
  const right = numberOf(y);
  if (left !== null && right !== null) return left <= right && left >= right ? "yes" : "no";
  if (x.type === "host" || y.type === "host")
    return x.type === "host" && y.type === "host" && x.object === y.object ? "yes" : "unknown";
  if (x.type === "bytes" || y.type === "bytes") return x.type === y.type ? "unknown" : "no";
  if (x.type === "str" && y.type === "str") return x.value === y.value ? "yes" : "no";
  if (x.type === "none" || x.type === "ellipsis") return y.type === x.type ? "yes" : decides(y) ? "unknown" : "no";
  if ((x.type === "list" && y.type === "list") || (x.type === "tuple" && y.type === "tuple"))
    return equalSequences(x.elements, x.open !== null, y.elements, y.open !== null, depth);
  if (x.type === "set" && y.type === "set")
    return equalSets(x.elements, x.open !== null, y.elements, y.open !== null, depth);
  if (x.type === "dict" && y.type === "dict") {
    const keys = equalSets(
      x.entries.map((it) => it.key),
      x.open !== null,
      y.entries.map((it) => it.key),
      y.open !== null,
      depth,
    );
    if (keys === "no") return "no";
    return all([
      keys,
      ...x.entries.map((entry): Answer => {
        const other = y.entries.find((it) => equals(it.key, entry.key, depth + 1) === "yes");
        return other === undefined ? "unknown" : equals(entry.value, other.value, depth + 1);
      }),
    ]);
  }
  if (x.type === "instance" || y.type === "instance") return x !== y && !decides(x) && !decides(y) ? "no" : "unknown";
  if (x.type === "function" && y.type === "function")
    return x.definition === y.definition && x.closure === y.closure && x.boundSelf === y.boundSelf ? "yes" : "no";
  return "no";
}

/** Instances of classes with their own `__eq__`, or with bases that are not known, decide themselves. */
function decides(value: PyValue): boolean {
  if (value.type !== "instance") return false;
  if (value.class.enumMembers !== null) return false;
  // A dataclass compares its fields.
  if (value.class.definition.decorators.length > 0) return true;
  return value.class.bases.some((it) => it.type !== "class") || classAttribute(value.class, "__eq__") !== undefined;
}

/** A member of `class Color(str, Enum)` compares as its value. */
function plainOf(value: PyValue): PyValue {
  const inner = enumValueOf(value);
  if (inner === null || value.type !== "instance") return value;
  const isMixed = value.class.bases.some(
    (it) => it.type === "host" && /^(?:str|int|enum\.(?:StrEnum|IntEnum|IntFlag))$/.test(it.object.description),
  );
  return isMixed ? inner : value;
}

function numberOf(value: PyValue): number | bigint | null {
  if (value.type === "int" || value.type === "float") return value.value;
  if (value.type === "bool") return value.value ? 1 : 0;
  return null;
}

function all(answers: readonly Answer[]): Answer {
  if (answers.includes("no")) return "no";
  return answers.includes("unknown") ? "unknown" : "yes";
}

function equalSequences(
  a: readonly PyValue[],
  aOpen: boolean,
  b: readonly PyValue[],
  bOpen: boolean,
  depth: number,
): Answer {
  if (aOpen || bOpen) return "unknown";
  if (a.length !== b.length) return "no";
  let answer: Answer = "yes";
  for (const [index, it] of a.entries()) {
    const other = b[index];
    const one = other === undefined ? "no" : equals(it, other, depth + 1);
    if (one === "no") return "no";
    if (one === "unknown") answer = "unknown";
  }
  return answer;
}

function equalSets(
  a: readonly PyValue[],
  aOpen: boolean,
  b: readonly PyValue[],
  bOpen: boolean,
  depth: number,
): Answer {
  if (aOpen || bOpen) return "unknown";
  const inB = all(a.map((it) => contains(b, it, depth + 1)));
  if (a.length !== b.length) return inB === "unknown" ? "unknown" : "no";
  return inB;
}

export function contains(elements: readonly PyValue[], value: PyValue, depth = 0): Answer {
  let answer: Answer = "no";
  for (const it of elements) {
    const one = it === value ? "yes" : equals(it, value, depth);
    if (one === "yes") return "yes";
    if (one === "unknown") answer = "unknown";
  }
  return answer;
}

/** Index of the entry with this key; -1 when there is none; null when that is not known. */
export function findKey(entries: readonly { readonly key: PyValue }[], key: PyValue): number | null {
  let unsure = false;
  for (const [index, it] of entries.entries()) {
    const one = equals(it.key, key);
    if (one === "yes") return index;
    if (one === "unknown") unsure = true;
  }
  return unsure ? null : -1;
}
