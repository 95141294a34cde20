import type { ProjectInfo, RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import { branchLines } from "../../../server/src/service/features/branch-lines.ts";

/** A revision as the language server names it; only what a test is about is given. */
export function revision(
  id: string,
  down: string | readonly string[] | null,
  more: Partial<RevisionInfo> = {},
): RevisionInfo {
  const downRevisions = down === null ? [] : typeof down === "string" ? [down] : down;
  return {
    revision: id,
    downRevisions,
    dependsOn: [],
    branchLabels: [],
    labels: [],
    branch: id,
    onMainLine: true,
    message: `message of ${id}`,
    createDate: null,
    uri: `file:///p/versions/${id}.py`,
    line: 0,
    character: 0,
    isHead: false,
    isBase: down === null,
    isBranchPoint: false,
    isMergePoint: downRevisions.length > 1,
    errors: 0,
    warnings: 0,
    ...more,
  };
}

export function project(more: Partial<ProjectInfo> = {}): ProjectInfo {
  return {
    id: "/p/alembic.ini alembic",
    name: "p",
    configFile: "/p/alembic.ini",
    section: "alembic",
    kind: "alembic",
    workingDirectory: "/p",
    scriptLocation: "/p/migrations",
    versionLocations: ["/p/migrations/versions"],
    envFile: "/p/migrations/env.py",
    versionTable: "alembic_version",
    versionTableSchema: null,
    versionTableKnown: true,
    revisionCount: 0,
    heads: [],
    bases: [],
    problems: [],
    ...more,
  };
}

/** The same revisions, newest first, with their lines as the language server decides them. */
export function withLines(revisions: readonly RevisionInfo[]): readonly RevisionInfo[] {
  const lines = branchLines({
    history: revisions.map((it) => it.revision),
    revisions: new Map(revisions.map((it) => [it.revision, { parents: it.downRevisions }])),
  });
  return revisions.map((it) => ({
    ...it,
    branch: lines.first.get(it.revision) ?? it.revision,
    onMainLine: lines.main.has(it.revision),
  }));
}
