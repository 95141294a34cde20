import type { Span } from "../../base/span.ts";
import type { CallArgument, CallSite } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";
import { connectionValue, dialectValue, migrationConnection } from "./connection.ts";
import { type DatabaseHandle, recordDatabaseCall } from "./database-call.ts";
import { hostFunction, hostValue } from "./host-function.ts";
import { asksForMode, type Recording, recordCall, recordGap, unknownValue } from "./recording.ts";

/** `op.get_context()`: the MigrationContext, with the autocommit block and the facts that migrations ask for. */
export function migrationContextValue(recording: Recording, span: Span): PyValue {
  const object: DatabaseHandle = {
    isDatabaseHandle: true,
    description: "op.get_context()",
    truth: () => "yes",
    attribute(name, at) {
      switch (name) {
        case "as_sql":
          return asksForMode(recording, at);
        case "dialect":
          return dialectValue(at);
        case "bind":
        case "connection":
          return connectionValue(recording, { ...migrationConnection, description: `op.get_context().${name}` }, at);
        case "impl":
          return implValue(recording, at);
        case "version_table_schema": {
          const schema = recording.environment?.versionTableSchema;
          if (schema?.known !== true) return unknownValue("input", `op.get_context().${name}`, at);
          return schema.value === null
            ? { type: "none", span: at }
            : { type: "str", value: schema.value, pieces: [], span: at };
        }
        case "opts":
        case "config":
        case "script":
        case "environment_context":
        case "purge":
        case "output_buffer":
        case "version_table":
          return unknownValue("input", `op.get_context().${name}`, at);
        default:
          return hostFunction(`op.get_context().${name}`, at, (args, site) => callMethod(name, args, site));
      }
    },
  };

  function callMethod(name: string, args: readonly CallArgument[], site: CallSite): PyValue | undefined {
    const via = `op.get_context().${name}`;
    switch (name) {
      case "autocommit_block":
        return autocommitBlock(recording, site.call);
      case "begin_transaction":
        return contextManager(via, site.call);
      case "execute":
        recordDatabaseCall(recording, { directive: "connection_execute", name, args, site, via });
        return { type: "none", span: site.call };
      case "get_current_revision":
      case "get_current_heads":
        return unknownValue("query", "the current revision of the database", site.call);
      default:
        recordGap(recording, { reason: "call", detail: `a call of ${via}` }, site);
        return unknownValue("call", `the result of ${via}`, site.call);
    }
  }

  return hostValue(object, span);
}

/** Inside the block every statement commits by itself (https://alembic.sqlalchemy.org/en/latest/api/runtime.html, 1.2.0). */
function autocommitBlock(recording: Recording, span: Span): PyValue {
  return hostValue(
    {
      description: "op.get_context().autocommit_block()",
      enter(site) {
        const via = "op.get_context().autocommit_block";
        recordCall(recording, { method: "autocommit_block", on: "context", via, own: true }, { ...site, call: span });
        recording.autocommitDepth++;
        recording.autocommitBlocks.push(recording.nextAutocommitBlock++);
        return { type: "none", span: site.call };
      },
      exit() {
        recording.autocommitDepth--;
        recording.autocommitBlocks.pop();
      },
    },
    span,
  );
}

function contextManager(description: string, span: Span): PyValue {
  return hostValue({ description, enter: (site) => ({ type: "none", span: site.call }) }, span);
}

/** `op.get_context().impl`: prints text as it is, or executes; other methods are Alembic's own and change the database. */
function implValue(recording: Recording, span: Span): PyValue {
  const description = "op.get_context().impl";
  const object: DatabaseHandle = {
    isDatabaseHandle: true,
    description,
    truth: () => "yes",
    attribute(name, at) {
      if (name === "dialect") return dialectValue(at);
      if (name === "bind" || name === "connection") {
        return connectionValue(recording, { ...migrationConnection, description: `${description}.${name}` }, at);
      }
      if (name === "as_sql") return asksForMode(recording, at);
      return hostFunction(`${description}.${name}`, at, (args, site) => {
        const via = `${description}.${name}`;
        if (name === "static_output") {
          recordDatabaseCall(recording, { directive: "static_output", name, args, site, via });
          return { type: "none", span: site.call };
        }
        if (name === "execute" || name === "_exec") {
          recordDatabaseCall(recording, { directive: "connection_execute", name, args, site, via });
          return unknownValue("query", "the result of a query", site.call);
        }
        recordGap(recording, { reason: "call", detail: `a call of ${via}` }, site);
        return unknownValue("call", `the result of ${via}`, site.call);
      });
    },
  };
  return hostValue(object, span);
}
