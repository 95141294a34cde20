import { renderBody, startRender } from "../../emit/render/render-body.ts";
import { type RenderedRun, type RenderedStep, renderRun } from "../../emit/render/render-run.ts";
import type { LockEffect } from "../../locks/lock-effect.ts";
import { baseName } from "../../project/paths.ts";
import { readableBody } from "../readable-body.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";
import type { SourceFile } from "../source-file.ts";
import { unavailableParser } from "../unavailable-parser.ts";
import { bodySummary, summaryParts } from "./body-summary.ts";
import { fileLocks, stepLocks } from "./file-locks.ts";
import { type PreviewBlock, type PreviewStepFacts, previewDocument } from "./preview/preview-document.ts";
import { type PreviewScope, type PreviewSteps, previewSteps } from "./preview/preview-steps.ts";
import { schemaOfRows, stepOf } from "./schema-at.ts";
import { stepBody } from "./step-body.ts";
import { versionLines } from "./version-lines.ts";

/** Over more revisions nobody reads what each statement locks, and telling it for all would be slower than typing. */
const maximumLocked = 50;

export interface PreviewRequest {
  readonly direction: "upgrade" | "downgrade";
  readonly scope: PreviewScope;
  /** Rows of the version table; null when no database was asked. */
  readonly rows: readonly string[] | null;
}

export interface SqlPreview {
  /** The document: the script with comments on places, locks and gaps. */
  readonly text: string;
  readonly blocks: readonly PreviewBlock[];
  /** The script alone, as `alembic … --sql` prints it where nothing is missing. */
  readonly sql: string;
  /** No gap, and nothing that depends on a condition that is not known. */
  readonly complete: boolean;
  /** The revisions that run, in order. */
  readonly revisions: readonly string[];
  /** `3 statements`, `1 gap`, `ACCESS EXCLUSIVE on users`. */
  readonly summary: readonly string[];
}

/** The SQL of one migration, or of a range that ends at it, as it is being typed; nothing is run and nothing connected to. */
export function sqlPreview(snapshot: Snapshot, file: SourceFile, request: PreviewRequest): SqlPreview {
  const project = snapshot.projectOf(file);
  const revision = snapshot.read(file)?.header?.revision ?? null;
  if (project === null || revision === null || project.fileOf(revision) !== file) {
    return aloneOutside(snapshot, file, request);
  }
  const steps = previewSteps(project, { ...request, revision });
  if (!steps.ok) return refusal(steps.message);
  const run = renderSteps(snapshot, project, steps);
  const facts = runFacts(snapshot, project, run, steps.startRows);
  const folder = project.config.workingDirectory;
  return assemble(run, facts, [
    ...titleOf(steps),
    ...versionLines(project.versions, folder),
    ...steps.warnings.map((it) => `Alembic warns: ${it}`),
    ...(steps.steps.length > maximumLocked
      ? [`Locks are not told for more than ${maximumLocked} revisions at once.`]
      : []),
  ]);
}

function titleOf(steps: PreviewSteps & { readonly ok: true }): readonly string[] {
  const { command, assumed } = steps;
  return [
    ...(command === null ? [] : [`alembic ${command}`]),
    ...(assumed === null ? [] : [assumed]),
    ...(steps.steps.length === 0 ? ["Nothing would run: the database is there already."] : []),
  ];
}

function renderSteps(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  steps: PreviewSteps & { readonly ok: true },
): RenderedRun {
  const { analysis } = project;
  const withBodies = steps.steps.map((step) => ({ ...step, ...stepBody(snapshot, project, step) }));
  const options = {
    transactionPerMigration: analysis.offlineTransactionPerMigration === true,
    startRows: steps.startRows,
  };
  return renderRun(withBodies, { parser: unavailableParser, config: analysis }, options);
}

/** What is said of each step. The schema goes from step to step, so that a range costs no more than its steps. */
function runFacts(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  { steps }: RenderedRun,
  startRows: readonly string[],
): readonly PreviewStepFacts[] {
  if (steps.length > maximumLocked)
    return steps.map((it) => ({ ...fileFacts(snapshot, project, it, steps.length), locks: noLocks }));
  let schema = schemaOfRows(snapshot, project, startRows);
  return steps.map((rendered) => {
    const facts = fileFacts(snapshot, project, rendered, steps.length);
    const { revision, direction } = rendered.step;
    if (revision === null || direction === "stamp") return { ...facts, locks: noLocks };
    const step = stepOf(snapshot, project, revision, direction);
    const locks = stepLocks(snapshot, project, step, schema).ofItems(rendered.body);
    schema = snapshot.replay.apply(project.analysis, step, schema);
    return { ...facts, locks };
  });
}

const noLocks = (): readonly LockEffect[] => [];

function fileFacts(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  { step }: RenderedStep,
  count: number,
): Omit<PreviewStepFacts, "locks"> {
  const file = step.revision === null ? undefined : project.fileOf(step.revision);
  const doc = file === undefined ? undefined : snapshot.read(file)?.migration.header.doc.doc;
  const heading = count > 1 && file !== undefined ? `${baseName(file.path)}: ${doc || "(no message)"}` : "";
  return { file: file ?? null, heading };
}

function assemble(run: RenderedRun, facts: readonly PreviewStepFacts[], title: readonly string[]): SqlPreview {
  const bodies = run.steps.map((it) => it.body);
  const effects = bodies.flatMap(({ items }, index) => items.flatMap((it) => facts[index]?.locks(it) ?? []));
  const summary = summaryParts(bodySummary(bodies, effects));
  const incomplete = run.complete
    ? []
    : ["Incomplete: what is not known, or runs under a condition, stands at its place."];
  const document = previewDocument([...title, summary.join(", "), ...incomplete], run, facts);
  return {
    ...document,
    sql: run.text,
    complete: run.complete,
    revisions: run.steps.flatMap(({ step }) => step.revision ?? []),
    summary,
  };
}

/** A migration that no project counts as one of its revisions: its function alone, without the version table. */
function aloneOutside(snapshot: Snapshot, file: SourceFile, { direction }: PreviewRequest): SqlPreview {
  const read = snapshot.read(file);
  if (read === null) return refusal("The file cannot be read.");
  const { analysis, versions } = snapshot.configuration(file);
  const body = renderBody(
    readableBody(read.migration, direction),
    startRender({ parser: unavailableParser, config: analysis }),
  );
  const step = { revision: null, direction, from: [], to: [], rows: [], startsEmpty: false, body: null };
  const run: RenderedRun = { steps: [{ step, body, at: 0 }], complete: body.complete, text: body.text };
  const title = [
    `${direction}() of ${baseName(file.path)}, which is not a revision of a project: without the version table`,
    ...versionLines(versions, null),
  ];
  const locks = fileLocks(snapshot, file, direction).ofItems(body);
  return assemble(run, [{ file, heading: "", locks }], title);
}

function refusal(message: string): SqlPreview {
  const text = `-- Alembic refuses this: ${message.replaceAll(/\s+/g, " ")}\n`;
  return { text, blocks: [], sql: "", complete: false, revisions: [], summary: [] };
}
