import type { SymbolicCall } from "../../migration/symbolic.ts";
import { readFlag, readInteger } from "../read-argument.ts";
import { callArguments } from "../symbolic-call.ts";
import { need, needAll, unrendered } from "./unrendered.ts";

const words: Readonly<Record<string, string>> = {
  cache: "CACHE",
  increment: "INCREMENT BY",
  maxvalue: "MAXVALUE",
  minvalue: "MINVALUE",
  start: "START WITH",
};

/** ALTER COLUMN from one Identity to another: what differs, sorted by the name of the argument. Arguments that only one of them gives are not compared. */
export function identityChange(next: SymbolicCall, previous: SymbolicCall): string {
  const [now, before] = [next, previous].map((it) => callArguments(it, ["always"]));
  if (now === undefined || before === undefined) return unrendered("an Identity");
  needAll(now.open ?? before.open);
  const given = new Set([...now.keywords.keys(), ...before.keywords.keys()]);
  given.delete("always");
  const parts: string[] = [];
  const flag = (args: typeof now): boolean => {
    const value = readFlag(args.get("always"));
    return value !== null && need(value);
  };
  if (flag(now) !== flag(before)) parts.push(`SET GENERATED ${flag(now) ? "ALWAYS" : "BY DEFAULT"}`);
  for (const name of [...given].sort()) {
    const word = words[name];
    const [first, second] = [readInteger(now.get(name)), readInteger(before.get(name))];
    if (word === undefined || first === null || second === null) return unrendered("the difference of two Identities");
    if (need(first) !== need(second)) parts.push(`SET ${word} ${need(first)}`);
  }
  return parts.length === 0 ? unrendered("two Identities that are the same") : parts.join(" ");
}
