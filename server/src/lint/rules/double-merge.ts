import { defineRule, md, py } from "../define-rule.ts";

export const doubleMerge = defineRule({
  id: "double-merge",
  since: "0.3.0",
  group: "revisions",
  severity: "warning",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "Two revisions merge the same branches",
    why: md`
      Two people (or two branches of the repository) merged the same heads. Each merge is a head of its own, so that there are several heads again, and \`alembic upgrade head\` is refused.
    `,
    instead: md`
      Keep one of the two. Where the other one was not applied anywhere, delete it, and let what stands on it stand on the one that is kept; where both were applied, merge the two merges.
    `,
    limits: "Merges that were merged again later are history, and are left alone.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/branches.html#merging-branches"],
    examples: [
      {
        title: "Merged on two branches of the repository",
        file: "revision.py",
        revisions: [
          py`
            revision = "a1"
            down_revision = None
          `,
          py`
            revision = "b1"
            down_revision = "a1"
          `,
          py`
            revision = "b2"
            down_revision = "a1"
          `,
          py`
            revision = "c1"
            down_revision = ("b1", "b2")
          `,
        ],
        bad: py`
          revision = "c2"
          down_revision = ("b1", "b2")
          #               ^^^^^^^^^^^^ warning[double-merge]: Revision c1 merges the same branches as c2, so there are several heads again.
        `,
        good: py`
          revision = "c2"
          down_revision = "c1"
        `,
      },
    ],
  },
  project({ graph, files, report }) {
    const byParents = new Map<string, string[]>();
    for (const id of graph.mergePoints) {
      const key = [...(graph.revisions.get(id)?.downRevisions ?? [])].sort().join(" ");
      byParents.set(key, [...(byParents.get(key) ?? []), id]);
    }
    for (const same of byParents.values()) {
      // One of them is still on top, or on the way to a head of its own.
      if (same.length < 2 || commonDescendant(same, graph)) continue;
      for (const id of same) {
        const file = graph.revisions.get(id)?.file ?? "";
        const at = files.get(file)?.header.downRevision?.valueSpan;
        const others = same.filter((it) => it !== id).join(", ");
        if (at === undefined) continue;
        report({
          file,
          at,
          what: `Revision ${others} merges the same branches as ${id}, so there are several heads again.`,
          why: "Keep one of them: delete the other where it was not applied anywhere, and let what stands on it stand on the one that is kept.",
        });
      }
    }
  },
});

/** Does something stand on all of them? */
function commonDescendant(
  ids: readonly string[],
  graph: Parameters<NonNullable<(typeof doubleMerge)["project"]>>[0]["graph"],
): boolean {
  const above = (id: string): ReadonlySet<string> => {
    const found = new Set<string>();
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(...(graph.revisions.get(next)?.allNext ?? []));
    }
    return found;
  };
  const [first = new Set<string>(), ...others] = ids.map(above);
  return [...first].some((it) => others.every((other) => other.has(it)));
}
