import type { Answer } from "../base/static.ts";
import type { Call, Expression, PyModule } from "../python/syntax.ts";
import { everyNode } from "./syntax-at.ts";

/**
 * Does the connection that env.py gives to `context.configure(connection=…)` commit every statement by itself, by `isolation_level="AUTOCOMMIT"` of the engine, of `execution_options`
 * or of the connection? "no" when env.py never says AUTOCOMMIT; "unknown" when it does, and which connection is meant cannot be followed.
 * https://docs.sqlalchemy.org/en/20/core/connections.html#understanding-the-dbapi-level-autocommit-isolation-level
 */
export function connectionAutocommit(module: PyModule): Answer {
  if (!/\bautocommit\b/i.test(module.text)) return "no";
  const bindings = bindingsOf(module);
  const given: Answer[] = [];
  everyNode(module.body, (node) => {
    const call = node as unknown as Expression;
    if (call.type !== "Call" || call.callee.type !== "Attribute" || call.callee.name !== "configure") return;
    const connection = call.keywords.find((it) => it.name === "connection")?.value;
    if (connection !== undefined) given.push(levelOf(connection, bindings, []));
  });
  return allOf(given);
}

/** What the names of a file may hold, wherever in the file they are bound. */
type Bindings = ReadonlyMap<string, readonly Expression[]>;

/** With one answer for all it is that; otherwise nothing is certain. */
function allOf(answers: readonly Answer[]): Answer {
  const [first = "unknown"] = answers;
  return answers.every((it) => it === first) ? first : "unknown";
}

function levelOf(expression: Expression, bindings: Bindings, seen: readonly string[]): Answer {
  if (expression.type === "Await") return levelOf(expression.value, bindings, seen);
  if (expression.type === "Name") {
    const { id } = expression;
    // A parameter often has the name of what is passed for it; functions are not kept apart here.
    const held = bindings.get(id)?.filter((it) => it.type !== "Name" || it.id !== id);
    if (held === undefined || seen.includes(id)) return "unknown";
    const answers = held.map((it) => levelOf(it, bindings, [...seen, id]));
    // `connection.execution_options(…)` on a line of its own is among them, and changes the connection in place.
    return held.some((it, at) => isOptionsOf(it, id) && answers[at] === "yes") ? "yes" : allOf(answers);
  }
  if (expression.type !== "Call") return "unknown";
  const own = isolationOf(expression);
  if (own !== null) return own;
  const { callee } = expression;
  const passes = ["connect", "begin", "execution_options", "acquire"];
  if (callee.type === "Attribute" && passes.includes(callee.name)) return levelOf(callee.value, bindings, seen);
  const makes = callee.type === "Name" ? callee.id : callee.type === "Attribute" ? callee.name : "";
  const isKnown = /^(?:create_engine|create_async_engine|engine_from_config|async_engine_from_config)$/.test(makes);
  return isKnown && expression.keywords.every((it) => it.name !== null) && makes.startsWith("create")
    ? "no"
    : "unknown";
}

function isOptionsOf(expression: Expression, name: string): boolean {
  if (expression.type === "Await") return isOptionsOf(expression.value, name);
  if (expression.type !== "Call" || expression.callee.type !== "Attribute") return false;
  const { value, name: method } = expression.callee;
  return method === "execution_options" && value.type === "Name" && value.id === name;
}

/** What the arguments of a call say: `isolation_level=…`, also inside `execution_options={…}`. Null: nothing. */
function isolationOf(call: Call): Answer | null {
  for (const { name, value } of call.keywords) {
    if (name === "isolation_level") return answerOf(value);
    if (name !== "execution_options" || value.type !== "Dict") continue;
    for (const entry of value.entries) {
      if (entry.key?.type === "StringLiteral" && entry.key.value === "isolation_level") return answerOf(entry.value);
    }
  }
  return null;
}

function answerOf(level: Expression): Answer {
  if (level.type !== "StringLiteral" || typeof level.value !== "string") return "unknown";
  return level.value.toUpperCase() === "AUTOCOMMIT" ? "yes" : "no";
}

function bindingsOf(module: PyModule): Bindings {
  const found = new Map<string, Expression[]>();
  const add = (name: string, value: Expression): void => {
    found.set(name, [...(found.get(name) ?? []), value]);
  };
  const parameters = new Map<string, string>();
  everyNode(module.body, (it) => {
    const node = it as unknown as PyModule["body"][number];
    if (node.type !== "FunctionDef") return;
    const [first] = node.parameters;
    if (first !== undefined) parameters.set(node.name, first.name);
  });
  everyNode(module.body, (it) => {
    const node = it as unknown as PyModule["body"][number] | Expression;
    switch (node.type) {
      case "Assign":
        for (const target of node.targets) if (target.type === "Name") add(target.id, node.value);
        break;
      case "With":
        for (const { context, target } of node.items) if (target?.type === "Name") add(target.id, context);
        break;
      case "ExpressionStatement": {
        const call = node.value.type === "Await" ? node.value.value : node.value;
        if (call.type !== "Call") break;
        if (call.callee.type === "Attribute" && call.callee.value.type === "Name") {
          const { value, name } = call.callee;
          if (isOptionsOf(call, value.id)) add(value.id, call);
          // `await connection.run_sync(do_run_migrations)` calls the function with the connection.
          const [called] = call.args;
          if (name === "run_sync" && called?.type === "Name") {
            const parameter = parameters.get(called.id);
            if (parameter !== undefined) add(parameter, value);
          }
        }
        if (call.callee.type === "Name") {
          const parameter = parameters.get(call.callee.id);
          const [argument] = call.args;
          if (parameter !== undefined && argument !== undefined) add(parameter, argument);
        }
        break;
      }
      default:
        break;
    }
  });
  return found;
}
