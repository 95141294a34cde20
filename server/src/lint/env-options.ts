import type { ReadCall } from "../project/read-env.ts";
import type { Fix } from "./finding.ts";
import { insertArgument } from "./fixes/insert-argument.ts";
import type { EnvFile } from "./rule.ts";

/** Whether an argument of `context.configure` is true; "absent" when it is certainly not given, "unknown" when it is computed or may be. */
export function flagOf(call: ReadCall, name: string): boolean | "absent" | "unknown" {
  const values = call.options.get(name);
  if (values === undefined) return call.hasSpread ? "unknown" : "absent";
  const [only, ...others] = values;
  if (only === undefined || others.length > 0) return "unknown";
  if (only.kind === "boolean") return only.value;
  return only.kind === "none" ? false : "unknown";
}

/** Adds a keyword to a call in env.py, in the call's own layout. */
export function addKeyword(env: EnvFile, call: Pick<ReadCall["call"], "argumentsSpan">, text: string): readonly Fix[] {
  const edit = insertArgument(env.module, env.path, call.argumentsSpan, text);
  return edit === null ? [] : [{ title: `Add ${text}`, applicability: "suggested", edits: [edit] }];
}

/** Gives a keyword of a call another value. */
export function setKeyword(env: EnvFile, { call }: ReadCall, name: string, text: string): readonly Fix[] {
  const written = call.keywords.find((it) => it.name === name);
  if (written === undefined) return [];
  const edits = [{ file: env.path, span: written.value.span, text }];
  return [{ title: `Change to ${name}=${text}`, applicability: "suggested", edits }];
}
