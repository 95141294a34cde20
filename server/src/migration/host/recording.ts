import type { Span } from "../../base/span.ts";
import type { Unknown } from "../../base/static.ts";
import type { CallSite, OpenCondition } from "../../python/host.ts";
import type { PyValue } from "../../python/value.ts";
import type { BoundArguments } from "../bind-arguments.ts";
import type { ConnectionCall } from "../connection-call.ts";
import type { MigrationEnvironment } from "../migration-environment.ts";
import type { Body, Gap } from "../migration-file.ts";
import type { BatchBlock, Directive, Operation } from "../operation.ts";

/** What Limbeck assumes where a migration asks how it is run: `alembic upgrade --sql` ("offline") or with a connection. */
export type RunMode = "offline" | "online";

/** A call that will be an operation when Alembic executes it: at once, or at the end of its batch block. */
export interface Draft {
  readonly directive: Directive;
  readonly name: string;
  readonly site: CallSite;
  readonly bound: BoundArguments;
  readonly batch: BatchBlock | null;
  readonly via: string | null;
}

/**
 * What one interpretation of a file has recorded so far. The only mutable state of the host: it is made anew for every run,
 * so that nothing leaks from `upgrade()` into `downgrade()`.
 */
export interface Recording {
  readonly mode: RunMode;
  /** The migration asked for it, so that another mode may give other operations. */
  modeAsked: boolean;
  readonly environment: MigrationEnvironment | null;
  /** "module" while the module body runs: Alembic has no connection then. */
  phase: "module" | "body";
  readonly operations: Operation[];
  readonly gaps: Gap[];
  readonly calls: ConnectionCall[];
  readonly raises: Body["raises"][number][];
  readonly offlineFailures: Body["offlineFailures"][number][];
  /** What the mock connection of an offline run gave as the result of a statement: None. */
  readonly offlineResults: WeakSet<PyValue>;
  /** Calls of directives while the module body ran, with the name of the directive. */
  readonly moduleLevelCalls: { readonly name: string; readonly span: Span }[];
  /** Conditions that hold for everything now recorded, outermost first (set by who calls functions by hand). */
  outerConditions: readonly OpenCondition[];
  /** How many `with …autocommit_block()` are open. */
  autocommitDepth: number;
  /** The open ones of `with …autocommit_block()`, each by its number. */
  readonly autocommitBlocks: number[];
  /** Batch blocks that have been entered and not left, with what they have queued. */
  readonly openBatches: { readonly block: BatchBlock; readonly queue: Draft[] }[];
  /** How many `with connection.begin_nested()` of the migration's connection are open. */
  savepointDepth: number;
  nextSerial: number;
  nextAutocommitBlock: number;
  nextBatchSerial: number;
}

export function newRecording(mode: RunMode, environment: MigrationEnvironment | null = null): Recording {
  return {
    mode,
    modeAsked: false,
    environment,
    phase: "module",
    operations: [],
    gaps: [],
    calls: [],
    raises: [],
    offlineFailures: [],
    offlineResults: new WeakSet(),
    moduleLevelCalls: [],
    outerConditions: [],
    autocommitDepth: 0,
    autocommitBlocks: [],
    openBatches: [],
    savepointDepth: 0,
    nextSerial: 0,
    nextAutocommitBlock: 0,
    nextBatchSerial: 0,
  };
}

/** The answer for a migration that asks whether it has no connection. */
export function asksForMode(recording: Recording, at: Span): PyValue {
  recording.modeAsked = true;
  return { type: "bool", value: recording.mode === "offline", span: at };
}

/** Adds the operation at the end: this is the moment when Alembic executes it. */
export function recordOperation(recording: Recording, draft: Draft): void {
  if (recording.phase === "module") {
    recording.moduleLevelCalls.push({ name: draft.name, span: spanInFile(draft.site) });
    return;
  }
  const { bound } = draft;
  recording.operations.push({
    directive: draft.directive,
    name: draft.name,
    index: recording.operations.length,
    site: draft.site,
    args: bound.args,
    rest: bound.rest,
    kw: bound.kw,
    bindingError: bound.bindingError,
    legacyPositional: bound.legacyPositional,
    openArguments: bound.openArguments,
    batch: draft.batch,
    autocommit: recording.autocommitDepth > 0,
    autocommitBlock: recording.autocommitBlocks.at(-1) ?? null,
    via: draft.via,
  });
}

/** Remembers a call that steers a transaction. */
export function recordCall(
  recording: Recording,
  call: Pick<ConnectionCall, "method" | "on" | "via" | "own"> & { readonly begun?: boolean },
  site: CallSite,
): void {
  if (recording.phase === "module") return;
  recording.calls.push({
    begun: true,
    ...call,
    site: withOuterConditions(recording, site),
    before: recording.operations.length,
    inSavepoint: recording.savepointDepth > 0,
    autocommit: recording.autocommitDepth > 0,
    batch: recording.openBatches.at(-1)?.block ?? null,
  });
}

/** `--sql` ends here with an exception; nothing when the body is read for a run with a server. */
export function recordOfflineFailure(recording: Recording, exception: string, at: CallSite): void {
  if (recording.phase === "module" || recording.mode === "online") return;
  // What comes after the end is not asked for.
  if (recording.offlineFailures.some((it) => it.conditions.length === 0 && !it.caught)) return;
  const { conditions, statement } = withOuterConditions(recording, at);
  recording.offlineFailures.push({ span: statement, exception, conditions, caught: at.caught });
}

/** The result of a statement: not known, and None in an offline run. */
export function queryResult(recording: Recording, at: Span): PyValue {
  const value = unknownValue("query", "the result of a query", at);
  if (recording.mode === "offline") recording.offlineResults.add(value);
  return value;
}

/** Something happens here that may touch the database and cannot be followed. */
export function recordGap(recording: Recording, why: Unknown, at: CallSite | Span): void {
  if (recording.phase === "module") return;
  const span = "call" in at ? spanInFile(at) : at;
  recording.gaps.push({ why, span, before: recording.operations.length });
}

/** Rows are written here in a way that cannot be followed. */
export function recordRows(recording: Recording, why: Unknown, at: CallSite): void {
  if (recording.phase === "module") return;
  recording.gaps.push({ why, span: spanInFile(at), before: recording.operations.length, rowsOnly: true });
}

/** The call itself, or the call in this file that led to it when it stands in a helper module. */
function spanInFile(site: CallSite): Span {
  if (site.file === null) return site.call;
  return site.frames.findLast((it) => it.file === null)?.call ?? { start: 0, end: 0 };
}

/** A call site with the conditions under which everything is recorded now. */
export function withOuterConditions(recording: Recording, site: CallSite): CallSite {
  if (recording.outerConditions.length === 0) return site;
  return { ...site, conditions: [...recording.outerConditions, ...site.conditions] };
}

/** Executes what a batch block has queued, in the order of the calls. */
export function flushBatch(recording: Recording, block: BatchBlock): void {
  const at = recording.openBatches.findLastIndex((it) => it.block === block);
  if (at < 0) return;
  const [open] = recording.openBatches.splice(at, 1);
  for (const draft of open?.queue ?? []) recordOperation(recording, draft);
}

/** An unknown value with the span of the expression that gave it. */
export function unknownValue(reason: Unknown["reason"], detail: string, span: Span): PyValue {
  return { type: "unknown", why: { reason, detail }, span };
}
