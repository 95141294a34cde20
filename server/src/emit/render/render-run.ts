import type { Body } from "../../migration/migration-file.ts";
import type { EmitContext } from "../emit-context.ts";
import { type RenderedBody, type RenderRun, renderBody, startRender } from "./render-body.ts";
import { Unrendered } from "./unrendered.ts";
import { type VersionChange, versionTable } from "./version-table.ts";

/** One migration of a run: where it stands in the graph, what it does to the version table, and its function. */
export interface RunStep {
  readonly revision: string | null;
  readonly direction: "upgrade" | "downgrade" | "stamp";
  /** As Alembic prints them: down revisions on the lower side. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly rows: readonly VersionChange[];
  /** The version table has no row when this step begins. */
  readonly startsEmpty: boolean;
  /** Null for a stamp, and for a file that cannot be read. */
  readonly body: Body | null;
  /** The same body as rendered for itself, if somebody has it: used where it stands alone. */
  readonly rendered?: RenderedBody | null;
}

export interface RenderedStep {
  readonly step: RunStep;
  readonly body: RenderedBody;
  /** Where the body's text begins in the text of the run. */
  readonly at: number;
}

export interface RenderedRun {
  readonly steps: readonly RenderedStep[];
  readonly complete: boolean;
  /** The whole script, as `alembic upgrade A:B --sql` prints it. */
  readonly text: string;
}

export interface RunOptions {
  readonly transactionPerMigration: boolean;
  /** The rows of the version table before the run. */
  readonly startRows: readonly string[];
}

const nothing: RenderedBody = { items: [], complete: true, standsAlone: true, text: "" };
const unread: RenderedBody = {
  items: [],
  complete: false,
  standsAlone: true,
  text: "-- not known: the file cannot be read\n\n",
};

/** A run of several revisions: BEGIN and COMMIT, the version table, and what each revision prints (alembic-semantics 3.10). */
export function renderRun(steps: readonly RunStep[], emit: EmitContext, options: RunOptions): RenderedRun {
  const run = startRender(emit);
  const table = versionStatements(run, emit);
  const each = options.transactionPerMigration;
  const transaction = (word: "BEGIN" | "COMMIT"): string => (run.transactional ? `${word};\n\n` : "");
  let text = each ? "" : transaction("BEGIN");
  const rendered = steps.map((step): RenderedStep => {
    if (each) text += transaction("BEGIN");
    if (step.startsEmpty) text += table.create();
    if (step.direction !== "stamp") text += runningLine(step.direction, step);
    else text += runningLine("stamp_revision", step);
    const body = stepBody(step, run);
    const at = text.length;
    text += body.text;
    for (const change of step.rows) text += table.change(change);
    if (each) text += transaction("COMMIT");
    return { step, body, at };
  });
  if (endsEmpty(steps, options.startRows) && run.dialect.features.dropsVersionTable) text += table.drop();
  if (!each) text += transaction("COMMIT");
  return { steps: rendered, text, complete: table.known && rendered.every((it) => it.body.complete) };
}

function stepBody({ body, direction, rendered }: RunStep, run: RenderRun): RenderedBody {
  if (body === null && direction === "stamp") return nothing;
  if (body === null) {
    // What is not read may create types.
    run.uncertainTypes.names = null;
    return unread;
  }
  return rendered?.standsAlone === true ? rendered : renderBody(body, run);
}

/** Up to Alembic 1.18 the version table is dropped when no row is left in it. */
function endsEmpty(steps: readonly RunStep[], start: readonly string[]): boolean {
  let count = start.length;
  for (const change of steps.flatMap((it) => it.rows)) {
    if (change.kind === "insert") count++;
    else if (change.kind === "delete") count--;
  }
  return count === 0;
}

function runningLine(word: string, step: RunStep): string {
  return `-- Running ${word} ${step.from.join(", ")} -> ${step.to.join(", ")}\n\n`;
}

/** The statements on the version table, or a comment where its name is not known. */
function versionStatements(run: ReturnType<typeof startRender>, emit: EmitContext) {
  const unknown = "-- not known: the version table\n\n";
  try {
    const table = versionTable(run.dialect, emit.config);
    return {
      known: true,
      create: () => `${table.create()};\n\n`,
      drop: () => `${table.drop()};\n\n`,
      change: (it: VersionChange) => `${table.change(it)};\n\n`,
    };
  } catch (error) {
    if (!(error instanceof Unrendered)) throw error;
    return { known: false, create: () => unknown, drop: () => unknown, change: () => unknown };
  }
}
