import type { Span } from "../base/span.ts";
import type { Unknown } from "../base/static.ts";
import { getAttribute } from "./attribute.ts";
import { bindParameters } from "./bind-parameters.ts";
import { callMethod, isPlainObject } from "./call-method.ts";
import { instantiate } from "./define-class.ts";
import type { FunctionClosure } from "./evaluate-expression.ts";
import { evaluate } from "./evaluate-expression.ts";
import { executeBlock } from "./execute-statement.ts";
import type { Completion } from "./fork.ts";
import { closeBoundary, openBoundary } from "./fork.ts";
import { generatorObject } from "./generator.ts";
import type { CallArgument, CallSite } from "./host.ts";
import { iterate } from "./iterate.ts";
import { plainString } from "./mapped-string.ts";
import { changeUnknown, changingMethods } from "./may-be.ts";
import { raiseBuiltin } from "./raise-builtin.ts";
import type { Run } from "./run.ts";
import {
  budgetUnknown,
  callSite,
  derived,
  enter,
  grow,
  hostUnknown,
  maximumCalls,
  shortText,
  unknown,
  valueSpan,
} from "./run.ts";
import type { Scope } from "./scope.ts";
import { innerScope } from "./scope.ts";
import type { Call, Expression, Keyword } from "./syntax.ts";
import { mapParts, partMethods } from "./text-with-holes.ts";
import type { PyFunction, PyUnknown, PyValue } from "./value.ts";
import { none } from "./values.ts";

/** Evaluates a call: of a function of the module, a class, a built-in, or an object of the host. */
export function evaluateCall(run: Run, scope: Scope, call: Call): PyValue {
  const span = valueSpan(run, call.span);
  const { callee } = call;
  const site = (): CallSite => callSite(run, call.span, callee.span, call.argumentsSpan, call.closed);
  if (callee.type === "Attribute") {
    const object = evaluate(run, scope, callee.value);
    if (isPlainObject(object)) {
      const args = evaluateArguments(run, scope, call.args, call.keywords);
      if (run.exhausted || run.raised !== null) return budgetUnknown(span);
      return callMethod(run, object, callee.name, args, span, site());
    }
    if (object.type === "unknown" && object.parts !== undefined && partMethods.has(callee.name)) {
      const args = evaluateArguments(run, scope, call.args, call.keywords);
      const text = mapParts(run, object, (known) => callMethod(run, known, callee.name, args, span, site()));
      return text ?? derived(run, object, span);
    }
    if (object.type === "unknown" && changingMethods.has(callee.name)) changeUnknown(run, object);
    const method = getAttribute(run, object, callee.name, valueSpan(run, callee.span));
    return callEvaluated(run, scope, call, method, site);
  }
  if (callee.type === "Name" && callee.id === "super" && call.args.length === 0) return superObject(scope, span);
  if (callee.type === "Name" && call.args.length === 0 && /^(?:locals|globals|vars)$/.test(callee.id))
    return variablesOf(run, callee.id === "globals" ? scope.module : scope, span);
  return callEvaluated(run, scope, call, evaluate(run, scope, callee), site);
}

function callEvaluated(run: Run, scope: Scope, call: Call, callee: PyValue, site: () => CallSite): PyValue {
  const args = evaluateArguments(run, scope, call.args, call.keywords);
  if (run.exhausted || run.raised !== null) return budgetUnknown(valueSpan(run, call.span));
  return callValue(run, callee, args, site());
}

/** `globals()` and `locals()`: a copy of the variables, to be read only. */
function variablesOf(run: Run, scope: Scope, span: Span): PyValue {
  if (!grow(run, scope.variables.size, span)) return budgetUnknown(span);
  const entries = [...scope.variables].map(([name, value]) => ({ key: plainString(name, span), value }));
  return { type: "dict", entries, open: null, span };
}

/** `super()`: the class behind the one whose method runs. */
function superObject(scope: Scope, span: Span): PyValue {
  let at: Scope | null = scope;
  while (at !== null && at.method === null) at = at.outer;
  const method = at?.method ?? null;
  if (method === null || method.self.type !== "instance") return unknown("unsupported", "super()", span);
  const base = method.ownerClass.bases.find((it) => it.type === "class");
  if (base?.type !== "class")
    return { type: "host", object: { description: "super()", inert: true, attribute: (_, at) => doNothing(at) }, span };
  return { type: "instance", class: base, attributes: method.self.attributes, span };
}

/** Methods of `object` (`super().__init__()`) do nothing that matters. */
function doNothing(span: Span): PyValue {
  return { type: "host", object: { description: "object method", inert: true, call: () => none(span) }, span };
}

/** Arguments in the order of the text, with `*x` and `**x` spread as far as they are known. */
function evaluateArguments(
  run: Run,
  scope: Scope,
  positional: readonly Expression[],
  keywords: readonly Keyword[],
): CallArgument[] {
  const args: CallArgument[] = [];
  const isForeign = run.foreign !== null;
  for (const it of positional) {
    const span = valueSpan(run, it.span);
    if (it.type !== "Starred") {
      args.push({ name: null, nameSpan: null, value: evaluate(run, scope, it), span, spreadUnknown: false });
      continue;
    }
    const value = evaluate(run, scope, it.value);
    const items = iterate(run, value, span);
    for (const element of items.elements)
      args.push({ name: null, nameSpan: null, value: element, span, spreadUnknown: false });
    if (items.open !== null) args.push(unknownRest(value, items.open, span));
  }
  for (const it of keywords) {
    const value = evaluate(run, scope, it.value);
    const span = valueSpan(run, it.value.span);
    if (it.name !== null) {
      args.push({ name: it.name, nameSpan: isForeign ? null : it.nameSpan, value, span, spreadUnknown: false });
      continue;
    }
    if (value.type === "dict") {
      for (const entry of value.entries) {
        if (entry.key.type === "str")
          args.push({ name: entry.key.value, nameSpan: null, value: entry.value, span, spreadUnknown: false });
      }
      if (value.open !== null) args.push(unknownRest(value, value.open, span));
    } else {
      const why: Unknown =
        value.type === "unknown" ? value.why : { reason: "unsupported", detail: "keyword arguments" };
      args.push(unknownRest(value, why, span));
    }
  }
  return args;
}

function unknownRest(value: PyValue, why: Unknown, span: Span): CallArgument {
  return {
    name: null,
    nameSpan: null,
    value: value.type === "unknown" ? value : { type: "unknown", why, span },
    span,
    spreadUnknown: true,
  };
}

/** Calls any value. */
export function callValue(
  run: Run,
  callee: PyValue,
  given: readonly (CallArgument | PyValue)[],
  site: CallSite,
): PyValue {
  if (!enter(run, site.call)) return budgetUnknown(valueSpan(run, site.call));
  const args = given.map((it) => ("type" in it ? positionalArgument(it) : it));
  const result = dispatchCall(run, callee, args, site);
  run.nesting--;
  return result;
}

function dispatchCall(run: Run, callee: PyValue, args: readonly CallArgument[], site: CallSite): PyValue {
  const span = valueSpan(run, site.call);
  switch (callee.type) {
    case "function":
      return callFunction(run, callee, args, site);
    case "class":
      return instantiate(run, callee, args, site);
    case "host": {
      if (callee.object.inert !== true) run.effects++;
      const result = callee.object.call?.(args, site);
      if (result !== undefined) return result;
      if (callee.object.inert === true) return unknown("call", `result of ${callee.object.description}`, span);
      noteEffects(run, null, args, site);
      return hostUnknown(run, "call", `result of ${callee.object.description}`, span);
    }
    case "unknown":
      return callUnknown(run, callee, args, site);
    case "instance": {
      const method = getAttribute(run, callee, "__call__", span);
      if (method.type === "function") return callFunction(run, method, args, site);
      noteEffects(run, null, args, site);
      return unknown("call", `result of ${calleeText(run, site)}`, span);
    }
    case "bytes":
    case "ellipsis":
      return unknown("unsupported", `a call of ${calleeText(run, site)}`, span);
    default:
      return raiseBuiltin(run, "TypeError", span);
  }
}

export function positionalArgument(value: PyValue): CallArgument {
  return { name: null, nameSpan: null, value, span: value.span, spreadUnknown: false };
}

function calleeText(run: Run, site: CallSite): string {
  return site.file === run.module.file ? `${shortText(run, site.callee)}()` : "a call";
}

function callUnknown(run: Run, callee: PyUnknown, args: readonly CallArgument[], site: CallSite): PyValue {
  const span = valueSpan(run, site.call);
  const text = calleeText(run, site);
  const origin = run.origins.get(callee);
  // However a project makes its logger, `logger.info(…)` reaches no database.
  if (/(?:^|\.)_?log(?:ger|ging)?\.(?:debug|info|warn|warning|error|exception|critical|log)\(\)$/i.test(text))
    return unknown("call", `result of ${text}`, span);
  const isStatement = site.statement.start === site.call.start && site.statement.end === site.call.end;
  // A function that is imported from code that is not read and whose result nobody wants is called for its effects.
  if (origin === "host") run.host.gap?.(gapReason(callee.why, text), site);
  else if (!noteEffects(run, callee.why, args, site) && origin === "import" && isStatement)
    run.host.gap?.(gapReason(callee.why, text), site);
  // What a value that does not matter gives does not matter either: `logger.getChild("x").info("y")`.
  const result = origin === undefined ? derived(run, callee, span) : unknown("call", `result of ${text}`, span);
  if (origin !== undefined) run.origins.set(result, origin);
  return callee.why.reason === "import" || origin !== undefined ? unknownCall(run, result, text, origin) : result;
}

function unknownCall(run: Run, from: PyUnknown, text: string, origin: "host" | "import" | undefined): PyUnknown {
  const value = unknown("call", `result of ${text}`, from.span);
  if (origin !== undefined) run.origins.set(value, origin);
  return value;
}

function gapReason(why: Unknown, text: string): Unknown {
  if (why.reason === "budget" || why.reason === "syntax") return why;
  return { reason: "call", detail: `${text}, whose effects are not known` };
}

/** Tells the host when an object that acts is handed to code that is not read. */
function noteEffects(run: Run, why: Unknown | null, args: readonly CallArgument[], site: CallSite): boolean {
  if (!args.some((it) => holdsActor(run, it.value, 0))) return false;
  run.host.gap?.(gapReason(why ?? { reason: "call", detail: "" }, calleeText(run, site)), site);
  return true;
}

function holdsActor(run: Run, value: PyValue, depth: number): boolean {
  if (value.type === "host") return value.object.inert !== true;
  if (value.type === "unknown") return run.origins.get(value) === "host";
  if (depth > 2) return false;
  if (value.type === "list" || value.type === "tuple" || value.type === "set")
    return value.elements.some((it) => holdsActor(run, it, depth + 1));
  if (value.type === "dict") return value.entries.some((it) => holdsActor(run, it.value, depth + 1));
  if (value.type === "instance") return [...value.attributes.values()].some((it) => holdsActor(run, it, depth + 1));
  return false;
}

/** Runs a function of the module (or of another that is read). */
export function callFunction(run: Run, callee: PyFunction, args: readonly CallArgument[], site: CallSite): PyValue {
  if (callee.definition.type === "FunctionDef" && callee.definition.isGenerator)
    return generatorObject(run, callee, args, site);
  return enterFunction(run, callee, args, site, (scope) => runBody(run, callee, scope, site));
}

/** Binds the arguments, and runs `body` in the scope of the call. */
export function enterFunction(
  run: Run,
  callee: PyFunction,
  args: readonly CallArgument[],
  site: CallSite,
  body: (scope: Scope) => PyValue,
): PyValue {
  const span = valueSpan(run, site.call);
  if (run.frames.length >= maximumCalls) {
    run.host.gap?.({ reason: "budget", detail: `more than ${maximumCalls} calls inside each other` }, site);
    return unknown("budget", `more than ${maximumCalls} calls inside each other`, span);
  }
  const closure = callee.closure as FunctionClosure;
  const { boundSelf } = callee;
  const owner = boundSelf === null ? null : ownerOf(boundSelf, callee);
  const scope = innerScope(
    "function",
    closure.scope,
    owner === null || boundSelf === null ? null : { ownerClass: owner, self: boundSelf },
  );
  const problem = bindParameters(callee, args, scope, span);
  if (problem !== null) {
    run.host.gap?.({ reason: "unsupported", detail: problem }, site);
    return unknown("unsupported", problem, span);
  }
  const { module, foreign, statement, onYield, frames } = run;
  if (run.isTopCall) run.isTopCall = false;
  else run.frames = [...frames, { name: callee.name, call: site.call, file: module.file }];
  run.module = scope.module;
  run.foreign = scope.module.file === null ? null : (foreign ?? span);
  run.onYield = null;
  const result = body(scope);
  run.module = module;
  run.foreign = foreign;
  run.statement = statement;
  run.onYield = onYield;
  run.frames = frames;
  return result;
}

function ownerOf(self: PyValue, callee: PyFunction): Extract<PyValue, { type: "class" }> | null {
  const start = self.type === "instance" ? self.class : self.type === "class" ? self : null;
  const open = start === null ? [] : [start];
  for (let it = open.pop(); it !== undefined; it = open.pop()) {
    const own = it.attributes.get(callee.name);
    if (own?.type === "function" && own.definition === callee.definition) return it;
    for (const base of it.bases) if (base.type === "class" && open.length < 50) open.push(base);
  }
  return start;
}

function runBody(run: Run, callee: PyFunction, scope: Scope, site: CallSite): PyValue {
  const span = valueSpan(run, callee.definition.span);
  if (callee.definition.type === "Lambda") return evaluate(run, scope, callee.definition.body);
  const boundary = openBoundary(run, run.attempt, run.attempt === null ? ["return", "raise"] : ["return"]);
  const completion: Completion = closeBoundary(
    run,
    boundary,
    executeBlock(run, scope, callee.definition.body, boundary),
  );
  if (run.exhausted) return budgetUnknown(valueSpan(run, site.call));
  if (completion.type === "raise") {
    run.raised = completion;
    return unknown("unsupported", "an exception", span);
  }
  return completion.type === "return" ? completion.value : none(span);
}
