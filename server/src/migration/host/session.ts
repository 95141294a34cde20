import type { Span } from "../../base/span.ts";
import type { CallArgument, CallSite } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";
import { connectionValue, migrationConnection } from "./connection.ts";
import { argumentNamed, type DatabaseHandle, isOwnConnection, recordDatabaseCall } from "./database-call.ts";
import { hostFunction, hostValue } from "./host-function.ts";
import { type Recording, recordCall, recordGap, recordRows, unknownValue } from "./recording.ts";

const executing: ReadonlySet<string> = new Set(["execute", "scalar", "scalars", "exec"]);
const reading: ReadonlySet<string> = new Set(["get", "get_one"]);
const writing: ReadonlySet<string> = new Set([
  "add",
  "add_all",
  "merge",
  "delete",
  "bulk_save_objects",
  "bulk_insert_mappings",
  "bulk_update_mappings",
]);
const flushing: ReadonlySet<string> = new Set(["commit", "flush"]);
const withoutEffect: ReadonlySet<string> = new Set([
  "close",
  "expire",
  "expire_all",
  "expunge",
  "expunge_all",
  "refresh",
  "remove",
  "rollback",
]);

const writeDetail = "rows written through an ORM session";

/**
 * An ORM session on the migration's connection. `execute` is recorded as a statement; objects that are added, changed or deleted are
 * written when the session flushes, in a way that cannot be read, so they leave a gap.
 */
export function sessionValue(recording: Recording, span: Span, own: boolean | null): PyValue {
  // Objects that a session loaded can be changed by assignment, which is not seen: the next flush may write them.
  const state = { loaded: false, begun: false };
  const object: DatabaseHandle = {
    isDatabaseHandle: true,
    description: "Session",
    truth: () => "yes",
    enter: () => value,
    attribute(name, at) {
      if (name === "bind") return connectionValue(recording, migrationConnection, at);
      if (name === "no_autoflush") return value;
      if (name === "info" || name === "new" || name === "dirty" || name === "deleted") {
        return unknownValue("query", `session.${name}`, at);
      }
      return hostFunction(`Session.${name}`, at, (args, site) => callMethod(name, args, site));
    },
  };

  function callMethod(name: string, args: readonly CallArgument[], site: CallSite): PyValue | undefined {
    if (name === "commit" || name === "rollback" || name === "close") {
      recordCall(recording, { method: name, on: "session", via: `Session.${name}`, own, begun: state.begun }, site);
    }
    if (name === "commit" || name === "rollback") state.begun = false;
    else if (name !== "close") state.begun = true;
    if (executing.has(name)) {
      state.loaded ||= name !== "execute";
      recordDatabaseCall(recording, { directive: "connection_execute", name, args, site, via: `Session.${name}` });
      return unknownValue("query", "the result of a query", site.call);
    }
    if (name === "query") {
      state.loaded = true;
      return queryValue(recording, site.call);
    }
    if (reading.has(name)) {
      state.loaded = true;
      return unknownValue("query", "a row of the database", site.call);
    }
    if (writing.has(name)) {
      recordRows(recording, { reason: "query", detail: writeDetail }, site);
      return { type: "none", span: site.call };
    }
    if (flushing.has(name)) {
      if (state.loaded) recordRows(recording, { reason: "query", detail: writeDetail }, site);
      return { type: "none", span: site.call };
    }
    if (name === "connection" || name === "get_bind") return connectionValue(recording, migrationConnection, site.call);
    if (name === "begin" || name === "begin_nested") return value;
    if (withoutEffect.has(name)) return { type: "none", span: site.call };
    recordGap(recording, { reason: "call", detail: `a call of Session.${name}` }, site);
    return unknownValue("call", `the result of Session.${name}`, site.call);
  }

  const value = hostValue(object, span);
  return value;
}

/** `sessionmaker(…)`: calling it gives a session, and so does `scoped_session` around it. */
export function sessionFactoryValue(recording: Recording, span: Span, own: boolean | null): PyValue {
  const object: DatabaseHandle = {
    isDatabaseHandle: true,
    description: "sessionmaker",
    truth: () => "yes",
    call(args, site) {
      const bound = boundTo(args) ?? own;
      if (bound === false) {
        recordCall(recording, { method: "connect", on: "session", via: "sessionmaker", own: false }, site);
      }
      return sessionValue(recording, site.call, bound);
    },
    attribute(name, at) {
      if (name === "configure")
        return hostFunction("sessionmaker.configure", at, (_, site) => ({ type: "none", span: site.call }));
      if (name === "begin")
        return hostFunction("sessionmaker.begin", at, (_, site) => sessionValue(recording, site.call, own));
      // A scoped session passes every other method on to the session of the thread.
      const session = sessionValue(recording, at, own);
      return session.type === "host" ? session.object.attribute?.(name, at) : undefined;
    },
  };
  return hostValue(object, span);
}

/** Whether `bind=` or the first argument of a session is the migration's own connection; null: cannot tell. */
export function boundTo(args: readonly CallArgument[]): boolean | null {
  return isOwnConnection(argumentNamed(args, "bind", 0));
}

/** `session.query(…)`: building it reads nothing; `update` and `delete` write, everything else gives rows that are not known. */
function queryValue(recording: Recording, span: Span): PyValue {
  return hostValue(
    {
      description: "Session.query(…)",
      truth: () => "yes",
      attribute(name, at) {
        return hostFunction(`Session.query(…).${name}`, at, (_, site) => {
          if (name === "update" || name === "delete") {
            recordRows(recording, { reason: "query", detail: writeDetail }, site);
            return unknownValue("query", "the number of rows", site.call);
          }
          if (results.has(name)) return unknownValue("query", "rows of the database", site.call);
          return queryValue(recording, site.call);
        });
      },
    },
    span,
  );
}

const results: ReadonlySet<string> = new Set([
  "all",
  "count",
  "first",
  "get",
  "one",
  "one_or_none",
  "scalar",
  "scalars",
  "values",
  "yield_per",
]);
