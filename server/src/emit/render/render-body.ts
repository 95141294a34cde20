import type { Span } from "../../base/span.ts";
import type { Unknown } from "../../base/static.ts";
import type { ConnectionCall } from "../../migration/connection-call.ts";
import type { Body } from "../../migration/migration-file.ts";
import { type Operation, onlyIf } from "../../migration/operation.ts";
import { emitOperation } from "../emit-body.ts";
import { type EmitContext, startRun } from "../emit-context.ts";
import type { RenderContext } from "./column-spec.ts";
import { dialectOf } from "./dialect.ts";
import { rebuiltBy } from "./rebuilt-table.ts";
import { renderOperation, renderRebuilt } from "./render-operation.ts";

/** A part of the printed script, in order. */
export type RenderedItem =
  | {
      readonly kind: "statement";
      /** As Alembic prints it, without the closing semicolon. */
      readonly sql: string;
      /** `static_output` prints its text without a semicolon. */
      readonly isRaw: boolean;
      readonly operation: Operation;
      /** The condition under which it runs, when that cannot be decided. */
      readonly onlyIf: string | null;
    }
  | { readonly kind: "transaction"; readonly sql: "COMMIT" | "BEGIN" }
  | {
      readonly kind: "gap";
      readonly why: Unknown;
      /** Alembic's exception, when Alembic itself refuses: its run ends here. */
      readonly refusal: string | null;
      readonly span: Span;
      readonly operation: Operation | null;
    };

export interface RenderedBody {
  readonly items: readonly RenderedItem[];
  /** No gap, and nothing that depends on a condition that cannot be decided. */
  readonly complete: boolean;
  /** It asks nothing of what its run remembers and adds nothing to it: in any other run it is printed the same. */
  readonly standsAlone: boolean;
  /** What stands between the `-- Running` line and the statement on the version table, gaps as comments. */
  readonly text: string;
}

/** What Alembic remembers over one run, and what is not certain of it. */
export interface RenderRun extends RenderContext {
  /** False: env.py switched transactions off, so that an autocommit block prints nothing. */
  readonly transactional: boolean;
}

export function startRender(emit: EmitContext): RenderRun {
  return {
    emit,
    dialect: dialectOf(emit.config),
    run: startRun(),
    uncertainTypes: { names: new Set() },
    transactional: emit.config.transactionalDdl !== false,
  };
}

/** The SQL of `upgrade()` or `downgrade()` as `alembic … --sql` prints it. `run` continues a run of several revisions. */
export function renderBody(body: Body, run: RenderRun): RenderedBody {
  // Every file makes column objects of its own, and numbers them anew.
  run.run.attached.clear();
  const isFresh = remembersNothing(run);
  const items: RenderedItem[] = [];
  const gaps = [...body.gaps].sort((a, b) => a.before - b.before);
  const addGaps = (before: number): void => {
    for (let gap = gaps[0]; gap !== undefined && gap.before <= before; gap = gaps[0]) {
      gaps.shift();
      // What is not read may create types.
      run.uncertainTypes.names = null;
      items.push({ kind: "gap", why: gap.why, refusal: null, span: gap.span, operation: null });
    }
  };
  const empty = blocksWithoutStatement(body);
  const addEmpty = (before: number): void => {
    for (let it = empty[0]; it !== undefined && it.before <= before; it = empty[0]) {
      empty.shift();
      enter(null);
      items.push(...emptyBlock(it, run));
    }
  };
  let block: number | null = null;
  const enter = (next: number | null): void => {
    if (next === block) return;
    if (run.transactional) {
      if (block !== null) items.push({ kind: "transaction", sql: "BEGIN" });
      if (next !== null) items.push({ kind: "transaction", sql: "COMMIT" });
    }
    block = next;
  };
  if (body.kind !== "function") items.push(missingFunction(body));
  for (const operation of body.operations) {
    addGaps(operation.index);
    addEmpty(operation.index);
    enter(operation.autocommitBlock);
    items.push(...operationItems(operation, body.operations, run));
  }
  addGaps(Number.POSITIVE_INFINITY);
  addEmpty(Number.POSITIVE_INFINITY);
  enter(null);
  for (const raised of body.raises) {
    const why = { reason: "call", detail: `the migration raises ${raised.exception}` } as const;
    const refusal = raised.conditions.length === 0 ? raised.exception : null;
    items.push({ kind: "gap", why, refusal, span: raised.span, operation: null });
  }
  for (const failed of body.offlineFailures) {
    const why = { reason: "query", detail: `Alembic's offline mode fails here: ${failed.exception}` } as const;
    const refusal = failed.conditions.length === 0 && !failed.caught ? failed.exception : null;
    items.push({ kind: "gap", why, refusal, span: failed.span, operation: null });
  }
  const complete = items.every((it) => it.kind === "transaction" || (it.kind === "statement" && it.onlyIf === null));
  // A type that is asked for is remembered: a run that begins and ends with an empty memory was never asked.
  const standsAlone = isFresh && remembersNothing(run);
  return { items, complete, standsAlone, text: items.map(itemText).join("") };
}

function remembersNothing({ run, uncertainTypes }: RenderRun): boolean {
  return run.createdTypes.size === 0 && uncertainTypes.names?.size === 0;
}

/** Autocommit blocks in which nothing is sent. The recording numbers the blocks of a body in the order in which they are entered. */
function blocksWithoutStatement(body: Body): ConnectionCall[] {
  const used = new Set(body.operations.map((it) => it.autocommitBlock));
  return body.calls.filter((it) => it.method === "autocommit_block").filter((_, number) => !used.has(number));
}

/** A block ends the transaction and begins another also when there is nothing between the two. */
function emptyBlock(call: ConnectionCall, run: RenderRun): readonly RenderedItem[] {
  if (!run.transactional) return [];
  if (call.site.conditions.length === 0 && !call.autocommit) {
    return [
      { kind: "transaction", sql: "COMMIT" },
      { kind: "transaction", sql: "BEGIN" },
    ];
  }
  const detail = call.autocommit ? "an autocommit block in another" : "whether an autocommit block is entered";
  const why = { reason: "condition", detail } as const;
  return [{ kind: "gap", why, refusal: null, span: call.site.call, operation: null }];
}

function missingFunction(body: Body): RenderedItem {
  const missing = body.kind === "missing";
  const detail = missing ? "there is no such function" : "the function is not one of this file";
  const refusal = missing ? "AttributeError: the module has no such function" : null;
  const span = body.span ?? { start: 0, end: 0 };
  return { kind: "gap", why: { reason: "unsupported", detail }, refusal, span, operation: null };
}

function operationItems(operation: Operation, all: readonly Operation[], run: RenderRun): readonly RenderedItem[] {
  const before = new Set(run.run.createdTypes);
  const rebuilt = rebuiltBy(operation, all);
  // The operations of such a block are done together, where the first of them stands.
  if (rebuilt !== null && rebuilt[0] !== operation) return [];
  const rendered = rebuilt === null ? renderOperation(operation, run) : renderRebuilt(rebuilt, run);
  const condition = onlyIf(operation);
  if (condition !== null) for (const it of run.run.createdTypes) if (!before.has(it)) run.uncertainTypes.names?.add(it);
  if (rendered.ok) {
    const isRaw = operation.directive === "static_output";
    return rendered.texts.map((text) => ({
      kind: "statement",
      sql: isRaw ? text : printed(text),
      isRaw,
      operation,
      onlyIf: condition,
    }));
  }
  remember(operation, run);
  const { why, refusal } = rendered;
  return [{ kind: "gap", why, refusal, span: operation.site.call, operation }];
}

/** A table that is not printed has its effect on what the run remembers all the same. */
function remember(operation: Operation, run: RenderRun): void {
  const statements = emitOperation(operation, run.emit, run.run);
  const createsTable = operation.directive === "create_table" || operation.directive === "schema_create";
  const isOpen = statements.some((it) =>
    it.actions.some((action) => action.kind === "createTable" && action.open !== null),
  );
  if (createsTable && (isOpen || statements.some((it) => it.actions.some((action) => action.kind === "unknown")))) {
    run.uncertainTypes.names = null;
  }
}

/** White space as Python's `str.strip()` knows it: four separators and NEL more than JavaScript's, and no byte order mark. */
function isSpace(character: string): boolean {
  if (character === "\uFEFF") return false;
  return /\s/.test(character) || "\u001C\u001D\u001E\u001F\u0085".includes(character);
}

function stripped(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charAt(start))) start++;
  while (end > start && isSpace(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** How Alembic's offline mode prints a compiled statement. */
function printed(text: string): string {
  return stripped(text.replaceAll("\t", "    "));
}

export function itemText(item: RenderedItem): string {
  switch (item.kind) {
    case "transaction":
      return `${item.sql};\n\n`;
    case "statement": {
      const condition = item.onlyIf === null ? "" : `-- only if: ${oneLine(item.onlyIf)}\n`;
      return `${condition}${item.sql}${item.isRaw ? "" : ";"}\n\n`;
    }
    case "gap":
      return `-- not known: ${oneLine(item.why.detail)}\n\n`;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
