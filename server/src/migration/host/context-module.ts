import type { Span } from "../../base/span.ts";
import type { PyValue } from "../../python/value.ts";
import { connectionValue, migrationConnection } from "./connection.ts";
import { type DatabaseHandle, recordDatabaseCall } from "./database-call.ts";
import { hostFunction, hostValue } from "./host-function.ts";
import { migrationContextValue } from "./migration-context.ts";
import { asksForMode, type Recording, recordGap, unknownValue } from "./recording.ts";

const answers: ReadonlySet<string> = new Set([
  "get_x_argument",
  "get_tag_argument",
  "get_head_revision",
  "get_head_revisions",
  "get_revision_argument",
  "get_starting_revision_argument",
]);

/** `from alembic import context`: the EnvironmentContext. What the command line or the configuration gives is not known. */
export function contextModuleValue(recording: Recording, span: Span): PyValue {
  const object: DatabaseHandle = {
    isDatabaseHandle: true,
    description: "alembic.context",
    truth: () => "yes",
    attribute(name, at) {
      if (name.startsWith("__")) return undefined;
      if (name === "config" || name === "script") return unknownValue("input", `context.${name}`, at);
      return hostFunction(`context.${name}`, at, (args, site) => {
        const via = `context.${name}`;
        if (name === "is_offline_mode") return asksForMode(recording, site.call);
        if (name === "get_context") return migrationContextValue(recording, site.call);
        if (name === "get_bind") return connectionValue(recording, migrationConnection, site.call);
        if (answers.has(name)) return unknownValue("input", `the answer of ${via}`, site.call);
        if (name === "execute" || name === "static_output") {
          const directive = name === "execute" ? "connection_execute" : "static_output";
          recordDatabaseCall(recording, { directive, name, args, site, via });
          return { type: "none", span: site.call };
        }
        recordGap(recording, { reason: "call", detail: `a call of ${via}` }, site);
        return unknownValue("call", `the result of ${via}`, site.call);
      });
    },
  };
  return hostValue(object, span);
}
