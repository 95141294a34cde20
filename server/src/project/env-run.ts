import type { Call, Expression, FunctionDef, Statement } from "../python/syntax.ts";

/** A connection that env.py opens. */
export interface EnvConnection {
  /** `connect()` leaves the transaction to others; `begin()` of an engine commits at the end. "unknown": handed in, or made by other code. */
  readonly via: "connect" | "begin" | "unknown";
  /** An `AsyncConnection`, not yet inside of `run_sync`. */
  readonly isAsync: boolean;
  /** AUTOCOMMIT was asked for where it is opened. */
  readonly autocommit: boolean;
}

/** What one call of env.py does. */
export interface EnvStep {
  readonly kind:
    | "execute"
    | "begin"
    | "commit"
    | "rollback"
    | "configure"
    | "beginTransaction"
    | "runMigrations"
    | "createAll"
    | "passedOn";
  readonly call: Call;
  /** The statement that holds the call. */
  readonly statement: Statement;
  /** Null where it is not about a connection, or not known about which. Two steps are about the same one when this is the same object. */
  readonly connection: EnvConnection | null;
  /** The branches in which it stands, outermost first: of undecided `if`s, of loops and handlers. */
  readonly branches: readonly unknown[];
  /** The `with` blocks of `context.begin_transaction()` around it: "yes"; "unknown" inside of other `with`s of which nothing is known. */
  readonly inTransaction: "yes" | "no" | "unknown";
  /** It stands directly in an `async def`. */
  readonly inAsync: boolean;
  /** It is reached through `run_sync`, so its connection is one that blocks. */
  readonly inRunSync: boolean;
}

/** Calls that lead to calls …: enough for every env.py, and an end for those that call themselves. */
const deepest = 8;
/** Steps of one run; an env.py with more is not one that a person reads. */
const mostSteps = 500;

type Value =
  | { readonly kind: "engine"; readonly isAsync: boolean; readonly autocommit: boolean }
  | { readonly kind: "connection"; readonly connection: EnvConnection }
  /** What `begin()` gives: its `commit()` is that of the connection. */
  | { readonly kind: "transaction"; readonly connection: EnvConnection }
  | { readonly kind: "function"; readonly definition: FunctionDef }
  | { readonly kind: "beginTransaction" }
  | { readonly kind: "other" };

interface Frame {
  readonly names: Map<string, Value>;
  readonly outer: Frame | null;
  readonly depth: number;
  readonly isAsync: boolean;
  readonly inRunSync: boolean;
  returned: Value;
}

const other: Value = { kind: "other" };
const sends: ReadonlySet<string> = new Set(["execute", "exec_driver_sql", "scalar", "scalars", "stream"]);
const factories: ReadonlySet<string> = new Set([
  "create_engine",
  "create_async_engine",
  "engine_from_config",
  "async_engine_from_config",
  "AsyncEngine",
]);

/**
 * The calls by which env.py opens connections, sends statements and runs migrations, in the order of a run with a connection ("online") or without
 * ("offline"). Its own functions are followed, the project's other modules are not; both sides of an undecided `if` are walked. Never throws.
 */
export function envRun(body: readonly Statement[], mode: "online" | "offline"): readonly EnvStep[] {
  const steps: EnvStep[] = [];
  const walk: Walk = { steps, mode, active: new Set(), inTransaction: "no", branches: [] };
  visit(body, { names: new Map(), outer: null, depth: 0, isAsync: false, inRunSync: false, returned: other }, walk);
  return steps;
}

/** Whether a step runs whenever another one does (which stands in the same branches, or further inside). */
export function runsBefore(step: EnvStep, later: EnvStep): boolean {
  return step.branches.every((it, at) => later.branches[at] === it);
}

interface Walk {
  readonly steps: EnvStep[];
  readonly mode: "online" | "offline";
  readonly active: Set<FunctionDef>;
  readonly inTransaction: EnvStep["inTransaction"];
  readonly branches: readonly unknown[];
}

function visit(body: readonly Statement[], frame: Frame, walk: Walk): void {
  for (const statement of body) visitStatement(statement, frame, walk);
}

function visitStatement(statement: Statement, frame: Frame, walk: Walk): void {
  const value = (expression: Expression | null): Value =>
    expression === null ? other : evaluate(expression, { statement, frame, walk });
  const branch = (block: readonly Statement[]): void =>
    visit(block, frame, { ...walk, branches: [...walk.branches, block] });
  switch (statement.type) {
    case "FunctionDef":
      frame.names.set(statement.name, { kind: "function", definition: statement });
      return;
    case "Assign": {
      const given = value(statement.value);
      for (const target of statement.targets) bind(target, given, frame);
      return;
    }
    case "AnnAssign":
      if (statement.value !== null) bind(statement.target, value(statement.value), frame);
      return;
    case "ExpressionStatement":
      value(statement.value);
      return;
    case "Return":
      frame.returned = value(statement.value);
      return;
    case "If": {
      const taken = decided(statement.test, walk.mode);
      if (taken === null) {
        value(statement.test);
        branch(statement.body);
        branch(statement.orElse);
      } else visit(taken ? statement.body : statement.orElse, frame, walk);
      return;
    }
    case "For":
      value(statement.iterable);
      bind(statement.target, other, frame);
      branch(statement.body);
      branch(statement.orElse);
      return;
    case "While":
      branch(statement.body);
      branch(statement.orElse);
      return;
    case "Try":
      visit(statement.body, frame, walk);
      for (const handler of statement.handlers) branch(handler.body);
      visit(statement.orElse, frame, walk);
      visit(statement.finalBody, frame, walk);
      return;
    case "Match":
      for (const it of statement.cases) branch(it);
      return;
    case "With":
      visitWith(statement, frame, walk);
      return;
    default:
      return;
  }
}

function visitWith(statement: Extract<Statement, { type: "With" }>, frame: Frame, walk: Walk): void {
  let { inTransaction } = walk;
  const ending: { readonly call: Call; readonly connection: EnvConnection }[] = [];
  for (const { context, target } of statement.items) {
    const given = evaluate(context, { statement, frame, walk: { ...walk, inTransaction } });
    const call = callIn(context);
    if (given.kind === "beginTransaction") inTransaction = "yes";
    else if (given.kind === "transaction" && call !== null) ending.push({ call, connection: given.connection });
    else if (given.kind === "other" && inTransaction === "no") inTransaction = "unknown";
    if (target !== null) bind(target, given, frame);
  }
  visit(statement.body, frame, { ...walk, inTransaction });
  // `with connection.begin():` commits at its end.
  for (const { call, connection } of ending) {
    push(walk, { kind: "commit", call, statement, connection, inAsync: frame.isAsync, inRunSync: frame.inRunSync });
  }
}

function bind(target: Expression, value: Value, frame: Frame): void {
  if (target.type === "Name") frame.names.set(target.id, value);
  else if (target.type === "Tuple" || target.type === "List") for (const it of target.elements) bind(it, other, frame);
}

function lookUp(name: string, frame: Frame): Value {
  for (let at: Frame | null = frame; at !== null; at = at.outer) {
    const value = at.names.get(name);
    if (value !== undefined) return value;
  }
  return other;
}

interface Place {
  readonly statement: Statement;
  readonly frame: Frame;
  readonly walk: Walk;
}

function evaluate(expression: Expression, place: Place): Value {
  switch (expression.type) {
    case "Name":
      return lookUp(expression.id, place.frame);
    case "Await":
      return evaluate(expression.value, place);
    case "Call":
      return evaluateCall(expression, place);
    case "NamedExpression": {
      const value = evaluate(expression.value, place);
      bind(expression.target, value, place.frame);
      return value;
    }
    case "Conditional": {
      const first = evaluate(expression.body, place);
      const second = evaluate(expression.orElse, place);
      return first.kind === "other" ? second : first;
    }
    case "BooleanOperation": {
      const values = expression.values.map((it) => evaluate(it, place));
      return values.find((it) => it.kind !== "other") ?? other;
    }
    case "Attribute":
      evaluate(expression.value, place);
      return other;
    default:
      return other;
  }
}

function evaluateCall(call: Call, place: Place): Value {
  const { frame, walk } = place;
  const given = [...call.args, ...call.keywords.map((it) => it.value)].map((it) => evaluate(it, place));
  const step = (kind: EnvStep["kind"], connection: EnvConnection | null): void =>
    push(walk, {
      kind,
      call,
      statement: place.statement,
      connection,
      inAsync: frame.isAsync,
      inRunSync: frame.inRunSync,
    });
  const { callee } = call;
  const name = callee.type === "Attribute" ? callee.name : callee.type === "Name" ? callee.id : null;
  if (name !== null && isOfContext(callee)) {
    if (name === "configure") {
      step("configure", connectionOf(call, given));
      return other;
    }
    if (name === "run_migrations") {
      step("runMigrations", null);
      return other;
    }
    if (name === "begin_transaction") {
      step("beginTransaction", null);
      return { kind: "beginTransaction" };
    }
  }
  if (name !== null && factories.has(name)) {
    const inner = given.find((it) => it.kind === "engine");
    const isAsync = /async/i.test(name);
    return { kind: "engine", isAsync, autocommit: inner?.autocommit === true || asksAutocommit(call) };
  }
  const owner = callee.type === "Attribute" ? evaluate(callee.value, place) : null;
  if (owner !== null && name !== null) return method({ call, name, owner, given, step }, place);
  const target = callee.type === "Name" ? lookUp(callee.id, frame) : other;
  if (target.kind === "function") return enter(target.definition, call, given, place);
  // A function that is handed on is called by whoever gets it: `asyncio.run(main())` has run it already, `anyio.run(main)` will.
  for (const it of given) {
    if (it.kind === "function") enter(it.definition, null, [], place);
    else if (it.kind === "connection") step("passedOn", it.connection);
  }
  return other;
}

interface MethodCall {
  readonly call: Call;
  readonly name: string;
  readonly owner: Value;
  readonly given: readonly Value[];
  readonly step: (kind: EnvStep["kind"], connection: EnvConnection | null) => void;
}

function method({ call, name, owner, given, step }: MethodCall, place: Place): Value {
  if (name === "create_all") step("createAll", null);
  if (owner.kind === "connection") return ofConnection({ call, name, owner, given, step }, place);
  if (owner.kind === "transaction") {
    if (name === "commit" || name === "rollback") step(name, owner.connection);
    return other;
  }
  if (name === "connect" || name === "begin") {
    const engine = owner.kind === "engine" ? owner : null;
    const isAsync = engine?.isAsync ?? (place.statement.type === "With" && place.statement.isAsync);
    const via = name === "connect" ? "connect" : "begin";
    return { kind: "connection", connection: { via, isAsync, autocommit: engine?.autocommit === true } };
  }
  if (name === "execution_options" && owner.kind === "engine") {
    return { ...owner, autocommit: owner.autocommit || asksAutocommit(call) };
  }
  // Somebody's commit, of which it is not known what it commits.
  if (name === "commit") step("commit", null);
  for (const it of given) {
    if (it.kind === "function") enter(it.definition, null, [], place);
    else if (it.kind === "connection") step("passedOn", it.connection);
  }
  return other;
}

function ofConnection({ call, name, owner, given, step }: MethodCall, place: Place): Value {
  if (owner.kind !== "connection") return other;
  const { connection } = owner;
  if (sends.has(name)) step("execute", connection);
  else if (name === "commit" || name === "rollback") step(name, connection);
  else if (name === "begin" || name === "begin_nested") {
    step("begin", connection);
    return { kind: "transaction", connection };
  } else if (name === "execution_options") {
    return { kind: "connection", connection: asksAutocommit(call) ? { ...connection, autocommit: true } : connection };
  } else if (name === "run_sync") {
    const [first] = given;
    if (first?.kind !== "function") {
      const [written] = call.args;
      const createsAll = written?.type === "Attribute" && written.name === "create_all";
      step(createsAll ? "createAll" : "passedOn", connection);
      return other;
    }
    // The function gets the connection that blocks, on the same transaction.
    const parameter = first.definition.parameters[0]?.name;
    const names = new Map<string, Value>();
    if (parameter !== undefined) names.set(parameter, owner);
    return enterWith(first.definition, names, place, { isSync: true });
  }
  return other;
}

function enter(definition: FunctionDef, call: Call | null, given: readonly Value[], place: Place): Value {
  const names = new Map<string, Value>();
  definition.parameters.forEach((parameter, at) => {
    const positional = call !== null && at < call.args.length ? given[at] : undefined;
    const keyword = call?.keywords.findIndex((it) => it.name === parameter.name) ?? -1;
    const named = keyword >= 0 && call !== null ? given[call.args.length + keyword] : undefined;
    names.set(parameter.name, positional ?? named ?? other);
  });
  return enterWith(definition, names, place, { isSync: false });
}

function enterWith(
  definition: FunctionDef,
  names: Map<string, Value>,
  { frame, walk }: Place,
  { isSync }: { readonly isSync: boolean },
): Value {
  if (walk.active.has(definition) || frame.depth >= deepest) return other;
  let outermost = frame;
  while (outermost.outer !== null) outermost = outermost.outer;
  walk.active.add(definition);
  const inner: Frame = {
    names,
    outer: enclosing(definition, frame) ?? outermost,
    depth: frame.depth + 1,
    isAsync: definition.isAsync && !isSync,
    inRunSync: isSync || frame.inRunSync,
    returned: other,
  };
  visit(definition.body, inner, walk);
  walk.active.delete(definition);
  // A generator gives what it yields, which is not followed.
  return definition.isGenerator ? other : inner.returned;
}

/** The frame in which the function was defined, as far as it is still there. */
function enclosing(definition: FunctionDef, frame: Frame): Frame | null {
  for (let at: Frame | null = frame; at !== null; at = at.outer) {
    for (const value of at.names.values()) if (value.kind === "function" && value.definition === definition) return at;
  }
  return null;
}

function push(walk: Walk, step: Omit<EnvStep, "branches" | "inTransaction">): void {
  const { steps, branches, inTransaction } = walk;
  if (steps.length < mostSteps) steps.push({ ...step, branches, inTransaction });
}

/** `context.x`, `alembic.context.x`. */
function isOfContext(callee: Expression): boolean {
  if (callee.type !== "Attribute") return false;
  const owner = callee.value;
  return (
    (owner.type === "Name" && /context/i.test(owner.id)) || (owner.type === "Attribute" && owner.name === "context")
  );
}

/** The connection that `configure` is given. */
function connectionOf(call: Call, given: readonly Value[]): EnvConnection | null {
  const keyword = call.keywords.findIndex((it) => it.name === "connection");
  const value = keyword >= 0 ? given[call.args.length + keyword] : call.args.length > 0 ? given[0] : undefined;
  return value?.kind === "connection" ? value.connection : null;
}

function asksAutocommit(call: Call): boolean {
  return call.keywords.some(
    ({ name, value }) =>
      (name === "isolation_level" && value.type === "StringLiteral" && value.value.toUpperCase() === "AUTOCOMMIT") ||
      (name === "execution_options" &&
        value.type === "Dict" &&
        value.entries.some((it) => it.value.type === "StringLiteral" && it.value.value.toUpperCase() === "AUTOCOMMIT")),
  );
}

/** What `context.is_offline_mode()` says. */
function decided(test: Expression, mode: "online" | "offline"): boolean | null {
  if (test.type === "UnaryOperation" && test.operator === "not") {
    const inner = decided(test.operand, mode);
    return inner === null ? null : !inner;
  }
  if (test.type !== "Call") return null;
  const { callee } = test;
  const name = callee.type === "Attribute" ? callee.name : callee.type === "Name" ? callee.id : null;
  return name === "is_offline_mode" ? mode === "offline" : null;
}

function callIn(expression: Expression): Call | null {
  if (expression.type === "Await") return callIn(expression.value);
  return expression.type === "Call" ? expression : null;
}
