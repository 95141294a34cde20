import type { Unknown } from "../base/static.ts";
import type { CallArgument } from "../python/host.ts";
import type { DirectiveForm } from "./directives.ts";
import type { BoundArgument } from "./operation.ts";
import type { SignatureParameter } from "./signature.ts";

/** The arguments of a call by the names of the directive's parameters; see `Operation` for the meaning of each part. */
export interface BoundArguments {
  readonly args: Map<string, BoundArgument>;
  readonly rest: readonly BoundArgument[];
  readonly kw: ReadonlyMap<string, BoundArgument>;
  readonly bindingError: string | null;
  readonly legacyPositional: readonly string[];
  readonly openArguments: Unknown | null;
}

/**
 * Binds a call to a directive as Python does. What does not fit is described as in Python's TypeError, and the rest is bound all the
 * same. Positional use of arguments that are keyword-only since Alembic 1.11 is bound and listed, since older versions accept it.
 * `functionName` stands in the sentence.
 */
export function bindArguments(
  form: DirectiveForm,
  given: readonly CallArgument[],
  functionName: string,
): BoundArguments {
  const { positional, keywordOnly, legacyPositional: legacyCount, rest: restName, kw: kwName } = form.signature;
  const args = new Map<string, BoundArgument>();
  const rest: BoundArgument[] = [];
  const kw = new Map<string, BoundArgument>();
  const legacyPositional: string[] = [];
  const errors: string[] = [];
  const legacy = restName === null ? keywordOnly.slice(0, legacyCount) : [];
  let openArguments: Unknown | null = null;
  let openPositional = false;
  let position = 0;
  let surplus = 0;
  for (const argument of given) {
    if (argument.spreadUnknown) {
      openArguments ??= spreadReason(argument);
      if (argument.name === null) openPositional = true;
      continue;
    }
    const bound = boundArgument(argument);
    if (argument.name !== null) {
      bindKeyword(argument.name, bound);
      continue;
    }
    // Behind `*unknown` the position of an argument is not known, so it cannot be given a name.
    if (openPositional) {
      if (restName !== null) rest.push(bound);
      continue;
    }
    const parameter = positional[position];
    const old = legacy[position - positional.length];
    position++;
    if (parameter !== undefined) args.set(parameter.name, bound);
    else if (restName !== null) rest.push(bound);
    else if (old !== undefined) {
      args.set(old.name, bound);
      legacyPositional.push(old.name);
    } else surplus++;
  }

  function bindKeyword(name: string, bound: BoundArgument): void {
    const known = positional.some((it) => it.name === name) || keywordOnly.some((it) => it.name === name);
    const modern = known ? undefined : form.legacyNames.get(name);
    if (!known && modern === undefined) {
      if (kwName !== null) kw.set(name, bound);
      else errors.push(`${functionName}() got an unexpected keyword argument '${name}'`);
      return;
    }
    if (modern !== undefined) {
      errors.push(
        kwName === null
          ? `${functionName}() got an unexpected keyword argument '${name}'`
          : `${functionName}() takes '${modern}' instead of '${name}' since Alembic 1.5`,
      );
    }
    const target = modern ?? name;
    if (args.has(target)) errors.push(`${functionName}() got multiple values for argument '${target}'`);
    else args.set(target, bound);
  }

  if (surplus > 0) {
    const keywordsGiven = keywordOnly.filter((it) => args.get(it.name)?.passed === "keyword").length;
    errors.push(tooMany(functionName, positional, position, keywordsGiven));
  }
  if (openArguments === null) {
    const missing = positional.filter((it) => it.defaultText === null && !args.has(it.name)).map((it) => it.name);
    if (missing.length > 0) errors.push(missingText(functionName, missing));
  }
  return { args, rest, kw, bindingError: errors[0] ?? null, legacyPositional, openArguments };
}

function boundArgument(argument: CallArgument): BoundArgument {
  return {
    value: argument.value,
    span: argument.span,
    passed: argument.name === null ? "positional" : "keyword",
    keywordSpan: argument.nameSpan,
  };
}

function spreadReason(argument: CallArgument): Unknown {
  if (argument.value.type === "unknown") return argument.value.why;
  return { reason: "call", detail: "unpacked arguments that are not known" };
}

function tooMany(
  name: string,
  positional: readonly SignatureParameter[],
  given: number,
  keywordsGiven: number,
): string {
  // Directives are methods, so Python counts `self` too.
  const most = positional.length + 1;
  const least = positional.filter((it) => it.defaultText === null).length + 1;
  const range = least === most ? `${most}` : `from ${least} to ${most}`;
  const takes = `${name}() takes ${range} positional argument${most === 1 ? "" : "s"}`;
  const count = given + 1;
  if (keywordsGiven > 0) {
    const plural = count === 1 ? "" : "s";
    return `${takes} but ${count} positional argument${plural} (and ${keywordsGiven} keyword-only argument${keywordsGiven === 1 ? "" : "s"}) were given`;
  }
  return `${takes} but ${count} ${count === 1 ? "was" : "were"} given`;
}

function missingText(name: string, missing: readonly string[]): string {
  const quoted = missing.map((it) => `'${it}'`);
  const last = quoted.at(-1) ?? "";
  const list =
    quoted.length <= 1
      ? last
      : quoted.length === 2
        ? `${quoted[0]} and ${last}`
        : `${quoted.slice(0, -1).join(", ")}, and ${last}`;
  return `${name}() missing ${missing.length} required positional argument${missing.length === 1 ? "" : "s"}: ${list}`;
}
