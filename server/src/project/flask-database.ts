import type { Call, Expression, PyModule, Statement } from "../python/syntax.ts";
import type { Place, Resolved, Resolver } from "./resolve.ts";
import { scopeOf } from "./scope.ts";

/** What Flask-Migrate keeps in the application, as the resolver names it. */
export const flaskDatabase = /^flask\.current_app\.extensions\.migrate\.db(?=\.|$)/;

/**
 * The database objects that the project gives to Flask-Migrate: the `db` of `Migrate(app, db)` and `migrate.init_app(app, db)`, wherever they stand in the modules.
 * https://flask-migrate.readthedocs.io/en/latest/#flask-migrate-migrate
 */
export function flaskDatabases(
  modules: readonly { readonly file: string; readonly module: PyModule }[],
  resolver: Resolver,
): readonly Resolved[] {
  const found: Resolved[] = [];
  for (const { file, module } of modules) {
    const place = resolver.modulePlace(file, module);
    visit(module.body, place, (call, at) => {
      const argument = databaseArgument(call, at, resolver);
      if (argument !== null) found.push(...resolver.resolve(argument, at));
    });
  }
  return found;
}

/** Both take `app, db, directory, …`. */
function databaseArgument(call: Call, place: Place, resolver: Resolver): Expression | null {
  const { callee } = call;
  const isMigrate = (it: Resolved): boolean =>
    (it.kind === "external" && it.name === "flask_migrate.Migrate") ||
    (it.kind === "call" && it.callee.some((made) => made.kind === "external" && made.name === "flask_migrate.Migrate"));
  const receiver = callee.type === "Attribute" && callee.name === "init_app" ? callee.value : callee;
  const isCall = callee.type === "Attribute" && callee.name === "init_app";
  if (callee.type === "Attribute" && !isCall && callee.name !== "Migrate") return null;
  const values = resolver.resolve(receiver, place);
  if (!values.some((it) => isMigrate(it) && (isCall ? it.kind === "call" : it.kind === "external"))) return null;
  return call.keywords.find((it) => it.name === "db")?.value ?? call.args[1] ?? null;
}

function visit(body: readonly Statement[], place: Place, onCall: (call: Call, place: Place) => void): void {
  for (const statement of body) {
    if (statement.type === "FunctionDef") {
      visit(statement.body, { ...place, scopes: [scopeOf(statement.body), ...place.scopes] }, onCall);
    } else if (statement.type === "ClassDef") {
      visit(statement.body, { ...place, scopes: [scopeOf(statement.body), ...place.scopes] }, onCall);
    } else visitNode(statement, place, onCall, true);
  }
}

/** Every call in a statement; blocks inside it share its scope, functions inside it have their own. */
function visitNode(node: unknown, place: Place, onCall: (call: Call, place: Place) => void, isTop = false): void {
  if (Array.isArray(node)) {
    for (const it of node) visitNode(it, place, onCall);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const { type } = node as { readonly type?: unknown };
  if (!isTop && (type === "FunctionDef" || type === "ClassDef")) {
    visit([node as Statement], place, onCall);
    return;
  }
  if (type === "Call") onCall(node as Call, place);
  for (const key in node) {
    if (key !== "span" && key !== "type") visitNode((node as Readonly<Record<string, unknown>>)[key], place, onCall);
  }
}
