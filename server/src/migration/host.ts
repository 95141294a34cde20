import type { Host } from "../python/host.ts";
import type { PyValue } from "../python/value.ts";
import { canonicalPath } from "./canonical-path.ts";
import { contextModuleValue } from "./host/context-module.ts";
import { hostValue } from "./host/host-function.ts";
import { isKnownLibrary } from "./host/known-libraries.ts";
import { libraryCallHook } from "./host/library-calls.ts";
import { opValue } from "./host/op-object.ts";
import { type Recording, recordGap, recordOfflineFailure, withOuterConditions } from "./host/recording.ts";
import { createSymbolicFactory, type SymbolicFactory } from "./host/symbolic-object.ts";

/** The host of a run, and `op` for an `upgrade(op)` that gets it as an argument. */
export interface MigrationHost {
  readonly host: Host;
  readonly op: PyValue;
}

const nowhere = { start: 0, end: 0 };

/** What the interpreter sees of Alembic and SQLAlchemy; everything that happens goes into `recording`. */
export function createMigrationHost(
  recording: Recording,
  sources: Pick<Host, "sourceModule" | "sourceText"> = {},
  path: string | null = null,
): MigrationHost {
  const symbolics: SymbolicFactory = createSymbolicFactory(
    recording,
    libraryCallHook(recording, () => symbolics),
  );
  const op = opValue(recording, symbolics, nowhere, null);
  const context = contextModuleValue(recording, nowhere);
  const alembic = hostValue(
    {
      description: "alembic",
      attribute(name, at) {
        if (name === "op") return op;
        if (name === "context") return context;
        return name.startsWith("__") ? undefined : symbolics.reference(canonicalPath(`alembic.${name}`), at);
      },
    },
    nowhere,
  );
  const host: Host = {
    module(name) {
      if (name === "alembic") return alembic;
      if (name === "alembic.op") return op;
      if (name === "alembic.context") return context;
      return isKnownLibrary(name) ? symbolics.reference(canonicalPath(name), nowhere) : undefined;
    },
    raised(exception, site) {
      if (recording.phase === "module") return;
      const { conditions, statement } = withOuterConditions(recording, site);
      recording.raises.push({ span: statement, exception: exceptionName(exception), conditions });
    },
    undefinedName: (name, site) => recordOfflineFailure(recording, `NameError: name '${name}' is not defined`, site),
    used(value, name, site) {
      if (!recording.offlineResults.has(value)) return;
      const exception =
        name === null
          ? "TypeError: the result of a query is None in offline mode"
          : `AttributeError: 'NoneType' object has no attribute '${name}'`;
      recordOfflineFailure(recording, exception, site);
    },
    gap: (why, site) => recordGap(recording, why, site),
  };
  const { sourceModule, sourceText } = sources;
  const files = sourceText === undefined || path === null ? {} : { sourceText, mainFile: path };
  return { host: { ...host, ...(sourceModule === undefined ? {} : { sourceModule }), ...files }, op };
}

/** `NotImplementedError` of `raise NotImplementedError("…")`; empty for a bare `raise`. */
function exceptionName(exception: PyValue | null): string {
  switch (exception?.type) {
    case "instance":
      return exception.class.name;
    case "class":
      return exception.name;
    case "host":
      return /^[\w.]*/.exec(exception.object.description)?.[0] ?? "";
    case "unknown":
      return exception.why.detail;
    default:
      return "";
  }
}
