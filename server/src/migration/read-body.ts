import type { Span } from "../base/span.ts";
import type { CallArgument } from "../python/host.ts";
import type { Expression, FunctionDef, PyModule, Statement } from "../python/syntax.ts";
import type { PyFunction, PyValue } from "../python/value.ts";
import { flushBatch, type Recording, recordGap, unknownValue } from "./host/recording.ts";
import type { Body } from "./migration-file.ts";

/** A run of the module whose functions can be called. */
export interface CallableModule {
  readonly globals: ReadonlyMap<string, PyValue>;
  readonly assignments: ReadonlyMap<string, { readonly nameSpan: Span }>;
  callFunction(value: PyValue, args: readonly CallArgument[], at: Span): PyValue;
  /** The step or size budget was used up, while the file was loaded or in a function. */
  readonly exhausted: boolean;
}

export interface BodyInput {
  readonly module: PyModule;
  readonly run: CallableModule;
  readonly recording: Recording;
  /** The `op` object, for functions that want it as a parameter. */
  readonly op: PyValue;
  readonly name: "upgrade" | "downgrade";
}

/** Runs `upgrade()` or `downgrade()` and gathers what the host recorded. */
export function readBody(input: BodyInput): Body {
  const { module, run, recording, name } = input;
  const value = run.globals.get(name);
  if (value === undefined) {
    // A file whose loading was given up may have the function all the same.
    const kind = run.exhausted ? "other" : "missing";
    sayExhausted(input, { start: 0, end: 0 });
    return bodyOf(recording, { kind, definition: null, nameSpan: null });
  }
  const definition = value.type === "function" ? functionInFile(module, value) : null;
  const nameSpan = definition?.nameSpan ?? run.assignments.get(name)?.nameSpan ?? null;
  recording.phase = "body";
  if (value.type === "function") {
    run.callFunction(value, argumentsFor(value, input), value.span);
    if (definition !== null) dispatchByName(input, definition);
  } else callUnknown(recording, value, nameSpan ?? value.span);
  for (const { block } of [...recording.openBatches].reverse()) flushBatch(recording, block);
  sayExhausted(input, nameSpan ?? value.span);
  recording.phase = "module";
  return bodyOf(recording, { kind: definition === null ? "other" : "function", definition, nameSpan });
}

/** A budget that was used up while the file was loaded leaves no gap in the function, but what the file defines may be missing. */
function sayExhausted({ run, recording }: BodyInput, span: Span): void {
  if (!run.exhausted || recording.gaps.some((it) => it.why.reason === "budget")) return;
  recording.phase = "body";
  recordGap(recording, { reason: "budget", detail: "reading the file takes too many steps" }, span);
}

function bodyOf(
  recording: Recording,
  found: { readonly kind: Body["kind"]; readonly definition: FunctionDef | null; readonly nameSpan: Span | null },
): Body {
  const { definition } = found;
  const first = definition?.body[0];
  return {
    kind: found.kind,
    span: definition?.span ?? null,
    nameSpan: found.nameSpan,
    bodySpan: definition === null || first === undefined ? null : { start: first.span.start, end: definition.span.end },
    isEmpty: definition?.body.every(doesNothing) ?? false,
    operations: recording.operations,
    gaps: recording.gaps,
    calls: recording.calls,
    raises: recording.raises,
    offlineFailures: recording.offlineFailures,
  };
}

/** `pass`, `...`, a docstring, a plain `return`. */
function doesNothing(statement: Statement): boolean {
  switch (statement.type) {
    case "Pass":
      return true;
    case "Return":
      return statement.value === null || (statement.value.type === "Constant" && statement.value.value === null);
    case "ExpressionStatement":
      return statement.value.type === "StringLiteral" || statement.value.type === "Constant";
    default:
      return false;
  }
}

/** The `def` of a function value, if it stands in this file (and was not imported). */
function functionInFile(module: PyModule, value: PyFunction): FunctionDef | null {
  const { definition } = value;
  if (!("type" in definition) || definition.type !== "FunctionDef") return null;
  return containsDefinition(module.body, definition) ? definition : null;
}

function containsDefinition(statements: readonly Statement[], wanted: FunctionDef): boolean {
  return statements.some((it) => it === wanted || innerBlocks(it).some((block) => containsDefinition(block, wanted)));
}

function innerBlocks(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.type) {
    case "If":
    case "For":
    case "While":
      return [statement.body, statement.orElse];
    case "With":
      return [statement.body];
    case "Try":
      return [statement.body, ...statement.handlers.map((it) => it.body), statement.orElse, statement.finalBody];
    default:
      return [];
  }
}

/**
 * Alembic calls `upgrade()` with what `context.run_migrations(**kw)` was given: nothing, `engine_name` with the multidb template, or `op`
 * and more in projects that pass their own (quay). Values of arguments other than `op` are not known.
 */
function argumentsFor(value: PyFunction, input: BodyInput): readonly CallArgument[] {
  const args: CallArgument[] = [];
  for (const parameter of value.definition.parameters) {
    if (parameter.defaultValue !== null || parameter.kind === "varArgs" || parameter.kind === "kwArgs") continue;
    const isOp = parameter.name === "op" || parameter.name === "operations";
    args.push({
      name: parameter.kind === "positionalOnly" ? null : parameter.name,
      nameSpan: null,
      value: isOp
        ? input.op
        : unknownValue("input", `the argument ${parameter.name} of ${input.name}()`, parameter.span),
      span: parameter.span,
      spreadUnknown: false,
    });
  }
  return args;
}

function callUnknown(recording: Recording, value: PyValue, at: Span): void {
  const why =
    value.type === "unknown"
      ? value.why
      : ({ reason: "unsupported", detail: "a value that is not a function" } as const);
  recordGap(recording, why, at);
}

/**
 * The multidb template ends in `globals()["upgrade_%s" % engine_name]()`. Which function runs depends on the command line, so each
 * runs under its own condition.
 */
function dispatchByName(input: BodyInput, definition: FunctionDef): void {
  const { run, recording, name } = input;
  for (const statement of definition.body) {
    const call = statement.type === "ExpressionStatement" ? statement.value : null;
    if (call?.type !== "Call" || !isGlobalsLookup(call.callee)) continue;
    // The gap that the unknown callee left says less than the functions themselves.
    const own = recording.gaps.findIndex((it) => it.span.start === call.span.start && it.span.end === call.span.end);
    if (own >= 0) recording.gaps.splice(own, 1);
    for (const [key, value] of run.globals) {
      if (value.type !== "function" || !key.startsWith(`${name}_`)) continue;
      const text = `engine_name == "${key.slice(name.length + 1)}"`;
      recording.outerConditions = [{ text, span: call.span, kind: "if" }];
      run.callFunction(value, argumentsFor(value, input), call.span);
      recording.outerConditions = [];
    }
  }
}

function isGlobalsLookup(callee: Expression): boolean {
  return (
    callee.type === "Subscript" &&
    callee.value.type === "Call" &&
    callee.value.callee.type === "Name" &&
    callee.value.callee.id === "globals"
  );
}
