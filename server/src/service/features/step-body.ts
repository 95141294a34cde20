import type { RenderedBody } from "../../emit/render/render-body.ts";
import type { RevisionStep } from "../../graph/resolve-target.ts";
import type { Body } from "../../migration/migration-file.ts";
import { readableBody } from "../readable-body.ts";
import type { ProjectSnapshot, Snapshot } from "../snapshot.ts";

/** The function that a step of a run calls, and how it is printed for itself; nothing for a stamp, and for a file that cannot be read. */
export function stepBody(
  snapshot: Snapshot,
  project: ProjectSnapshot,
  { revision, direction }: Pick<RevisionStep, "revision" | "direction">,
): { readonly body: Body | null; readonly rendered: RenderedBody | null } {
  const file = revision === null || direction === "stamp" ? undefined : project.fileOf(revision);
  const migration = file === undefined ? undefined : snapshot.read(file, project)?.migration;
  if (file === undefined || migration === undefined || direction === "stamp") return { body: null, rendered: null };
  // A file of two projects is rendered for the first of them.
  const isOwn = snapshot.configuration(file).analysis === project.analysis;
  return { body: readableBody(migration, direction), rendered: isOwn ? snapshot.rendered(file)[direction] : null };
}
