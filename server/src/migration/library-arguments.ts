import type { Unknown } from "../base/static.ts";
import type { CallArgument } from "../python/host.ts";
import type { SymbolicCall } from "./symbolic.ts";

/** The arguments of a library call by name. */
export interface LibraryArguments {
  /** Given by position (under the parameter's name) or by keyword. */
  readonly named: ReadonlyMap<string, CallArgument>;
  /** Positional arguments behind the named parameters. */
  readonly rest: readonly CallArgument[];
  /** Arguments may be missing because of an unknown `*args` or `**kwargs`. */
  readonly open: Unknown | null;
}

/** Binds a call to the names of its positional parameters; keywords keep their own names. */
export function libraryArguments(call: SymbolicCall, positional: readonly string[]): LibraryArguments {
  const named = new Map<string, CallArgument>();
  const rest: CallArgument[] = [];
  let open: Unknown | null = null;
  let position = 0;
  for (const argument of call.args) {
    if (argument.spreadUnknown) {
      open ??= argument.value.type === "unknown" ? argument.value.why : unpacked;
      // The positions of what follows are not known.
      if (argument.name === null) position = Number.POSITIVE_INFINITY;
      continue;
    }
    const name = argument.name ?? positional[position];
    if (argument.name === null) position++;
    if (name === undefined) rest.push(argument);
    else named.set(name, argument);
  }
  return { named, rest, open };
}

const unpacked: Unknown = { reason: "call", detail: "unpacked arguments that are not known" };
