import type { Span } from "../../base/span.ts";
import type { CallArgument, CallSite } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";
import { argumentNamed, type DatabaseHandle, impliedArgument, recordDatabaseCall } from "./database-call.ts";
import { hostFunction, hostValue } from "./host-function.ts";
import { queryResult, type Recording, recordCall, recordGap, recordOfflineFailure, unknownValue } from "./recording.ts";

export interface ConnectionOptions {
  /** As a person would name it: `op.get_bind()`. */
  readonly description: string;
  /** Not the connection of the migration: what it does is outside of the migration's transaction. */
  readonly separate: boolean;
  readonly autocommit: boolean;
}

/** The connection of the migration, as `op.get_bind()` gives it. */
export const migrationConnection: ConnectionOptions = {
  description: "op.get_bind()",
  separate: false,
  autocommit: false,
};

const executing: ReadonlySet<string> = new Set([
  "execute",
  "exec_driver_sql",
  "scalar",
  "scalars",
  "stream",
  "stream_scalars",
  "executemany",
]);
const withoutEffect: ReadonlySet<string> = new Set(["close", "detach", "invalidate", "dispose", "fileno"]);
const reading: ReadonlySet<string> = new Set([
  "has_table",
  "get_isolation_level",
  "default_isolation_level",
  "table_names",
]);

/** What gives the connection of an offline run itself. */
const mockDescriptions: ReadonlySet<string> = new Set([
  "op.get_bind()",
  "op.get_context().bind",
  "op.get_context().connection",
]);
/**
 * The methods of that connection, asked of `dir()` with SQLAlchemy 1.4.46, 2.0.54 and 2.1.1. `scalar`, `create` and `drop` are of 1.4 only, and are left to
 * who knows the version.
 */
const mockMethods: ReadonlySet<string> = new Set([
  "connect",
  "execute",
  "execution_options",
  "schema_for_object",
  "scalar",
  "create",
  "drop",
]);

/** A Connection, an Engine, or what `with connection.begin()` gives: calls that run SQL are recorded, results are not known. */
export function connectionValue(recording: Recording, options: ConnectionOptions, span: Span): PyValue {
  const self = (at: Span): PyValue => connectionValue(recording, options, at);
  // What an engine opens is another connection than the one that runs the migration.
  const own = !options.separate && !options.description.endsWith(".engine");
  const isMock = own && mockDescriptions.has(options.description);
  const object: DatabaseHandle = {
    isDatabaseHandle: true,
    isOwnConnection: own,
    description: options.description,
    truth: () => "yes",
    enter: (site) => self(site.call),
    attribute(name, at) {
      const path = `${options.description}.${name}`;
      if (name === "dialect") return dialectValue(at);
      if (name === "name") return { type: "str", value: "postgresql", pieces: [], span: at };
      if (name === "closed") return { type: "bool", value: false, span: at };
      if (name === "engine" || name === "sync_engine" || name === "bind") {
        return connectionValue(recording, { ...options, description: `${options.description}.engine` }, at);
      }
      if (name === "connection" || name === "driver_connection" || name === "dbapi_connection") {
        return connectionValue(recording, { ...options, description: path }, at);
      }
      if (name === "info" || name === "url" || name === "driver" || name === "default_schema_name") {
        return unknownValue("input", path, at);
      }
      return hostFunction(path, at, (args, site) => callMethod(name, args, site));
    },
  };

  function callMethod(name: string, args: readonly CallArgument[], site: CallSite): PyValue | undefined {
    const via = `${options.description}.${name}`;
    if (isMock && !mockMethods.has(name)) {
      recordOfflineFailure(recording, `AttributeError: 'MockConnection' object has no attribute '${name}'`, site);
    }
    if (executing.has(name)) {
      recordDatabaseCall(recording, {
        directive: "connection_execute",
        name,
        args,
        site,
        via,
        autocommit: options.autocommit,
      });
      return own ? queryResult(recording, site.call) : unknownValue("query", "the result of a query", site.call);
    }
    if (name === "execution_options") {
      const level = argumentNamed(args, "isolation_level", null);
      const autocommit = options.separate && level?.type === "str" && level.value === "AUTOCOMMIT";
      return connectionValue(recording, { ...options, autocommit: options.autocommit || autocommit }, site.call);
    }
    if (name === "begin" || name === "begin_nested" || name === "begin_twophase" || name === "get_transaction") {
      if (options.description.endsWith(".engine")) return separate(via, site);
      const method = name === "begin_nested" ? name : "begin";
      if (name !== "get_transaction") recordCall(recording, { method, on: "connection", via, own }, site);
      const transaction = { own, isSavepoint: name === "begin_nested", description: via };
      return transactionValue(recording, self(site.call), transaction, site.call);
    }
    if (name === "connect" || name === "raw_connection" || name === "get_raw_connection") {
      return options.description.endsWith(".engine") ? separate(via, site) : self(site.call);
    }
    if (name === "cursor") return connectionValue(recording, { ...options, description: `${via}()` }, site.call);
    if (name === "commit" || name === "rollback") {
      const text = { type: "str", value: name.toUpperCase(), pieces: [], span: site.call } as const;
      const implied = [impliedArgument(text, site)];
      recordCall(recording, { method: name, on: "connection", via, own }, site);
      recordDatabaseCall(recording, { directive: "connection_execute", name, args: implied, site, via });
      return { type: "none", span: site.call };
    }
    if (name === "in_transaction" || name === "in_nested_transaction") {
      return name === "in_transaction"
        ? { type: "bool", value: true, span: site.call }
        : unknownValue("input", via, site.call);
    }
    if (withoutEffect.has(name)) {
      if (name === "close") recordCall(recording, { method: name, on: "connection", via, own }, site);
      return { type: "none", span: site.call };
    }
    if (reading.has(name) || name.startsWith("fetch")) return unknownValue("query", "the result of a query", site.call);
    recordGap(recording, { reason: "call", detail: `a call of ${via}` }, site);
    return unknownValue("call", `the result of ${via}`, site.call);
  }

  function separate(via: string, site: CallSite): PyValue {
    recordCall(recording, { method: "connect", on: "connection", via, own: false }, site);
    return connectionValue(recording, { ...options, description: `${via}()`, separate: true }, site.call);
  }

  return hostValue(object, span);
}

interface Transaction {
  readonly description: string;
  readonly own: boolean;
  readonly isSavepoint: boolean;
}

/** `commit` and `rollback` of a transaction object end what `begin` began, which the migration's own transaction holds. */
function transactionValue(recording: Recording, connection: PyValue, of: Transaction, span: Span): PyValue {
  const { description, own, isSavepoint } = of;
  const counts = own && isSavepoint;
  const value: PyValue = hostValue(
    {
      description: `${description}()`,
      truth: () => "yes",
      enter() {
        if (counts) recording.savepointDepth++;
        return value;
      },
      exit() {
        if (counts) recording.savepointDepth--;
      },
      attribute(name, at) {
        if (name === "connection") return connection;
        if (name === "is_active") return { type: "bool", value: true, span: at };
        return hostFunction(`${description}().${name}`, at, (_, site) => {
          if (name === "commit" || name === "rollback" || name === "close") {
            const on = isSavepoint ? "savepoint" : "transaction";
            recordCall(recording, { method: name, on, via: `${description}().${name}`, own }, site);
          }
          return { type: "none", span: site.call };
        });
      },
    },
    span,
  );
  return value;
}

/** The PostgreSQL dialect: its name is known, its driver and the server's version are not. */
export function dialectValue(span: Span): PyValue {
  return hostValue(
    {
      description: "dialect",
      inert: true,
      truth: () => "yes",
      attribute(name, at) {
        if (name === "name") return { type: "str", value: "postgresql", pieces: [], span: at };
        if (name === "server_version_info") return unknownValue("query", "the version of the server", at);
        if (name === "has_table" || name.startsWith("get_")) {
          return hostFunction(`dialect.${name}`, at, (_, site) =>
            unknownValue("query", "the result of a query", site.call),
          );
        }
        return unknownValue("input", `dialect.${name}`, at);
      },
    },
    span,
  );
}
