import type { CallArgument, CallSite, HostObject } from "./host.ts";
import type { PyValue } from "./value.ts";

/** An immutable value of the standard library that was made by a call with known arguments: `datetime.date(2024, 1, 1)`, `decimal.Decimal("1.5")`. */
export interface Constructed {
  /** `datetime.date`, `datetime.datetime`, `datetime.time`, `datetime.timedelta`, `decimal.Decimal`. */
  readonly path: string;
  readonly args: readonly CallArgument[];
}

interface ConstructedObject extends HostObject {
  readonly constructed: Constructed;
}

/** What made the value, or undefined when it is no such value. */
export function constructedOf(value: PyValue | undefined): Constructed | undefined {
  if (value?.type !== "host" || !("constructed" in value.object)) return undefined;
  return (value.object as ConstructedObject).constructed;
}

/** Makes such a value; `abilities` are its attributes and operators. Unknown arguments make nothing. */
export function construct(
  path: string,
  args: readonly CallArgument[],
  site: CallSite,
  abilities: Pick<HostObject, "attribute" | "binary" | "compare" | "truth"> = {},
): PyValue | undefined {
  if (args.some((it) => it.spreadUnknown || it.value.type === "unknown")) return undefined;
  const object: ConstructedObject = { description: path, inert: true, constructed: { path, args }, ...abilities };
  return { type: "host", object, span: site.call };
}
