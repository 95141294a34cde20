import { resolveTarget } from "../../../graph/resolve-target.ts";
import { type RowChange, versionRows } from "../../../graph/version-rows.ts";
import type { ProjectSnapshot } from "../../snapshot.ts";
import { failureSentence } from "../failure-sentence.ts";

/** Which revisions a preview runs over. */
export type PreviewScope =
  /** The revision alone. */
  | { readonly kind: "revision" }
  /** From what the database has to the revision. */
  | { readonly kind: "to here" }
  /** Everything that is pending; downgrading, everything that is applied. */
  | { readonly kind: "all" }
  /** As behind Alembic's command with `--sql`: `a1:heads`. */
  | { readonly kind: "range"; readonly expression: string };

export interface PreviewStep {
  readonly revision: string | null;
  readonly direction: "upgrade" | "downgrade" | "stamp";
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly rows: readonly RowChange[];
  readonly startsEmpty: boolean;
}

export type PreviewSteps =
  | {
      readonly ok: true;
      readonly steps: readonly PreviewStep[];
      /** The rows of the version table before the run. */
      readonly startRows: readonly string[];
      /** What Alembic would be asked, behind `alembic`; null where it has no words for it. */
      readonly command: string | null;
      /** Set when the database's own rows would decide and are not known: what is taken instead. */
      readonly assumed: string | null;
      readonly warnings: readonly string[];
    }
  /** Alembic's own words. */
  | { readonly ok: false; readonly message: string };

export interface PreviewTarget {
  readonly revision: string;
  readonly direction: "upgrade" | "downgrade";
  readonly scope: PreviewScope;
  /** Rows of the version table; null when no database was asked. */
  readonly rows: readonly string[] | null;
}

/** The revisions that a preview runs over, in Alembic's order and with what each does to the version table. */
export function previewSteps(project: Pick<ProjectSnapshot, "graph">, target: PreviewTarget): PreviewSteps {
  const { scope } = target;
  switch (scope.kind) {
    case "revision":
      return oneStep(project, target);
    case "range":
      return ranged(project, target, scope.expression);
    case "to here":
      return fromDatabase(project, target, target.revision);
    case "all":
      return fromDatabase(project, target, target.direction === "upgrade" ? "heads" : "base");
  }
}

function oneStep({ graph }: Pick<ProjectSnapshot, "graph">, { revision, direction }: PreviewTarget): PreviewSteps {
  const found = graph.revisions.get(revision);
  const down = found?.downRevisions ?? [];
  // What Alembic keeps of the parents when all of them are applied; a parent that another one implies has no row.
  const startRows = direction === "upgrade" ? (found?.normalizedDown ?? []) : [revision];
  const changes = versionRows(graph, startRows).run(revision, direction);
  const [from, to] = direction === "upgrade" ? [down, [revision]] : [[revision], down];
  const ends = direction === "upgrade" ? `${down[0] ?? "base"}:${revision}` : `${revision}:${down[0] ?? "base"}`;
  const rows = changes.ok ? changes.value : [];
  return {
    ok: true,
    steps: [{ revision, direction, from, to, rows, startsEmpty: startRows.length === 0 }],
    startRows,
    command: down.length > 1 ? null : `${direction} ${ends} --sql`,
    assumed: null,
    warnings: [],
  };
}

function ranged({ graph }: Pick<ProjectSnapshot, "graph">, target: PreviewTarget, expression: string): PreviewSteps {
  const { direction } = target;
  const result = resolveTarget(graph, { expression, purpose: direction, current: [], offline: true });
  if (!result.ok) return { ok: false, message: failureSentence(result.failure) };
  const colon = expression.indexOf(":");
  const start = colon < 0 ? "" : expression.slice(0, colon);
  const named =
    start === "" || start === "base" ? null : resolveTarget(graph, { expression: start, purpose: "show", current: [] });
  return {
    ok: true,
    steps: result.steps,
    startRows: named?.ok === true ? named.revisions : [],
    command: `${direction} ${expression} --sql`,
    assumed: null,
    warnings: result.warnings,
  };
}

function fromDatabase(
  { graph }: Pick<ProjectSnapshot, "graph">,
  { direction, rows }: PreviewTarget,
  expression: string,
): PreviewSteps {
  const current = rows ?? (direction === "upgrade" ? [] : graph.heads);
  const result = resolveTarget(graph, { expression, purpose: direction, current });
  if (!result.ok) return { ok: false, message: failureSentence(result.failure) };
  const assumed = direction === "upgrade" ? "as if it had no revision" : "as if it had every revision";
  return {
    ok: true,
    steps: result.steps,
    startRows: current,
    command: current.length > 1 ? null : `${direction} ${current[0] ?? "base"}:${expression} --sql`,
    assumed: rows === null ? `The database was not asked: this is ${assumed}.` : null,
    warnings: result.warnings,
  };
}
