import {
  itemText,
  type RenderedBody,
  type RenderedItem,
  renderBody,
  startRender,
} from "../../emit/render/render-body.ts";
import { renderRun } from "../../emit/render/render-run.ts";
import { type RevisionStep, resolveTarget } from "../../graph/resolve-target.ts";
import type { AlembicFailure } from "../../graph/revision-graph.ts";
import type { LockEffect } from "../../locks/lock-effect.ts";
import { shownEffects } from "../../locks/shown-effects.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import { unavailableParser } from "../unavailable-parser.ts";
import { stepLocks } from "./file-locks.ts";
import { lockSentence } from "./lock-sentence.ts";
import { schemaOfRows, stepOf } from "./schema-at.ts";
import { type ScriptLock, scriptLock } from "./script-lock.ts";
import { stepBody } from "./step-body.ts";

export interface RangeRequest {
  /** As behind Alembic's own command with `--sql`: `base:heads`, `a1:+2`. */
  readonly range: string;
  readonly direction: "upgrade" | "downgrade";
  /** Each revision as if it were the only one of its run. */
  readonly each?: boolean;
  /** A transaction for each revision, whatever env.py says. */
  readonly transactionPerMigration?: boolean;
  /** Say what each statement locks. */
  readonly locks?: boolean;
}

/** A statement, or what is not known in its place. Lines from 1, of the version file. */
export type ScriptItem =
  | {
      readonly sql: string;
      readonly line: number;
      readonly endLine: number;
      readonly operation: string;
      readonly onlyIf: string | null;
      /** Absent unless it was asked for. */
      readonly locks?: readonly ScriptLock[];
    }
  | { readonly gap: string; readonly line: number; readonly endLine: number };

export interface ScriptStep {
  readonly revision: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Path of the version file; null when the graph knows the revision and no file does. */
  readonly file: string | null;
  readonly complete: boolean;
  readonly items: readonly ScriptItem[];
  /** The text between the `-- Running` line and the statement on the version table. */
  readonly body: string;
}

export type RangeResult =
  | {
      readonly ok: true;
      readonly steps: readonly ScriptStep[];
      readonly text: string;
      /** The text with the locks of each statement as comments before it; the text itself when they were not asked for. */
      readonly textWithLocks: string;
      readonly complete: boolean;
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly failure: AlembicFailure };

/** The SQL of a range of revisions as `alembic upgrade A:B --sql` prints it, or the way in which Alembic refuses the range. */
export function renderRange(snapshot: Snapshot, project: ProjectSnapshot, request: RangeRequest): RangeResult {
  const { graph, analysis } = project;
  const { range, direction } = request;
  const result = resolveTarget(graph, { expression: range, purpose: direction, current: [], offline: true });
  if (!result.ok) return { ok: false, failure: result.failure };
  const emit = { parser: unavailableParser, config: analysis };
  const steps = result.steps.map((step) => ({ ...step, ...stepBody(snapshot, project, step) }));
  const run = renderRun(steps, emit, {
    transactionPerMigration: request.transactionPerMigration ?? analysis.offlineTransactionPerMigration === true,
    startRows: startRows(project, range),
  });
  let textWithLocks = "";
  let end = 0;
  const { text, complete } = run;
  let schema = request.locks === true ? schemaOfRows(snapshot, project, startRows(project, range)) : null;
  const scriptSteps = run.steps.map(({ body, at }, index) => {
    const step = steps[index];
    const alone = request.each === true && step?.body != null ? renderBody(step.body, startRender(emit)) : body;
    const revision = step?.revision ?? null;
    let locks: ((body: RenderedBody) => LocksOfItem) | null = null;
    if (schema !== null && revision !== null && step?.body != null) {
      const replayed = stepOf(snapshot, project, revision, direction);
      locks = stepLocks(snapshot, project, replayed, schema).ofItems;
      schema = snapshot.replay.apply(analysis, replayed, schema);
    }
    if (locks !== null) {
      textWithLocks += text.slice(end, at) + textOf(body, locks(body));
      end = at + body.text.length;
    }
    return scriptStep(project, result.steps[index], alone, locks?.(alone) ?? null);
  });
  textWithLocks = end === 0 ? text : textWithLocks + text.slice(end);
  return { ok: true, steps: scriptSteps, text, textWithLocks, complete, warnings: result.warnings };
}

type LocksOfItem = (item: RenderedItem) => readonly LockEffect[];

/** The printed body with a comment for every lock. */
function textOf(body: RenderedBody, locks: LocksOfItem): string {
  return body.items
    .map((it) => {
      const comments = shownEffects(locks(it)).map((effect) => `-- ${oneLine(lockSentence(effect))}\n`);
      return comments.join("") + itemText(it);
    })
    .join("");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** What the first part of the range stands for. */
function startRows(project: ProjectSnapshot, range: string): readonly string[] {
  const colon = range.indexOf(":");
  const start = colon < 0 ? "" : range.slice(0, colon);
  if (start === "" || start === "base") return [];
  const result = resolveTarget(project.graph, { expression: start, purpose: "show", current: [] });
  return result.ok ? result.revisions : [];
}

function scriptStep(
  project: ProjectSnapshot,
  step: RevisionStep | undefined,
  body: RenderedBody,
  locks: LocksOfItem | null,
): ScriptStep {
  const revision = step?.revision ?? "";
  const file = project.fileOf(revision);
  const lineOf = (offset: number): number => (file === undefined ? 1 : file.lines.position(offset).line + 1);
  let items: readonly ScriptItem[] | null = null;
  return {
    revision,
    from: step?.from ?? [],
    to: step?.to ?? [],
    file: file?.path ?? null,
    complete: body.complete,
    // Who only wants the text, as after each keystroke, does not pay for them.
    get items() {
      items ??= body.items.map((it) => {
        const item = scriptItem(it, body.items, lineOf);
        return locks === null || !("sql" in item) ? item : { ...item, locks: shownEffects(locks(it)).map(scriptLock) };
      });
      return items;
    },
    body: body.text,
  };
}

function scriptItem(item: RenderedItem, all: readonly RenderedItem[], lineOf: (offset: number) => number): ScriptItem {
  if (item.kind === "gap") {
    return { gap: item.why.detail, line: lineOf(item.span.start), endLine: lineOf(item.span.end) };
  }
  // COMMIT and BEGIN around an autocommit block stand where its nearest statement does.
  const near =
    item.kind === "statement"
      ? item
      : (all.slice(all.indexOf(item)).find((it) => it.kind === "statement") ??
        all.slice(0, all.indexOf(item)).findLast((it) => it.kind === "statement"));
  const span = near?.kind === "statement" ? near.operation.site.call : { start: 0, end: 0 };
  return {
    sql: item.sql,
    line: lineOf(span.start),
    endLine: lineOf(span.end),
    operation: item.kind === "statement" ? item.operation.directive : "autocommit_block",
    onlyIf: item.kind === "statement" ? item.onlyIf : null,
  };
}
