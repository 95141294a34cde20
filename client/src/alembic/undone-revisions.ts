import type { RevisionInfo } from "../../../server/src/lsp/protocol.ts";

/**
 * Which applied revisions a downgrade to `target` undoes, newest first: every applied descendant of the target, over
 * `down_revision` and `depends_on`, as Alembic collects them (script/revision.py, `_collect_downgrade_revisions`). `target` null is the base.
 * `revisions` is the chain newest first.
 */
export function undoneRevisions(
  revisions: readonly RevisionInfo[],
  applied: ReadonlySet<string>,
  target: string | null,
): readonly RevisionInfo[] {
  if (target === null) return revisions.filter((it) => applied.has(it.revision));
  const reached = new Set([target]);
  // Oldest first, so that one pass meets every parent before its children.
  for (const it of [...revisions].reverse()) {
    const parents = it.revision === target ? [] : [...it.downRevisions, ...it.dependsOn];
    // The children of the target itself come from `down_revision` alone.
    if (parents.some((parent) => reached.has(parent) && (parent !== target || it.downRevisions.includes(parent)))) {
      reached.add(it.revision);
    }
  }
  return revisions.filter((it) => it.revision !== target && reached.has(it.revision) && applied.has(it.revision));
}
