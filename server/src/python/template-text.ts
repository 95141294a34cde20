import type { CallArgument } from "./host.ts";
import { plainString } from "./mapped-string.ts";
import { textOf } from "./represent.ts";
import type { PyStr, PyValue } from "./value.ts";
import type { BuiltinCall, BuiltinObject } from "./values.ts";
import { builtinValue } from "./values.ts";

/** `string.Template("… $name ${name} $$")` with `substitute` and `safe_substitute`. */
export const makeTemplate: BuiltinCall = (run, [first, ...others], site) => {
  const template = first?.value;
  if (template?.type !== "str" || others.length > 0) return undefined;
  const object: BuiltinObject = {
    description: "string.Template(…)",
    builtin: "string.Template()",
    inert: true,
    truth: () => "yes",
    attribute(name, at) {
      if (name === "template") return template;
      if (name !== "substitute" && name !== "safe_substitute") return undefined;
      return builtinValue(
        run,
        `string.Template.${name}`,
        (_, args, call) => {
          const text = substituted(template, args, name === "safe_substitute");
          return text === null ? undefined : plainString(text, call.call);
        },
        at,
      );
    },
  };
  return { type: "host", object, span: site.call };
};

/** Null when a value is not known, or `substitute` would raise. */
function substituted(template: PyStr, args: readonly CallArgument[], isSafe: boolean): string | null {
  const values = new Map<string, PyValue>();
  for (const it of args) {
    if (it.spreadUnknown) return null;
    if (it.name !== null) values.set(it.name, it.value);
    else if (it.value.type !== "dict" || it.value.open !== null) return null;
    else
      for (const { key, value } of it.value.entries)
        if (key.type === "str" && !values.has(key.value)) values.set(key.value, value);
  }
  // A keyword wins over the mapping, wherever it stands.
  for (const it of args) if (it.name !== null) values.set(it.name, it.value);
  let isKnown = true;
  const text = template.value.replace(
    /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{([_a-z][_a-z0-9]*)\}|)/gi,
    (whole, escaped: string | undefined, plain: string | undefined, braced: string | undefined) => {
      if (escaped !== undefined) return "$";
      const value = values.get(plain ?? braced ?? "");
      const shown = value === undefined ? null : textOf(value);
      if (shown !== null) return shown;
      if (value !== undefined || !isSafe) isKnown = false;
      return whole;
    },
  );
  return isKnown ? text : null;
}
