import { known, notKnown, type Static } from "../base/static.ts";
import type { PyValue } from "../python/value.ts";

/** The truth of an argument that SQLAlchemy reads as a flag: None counts as False there, and numbers as in Python. */
export function booleanArgument(value: PyValue): Static<boolean> {
  switch (value.type) {
    case "bool":
      return known(value.value, value.span);
    case "none":
      return known(false, value.span);
    case "int":
      return known(Number(value.value) !== 0, value.span);
    case "unknown":
      return notKnown(value.why, value.span);
    default:
      return notKnown({ reason: "unsupported", detail: "a value that is not True or False" }, value.span);
  }
}
