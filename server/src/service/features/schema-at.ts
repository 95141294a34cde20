import { orderToShow } from "../../graph/order-to-show.ts";
import { walk } from "../../graph/walk.ts";
import type { ReplayStep, StatementStep } from "../../schema/replay.ts";
import type { SchemaState } from "../../schema/schema-state.ts";
import { readableBody } from "../readable-body.ts";
import type { ProjectSnapshot, SchemasAround, Snapshot } from "../snapshot.ts";

/**
 * The schema after a revision: after all that it descends from or depends on and itself, in the order in which `alembic upgrade` runs them on an empty database. Null when the graph
 * does not know the revision.
 */
export function schemaAfter(snapshot: Snapshot, project: ProjectSnapshot, revision: string): SchemaState | null {
  return schemasAround(snapshot, project, revision)?.after ?? null;
}

/** The schema before a revision: after all its ancestors. Null when the graph does not know the revision. */
export function schemaBefore(snapshot: Snapshot, project: ProjectSnapshot, revision: string): SchemaState | null {
  return schemasAround(snapshot, project, revision)?.before ?? null;
}

/**
 * Revisions with one parent run right after all that their parent needs, so the schema after the parent is the one before them: a line is replayed from where
 * it was replayed last. All others are begun at the base.
 */
function schemasAround(snapshot: Snapshot, project: ProjectSnapshot, revision: string): SchemasAround | null {
  const { revisions } = project.graph;
  if (!revisions.has(revision)) return null;
  const line: string[] = [];
  const seen = new Set<string>();
  let state: SchemaState | undefined;
  for (let id = revision; state === undefined; ) {
    const known = project.schemas.get(id);
    if (known !== undefined) {
      if (line.length === 0) return known;
      state = known.after;
      break;
    }
    line.push(id);
    seen.add(id);
    const [parent, other] = revisions.get(id)?.normalizedDown ?? [];
    // A cycle that Alembic overlooks has no first revision.
    if (parent === undefined || other !== undefined || seen.has(parent)) {
      state = replayed(snapshot, project, (upgradeOrder(project, id) ?? []).slice(0, -1));
    } else id = parent;
  }
  let around: SchemasAround | null = null;
  for (const id of line.toReversed()) {
    const after = snapshot.replay.apply(project.analysis, stepOf(snapshot, project, id, "upgrade"), state);
    around = { before: state, after };
    project.schemas.set(id, around);
    state = after;
  }
  return around;
}

/** The schema of a database with these rows in its version table: after all that they descend from or depend on. */
export function schemaOfRows(snapshot: Snapshot, project: ProjectSnapshot, rows: readonly string[]): SchemaState {
  const { revisions, upgradeOrder: order } = project.graph;
  const applied = walk(
    rows.filter((it) => revisions.has(it)),
    (id) => revisions.get(id)?.normalizedDown ?? [],
  );
  return replayed(
    snapshot,
    project,
    order.filter((it) => applied.has(it)),
  );
}

/** The schema of a database that has all heads; of an empty one where there is no revision. */
export function schemaAtHeads(snapshot: Snapshot, project: ProjectSnapshot): SchemaState {
  return replayed(snapshot, project, project.graph.upgradeOrder);
}

/** The schema of a database that has these revisions and all that they descend from or depend on; unknown ones are left out. */
export function schemaAfterAll(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  revisions: readonly string[],
): SchemaState {
  const graph = project.graph.revisions;
  const starts = revisions.filter((it) => graph.has(it));
  const needed = walk(starts, (id) => graph.get(id)?.normalizedDown ?? []);
  return replayed(snapshot, project, orderToShow(project.graph, needed, starts).toReversed());
}

/** The schema after the downgrade of a revision, which is applied to the schema after the revision. */
export function schemaAfterDowngrade(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  revision: string,
): SchemaState | null {
  const before = schemaAfter(snapshot, project, revision);
  if (before === null) return null;
  return snapshot.replay.apply(project.analysis, stepOf(snapshot, project, revision, "downgrade"), before);
}

/** What one revision sends to the database, each statement with the schema just before it. None for a revision that the graph does not know. */
export function schemaSteps(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  revision: string,
  direction: "upgrade" | "downgrade",
): readonly StatementStep[] {
  const before = (direction === "upgrade" ? schemaBefore : schemaAfter)(snapshot, project, revision);
  if (before === null) return [];
  return snapshot.replay.steps(project.analysis, stepOf(snapshot, project, revision, direction), before);
}

/** All that `alembic upgrade REVISION` runs on an empty database, in its order; the revision itself is the last. */
export function upgradeOrder(project: ProjectSnapshot, revision: string): readonly string[] | null {
  const { revisions } = project.graph;
  if (!revisions.has(revision)) return null;
  const needed = walk([revision], (id) => revisions.get(id)?.normalizedDown ?? []);
  return orderToShow(project.graph, needed, [revision]).toReversed();
}

function replayed(snapshot: Snapshot, project: ProjectSnapshot, order: readonly string[]): SchemaState {
  const steps = order.map((it) => stepOf(snapshot, project, it, "upgrade"));
  return snapshot.replay.after(project.analysis, steps);
}

export function stepOf(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  revision: string,
  direction: "upgrade" | "downgrade",
): ReplayStep {
  const file = project.fileOf(revision);
  const migration = file === undefined ? null : snapshot.readOnline(file);
  const source = migration ?? file ?? project.graph;
  return { revision, direction, body: migration === null ? null : readableBody(migration, direction), source };
}
