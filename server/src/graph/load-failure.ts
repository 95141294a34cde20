import { forbiddenCharacters } from "./graph-problems.ts";
import type { AlembicFailure, HeaderlessFile, RevisionHeader } from "./revision-graph.ts";
import { walk } from "./walk.ts";

/**
 * `found`: whether some reference leads nowhere, or some lead in a circle, for only then is it worth asking how Alembic takes it.
 * How Alembic (1.17.1 to 1.20) refuses to load these headers, or null when it loads them: the first error in the order of its own checks.
 * Errors of its own kinds are "command-error"; a reference that leads nowhere is a KeyError that escapes.
 */
export function loadFailure(
  headers: readonly RevisionHeader[],
  nodes: readonly RevisionHeader[],
  place: ReadonlyMap<string, number>,
  headerless: readonly HeaderlessFile[],
  found: { readonly hasMissing: boolean; readonly hasCycles: boolean },
): AlembicFailure | null {
  const certain = headerFailure(headers, headerless) ?? labelFailure(headers, place);
  // A reference may lead to a file whose revision is not known, and a walk that seems to end may go through it.
  if (certain !== null || headerless.some((it) => it.kind === "unknown")) return certain;
  if (!found.hasMissing && !found.hasCycles) return null;
  const byId = new Map(nodes.map((it) => [it.revision, it]));
  const missing = found.hasMissing ? referenceFailure(headers, byId) : null;
  return missing ?? (found.hasCycles ? cycleFailure(headers, byId) : null);
}

/** What Alembic checks file by file, as it loads them. */
function headerFailure(
  headers: readonly RevisionHeader[],
  headerless: readonly HeaderlessFile[],
): AlembicFailure | null {
  const stop = headerless.find((it) => it.kind === "refused");
  for (const { revision, downRevisions, dependsOn, lacksDownRevision, file } of headers.slice(0, stop?.before)) {
    if (lacksDownRevision === true) {
      const module = file.slice(file.lastIndexOf("/") + 1).replaceAll(/[^\p{L}\p{N}_]/gu, "_");
      const message = `module '${module}' has no attribute 'down_revision'`;
      return { kind: "crash", exception: "AttributeError", message };
    }
    if (downRevisions.includes(revision)) return refusal(`Self-loop is detected in revisions (${revision})`);
    if (dependsOn.includes(revision)) return refusal(`Dependency self-loop is detected in revisions (${revision})`);
    const bad = forbiddenCharacters(revision);
    if (bad.length > 0) {
      return refusal(`Character(s) '${bad.join(", ")}' not allowed in revision identifier '${revision}'`);
    }
  }
  return stop?.failure ?? null;
}

function labelFailure(headers: readonly RevisionHeader[], place: ReadonlyMap<string, number>): AlembicFailure | null {
  const used = new Map<string, string>();
  for (const { revision, branchLabels } of headers) {
    for (const label of branchLabels) {
      const owner = place.has(label) ? label : used.get(label);
      if (owner !== undefined) {
        return refusal(`Branch name '${label}' in revision ${revision} already used by revision ${owner}`);
      }
      used.set(label, revision);
    }
  }
  return null;
}

function referenceFailure(
  headers: readonly RevisionHeader[],
  byId: ReadonlyMap<string, RevisionHeader>,
): AlembicFailure | null {
  const labels = new Set(headers.flatMap((it) => it.branchLabels));
  for (const { dependsOn } of headers) {
    const missing = dependsOn.find((it) => !byId.has(it) && !labels.has(it));
    if (missing !== undefined) return keyError(missing);
  }
  const parents = [...byId.values()].flatMap((it) => it.downRevisions);
  // A label in down_revision is found in the map at first, and the search for cycles then stumbles over it.
  const missing = parents.find((it) => !byId.has(it) && !labels.has(it)) ?? parents.find((it) => !byId.has(it));
  if (missing !== undefined) return keyError(missing);
  return null;
}

/** What is not between a head and a base lies on a cycle, or hangs on one. */
function cycleFailure(
  headers: readonly RevisionHeader[],
  byId: ReadonlyMap<string, RevisionHeader>,
): AlembicFailure | null {
  if (byId.size === 0) return null;
  const labels = new Map(headers.flatMap((it) => it.branchLabels.map((label) => [label, it.revision] as const)));
  const down = (id: string): readonly string[] => byId.get(id)?.downRevisions ?? [];
  const allDown = (id: string): readonly string[] => {
    const depends = byId.get(id)?.dependsOn ?? [];
    return depends.length === 0
      ? down(id)
      : [...down(id), ...depends.map((it) => (byId.has(it) ? it : (labels.get(it) ?? it)))];
  };
  const isBase = (id: string): boolean => down(id).length === 0;
  const isRealBase = (id: string): boolean => isBase(id) && (byId.get(id)?.dependsOn.length ?? 0) === 0;
  const checks = [
    { kind: "Cycle", parents: down, isBase },
    { kind: "Dependency cycle", parents: allDown, isBase: isRealBase },
  ];
  for (const { kind, parents, isBase } of checks) {
    const ids = [...byId.keys()];
    const children = new Map<string, string[]>(ids.map((id) => [id, []]));
    for (const id of ids) for (const parent of new Set(parents(id))) children.get(parent)?.push(id);
    const heads = ids.filter((id) => children.get(id)?.length === 0);
    const bases = ids.filter(isBase);
    if (heads.length === 0 || bases.length === 0)
      return refusal(`${kind} is detected in revisions (${ids.join(", ")})`);
    const below = walk(heads, parents);
    const above = walk(bases, (id) => children.get(id) ?? []);
    const left = ids.filter((id) => !below.has(id) || !above.has(id));
    if (left.length > 0) return refusal(`${kind} is detected in revisions (${left.sort().join(", ")})`);
  }
  return null;
}

function refusal(message: string): AlembicFailure {
  return { kind: "command-error", message };
}

function keyError(key: string): AlembicFailure {
  return { kind: "crash", exception: "KeyError", message: `'${key}'` };
}
