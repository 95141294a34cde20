import type { Call, Expression, Statement } from "../python/syntax.ts";
import type { Place, Resolved, Resolver } from "./resolve.ts";
import { scopeOf } from "./scope.ts";

/** One `context.configure(…)` of env.py. */
export interface ConfigureCall {
  readonly mode: "online" | "offline" | "both";
  readonly call: Call;
  /** Where its names are looked up: the functions around it, then the module. */
  readonly place: Place;
}

/** The calls of `alembic.context.configure` in env.py, in file order, wherever they stand. */
export function configureCalls(module: Place, resolver: Resolver): readonly ConfigureCall[] {
  const found: ConfigureCall[] = [];
  const visit = (body: readonly Statement[], place: Place, functions: readonly string[]): void => {
    for (const statement of body) {
      if (statement.type === "FunctionDef") {
        const inner = { ...place, scopes: [scopeOf(statement.body), ...place.scopes] };
        visit(statement.body, inner, [...functions, statement.name]);
        continue;
      }
      if (statement.type === "ExpressionStatement" || statement.type === "Assign") {
        const value = withoutAwait(statement.value);
        if (value.type === "Call" && isConfigure(value, place, resolver)) {
          found.push({ mode: modeOf(value, functions), call: value, place });
        }
      }
      for (const inner of bodiesOf(statement)) visit(inner, place, functions);
    }
  };
  visit(module.module.body, module, []);
  return found;
}

function withoutAwait(expression: Expression): Expression {
  return expression.type === "Await" ? expression.value : expression;
}

/** `context.configure` under any name; a `context` that is a parameter or cannot be followed counts, other objects do not. */
function isConfigure(call: Call, place: Place, resolver: Resolver): boolean {
  const { callee } = call;
  if (callee.type === "Name") return resolver.name(callee.id, place).some(isContextConfigure);
  if (callee.type !== "Attribute" || callee.name !== "configure") return false;
  if (resolver.resolve(callee, place).some(isContextConfigure)) return true;
  return callee.value.type === "Name" && /context/i.test(callee.value.id);
}

function isContextConfigure(value: Resolved): boolean {
  return value.kind === "external" && value.name === "alembic.context.configure";
}

/** By its arguments where they tell, else by the name of the function around it. */
function modeOf(call: Call, functions: readonly string[]): ConfigureCall["mode"] {
  const has = (name: string): boolean => call.keywords.some((it) => it.name === name);
  if (has("connection")) return "online";
  const name = functions.join(" ").toLowerCase();
  if (name.includes("offline")) return "offline";
  if (name.includes("online")) return "online";
  if (has("url") || has("dialect_name") || has("literal_binds")) return "offline";
  return call.args.length > 0 ? "online" : "both";
}

function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.type) {
    case "If":
    case "For":
    case "While":
      return [statement.body, statement.orElse];
    case "With":
    case "ClassDef":
      return [statement.body];
    case "Try":
      return [statement.body, ...statement.handlers.map((it) => it.body), statement.orElse, statement.finalBody];
    case "Match":
      return statement.cases;
    default:
      return [];
  }
}
