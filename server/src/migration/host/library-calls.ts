import type { CallArgument, CallSite } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";
import { type Symbolic, symbolicOf } from "../symbolic.ts";
import { connectionValue } from "./connection.ts";
import { impliedArgument, isDatabaseHandle, isOwnConnection, recordDatabaseCall } from "./database-call.ts";
import { hostFunction, hostValue } from "./host-function.ts";
import { migrationContextValue } from "./migration-context.ts";
import { decoratorValue, opValue } from "./op-object.ts";
import { type Recording, recordCall, recordGap, recordOfflineFailure, unknownValue } from "./recording.ts";
import { boundTo, sessionFactoryValue, sessionValue } from "./session.ts";
import { type CallHook, describe, type SymbolicFactory } from "./symbolic-object.ts";

const sessions: ReadonlySet<string> = new Set(["sqlalchemy.orm.Session", "sqlmodel.Session"]);
const sessionFactories: ReadonlySet<string> = new Set(["sqlalchemy.orm.sessionmaker", "sqlalchemy.orm.scoped_session"]);
const decorators: ReadonlySet<string> = new Set([
  "alembic.operations.Operations.register_operation",
  "alembic.operations.Operations.implementation_for",
  "alembic.operations.base.Operations.register_operation",
  "alembic.operations.base.Operations.implementation_for",
  "sqlalchemy.ext.compiler.compiles",
  "sqlalchemy.event.listens_for",
]);
const contexts: ReadonlySet<string> = new Set([
  "alembic.migration.MigrationContext.configure",
  "alembic.runtime.migration.MigrationContext.configure",
]);
const operations: ReadonlySet<string> = new Set([
  "alembic.operations.Operations",
  "alembic.operations.base.Operations",
]);
const inspectors: ReadonlySet<string> = new Set([
  "sqlalchemy.inspect",
  "sqlalchemy.Inspector",
  "sqlalchemy.Inspector.from_engine",
]);

const schemaMethods: ReadonlyMap<string, "schema_create" | "schema_drop"> = new Map([
  ["create", "schema_create"],
  ["create_all", "schema_create"],
  ["drop", "schema_drop"],
  ["drop_all", "schema_drop"],
]);
const questions: ReadonlySet<string> = new Set(["exists", "has_table", "scalar"]);

/** Answers the calls of library names that are more than an expression: sessions, inspectors, and what talks to the database. */
export function libraryCallHook(recording: Recording, symbolics: () => SymbolicFactory): CallHook {
  return (callee, args, site) => {
    const path = callee.kind === "reference" ? callee.path : null;
    if (path !== null) {
      if (sessions.has(path)) {
        const own = boundTo(args);
        if (own === false) recordCall(recording, { method: "connect", on: "session", via: "Session", own }, site);
        return sessionValue(recording, site.call, own);
      }
      if (sessionFactories.has(path)) return sessionFactoryValue(recording, site.call, boundTo(args));
      if (decorators.has(path)) return decoratorValue(path, site.call);
      if (contexts.has(path)) return migrationContextValue(recording, site.call);
      if (operations.has(path)) return opValue(recording, symbolics(), site.call, null);
      if (inspectors.has(path) && symbolicOf(args[0]?.value) === undefined) {
        const [bind] = args;
        if (isOwnConnection(bind?.value) === true)
          recordOfflineFailure(recording, "NoInspectionAvailable: there is no connection to inspect", site);
        return inspectorValue(site);
      }
      if (path === "sqlalchemy.create_engine") {
        const options = { description: "create_engine(…).engine", separate: true, autocommit: false };
        return connectionValue(recording, options, site.call);
      }
    }
    return methodCall(recording, symbolics(), callee, args, site);
  };
}

/** `Enum(…).create(bind)`, `metadata.create_all(bind)`, `ddl.execute(bind)`; undefined for a call that only builds an expression. */
function methodCall(
  recording: Recording,
  symbolics: SymbolicFactory,
  callee: Symbolic,
  args: readonly CallArgument[],
  site: CallSite,
): PyValue | undefined {
  const givesHandle = args.some((it) => isDatabaseHandle(it.value));
  const method = splitMethod(callee);
  if (method !== undefined) {
    const { target, name } = method;
    const via = `${describe(target)}.${name}`;
    const directive = schemaMethods.get(name);
    const built = callee.kind === "attribute";
    if (directive !== undefined && (givesHandle || built)) {
      const all = [impliedArgument(symbolics.value(target), site), ...args];
      recordDatabaseCall(recording, { directive, name, args: all, site, via });
      return { type: "none", span: site.call };
    }
    if (name === "execute" && (givesHandle || built)) {
      const all = givesHandle ? [impliedArgument(symbolics.value(target), site)] : args;
      recordDatabaseCall(recording, { directive: "connection_execute", name, args: all, site, via });
      return unknownValue("query", "the result of a query", site.call);
    }
    if (questions.has(name) && givesHandle) return unknownValue("query", "the result of a query", site.call);
  }
  if (givesHandle && !rootPath(callee).startsWith("sqlalchemy.")) {
    recordGap(recording, { reason: "call", detail: `a call of ${describe(callee)} with the connection` }, site);
    return unknownValue("call", `the result of ${describe(callee)}`, site.call);
  }
  return undefined;
}

function splitMethod(callee: Symbolic): { readonly target: Symbolic; readonly name: string } | undefined {
  if (callee.kind === "attribute") return { target: callee.of, name: callee.name };
  if (callee.kind !== "reference") return undefined;
  const dot = callee.path.lastIndexOf(".");
  if (dot < 0) return undefined;
  const target = { kind: "reference", path: callee.path.slice(0, dot), span: callee.span } as const;
  return { target, name: callee.path.slice(dot + 1) };
}

/** The library name at the root of an expression: `sqlalchemy.MetaData` of `MetaData().create_all`. */
function rootPath(symbolic: Symbolic): string {
  switch (symbolic.kind) {
    case "reference":
      return symbolic.path;
    case "call":
      return rootPath(symbolic.callee);
    case "attribute":
    case "subscript":
      return rootPath(symbolic.of);
    case "unary":
      return rootPath(symbolic.operand);
    case "binary":
      return "";
  }
}

/** What an inspector answers depends on the database. */
function inspectorValue(site: CallSite): PyValue {
  return hostValue(
    {
      description: "sqlalchemy.inspect(…)",
      inert: true,
      truth: () => "yes",
      attribute(name, at) {
        return hostFunction(`sqlalchemy.inspect(…).${name}`, at, (_, inner) =>
          unknownValue("query", `the answer of the inspector to ${name}`, inner.call),
        );
      },
    },
    site.call,
  );
}
