import { lineIndex } from "../../base/line-index.ts";
import { type RenderedBody, type RenderedItem, renderBody, startRender } from "../../emit/render/render-body.ts";
import { renderRun } from "../../emit/render/render-run.ts";
import { type RevisionStep, resolveTarget } from "../../graph/resolve-target.ts";
import type { AlembicFailure } from "../../graph/revision-graph.ts";
import type { Body } from "../../migration/migration-file.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import { unavailableParser } from "../unavailable-parser.ts";

export interface RangeRequest {
  /** As behind Alembic's own command with `--sql`: `base:heads`, `a1:+2`. */
  readonly range: string;
  readonly direction: "upgrade" | "downgrade";
  /** Each revision as if it were the only one of its run. */
  readonly each?: boolean;
  /** A transaction for each revision, whatever env.py says. */
  readonly transactionPerMigration?: boolean;
}

/** A statement, or what is not known in its place. Lines from 1, of the version file. */
export type ScriptItem =
  | {
      readonly sql: string;
      readonly line: number;
      readonly endLine: number;
      readonly operation: string;
      readonly onlyIf: string | null;
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
  const steps = result.steps.map((step) => ({ ...step, body: bodyOf(snapshot, project, step) }));
  const run = renderRun(steps, emit, {
    transactionPerMigration: request.transactionPerMigration ?? analysis.offlineTransactionPerMigration === true,
    startRows: startRows(project, range),
  });
  const scriptSteps = run.steps.map(({ body }, index) => {
    const step = steps[index];
    const alone = request.each === true && step?.body != null ? renderBody(step.body, startRender(emit)) : body;
    return scriptStep(snapshot, project, result.steps[index], alone);
  });
  return { ok: true, steps: scriptSteps, text: run.text, complete: run.complete, warnings: result.warnings };
}

/** What the first part of the range stands for. */
function startRows(project: ProjectSnapshot, range: string): readonly string[] {
  const colon = range.indexOf(":");
  const start = colon < 0 ? "" : range.slice(0, colon);
  if (start === "" || start === "base") return [];
  const result = resolveTarget(project.graph, { expression: start, purpose: "show", current: [] });
  return result.ok ? result.revisions : [];
}

function bodyOf(snapshot: Snapshot, project: ProjectSnapshot, step: RevisionStep): Body | null {
  if (step.revision === null || step.direction === "stamp") return null;
  const file = project.fileOf(step.revision);
  const migration = file === undefined ? undefined : snapshot.read(file)?.migration;
  if (migration === undefined) return null;
  const body = migration[step.direction];
  const [error] = migration.module.errors;
  if (error === undefined) return body;
  const why = { reason: "syntax", detail: "the file is not valid Python" } as const;
  return { ...body, gaps: [...body.gaps, { why, span: error, before: 0 }] };
}

function scriptStep(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  step: RevisionStep | undefined,
  body: RenderedBody,
): ScriptStep {
  const revision = step?.revision ?? "";
  const file = project.fileOf(revision);
  const migration = file === undefined ? undefined : snapshot.read(file)?.migration;
  const lines = file === undefined || migration === undefined ? null : lineIndex(file.text);
  const lineOf = (offset: number): number => (lines === null ? 1 : lines.position(offset).line + 1);
  return {
    revision,
    from: step?.from ?? [],
    to: step?.to ?? [],
    file: file?.path ?? null,
    complete: body.complete,
    items: body.items.map((it) => scriptItem(it, body.items, lineOf)),
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
