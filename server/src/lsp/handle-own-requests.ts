import type { CancellationToken } from "vscode-languageserver";
import { type BranchedGraph, type BranchLines, branchLines } from "../service/features/branch-lines.ts";
import { databaseState } from "../service/features/database-state.ts";
import { projectName } from "../service/features/project-name.ts";
import { resolveExpression } from "../service/features/resolve-expression.ts";
import { type RevisionEntry, revisionsPage } from "../service/features/revisions.ts";
import type { ProjectSnapshot } from "../service/snapshot.ts";
import { answer } from "./answer.ts";
import {
  type AppliedParams,
  type AppliedResult,
  appliedRequest,
  type ProjectInfo,
  projectsRequest,
  type ResolveParams,
  type ResolveResult,
  type RevisionInfo,
  type RevisionsParams,
  type RevisionsResult,
  resolveRequest,
  revisionsRequest,
  type Statistics,
  type SurroundingsParams,
  statisticsRequest,
  surroundingsNotification,
} from "./protocol.ts";
import type { Session } from "./session.ts";

/** Our own requests (protocol.ts). A project that does not exist any more has no revisions: it is not an error, the client is about to hear of it. */
export function handleOwnRequests(session: Session): void {
  const { connection } = session;
  const known = new WeakMap<BranchedGraph, BranchLines>();
  const linesOf = (graph: BranchedGraph): BranchLines => {
    const lines = known.get(graph) ?? branchLines(graph);
    known.set(graph, lines);
    return lines;
  };

  connection.onRequest<readonly ProjectInfo[], void>(projectsRequest, (...given: readonly unknown[]) =>
    answer(session, { name: "Listing projects", token: tokenOf(given) }, (snapshot): readonly ProjectInfo[] =>
      snapshot.projects.map((it) => toProjectInfo(it, session.folders())),
    ),
  );

  connection.onRequest<RevisionsResult, void>(revisionsRequest, (params: RevisionsParams, token: CancellationToken) =>
    answer(session, { name: "Listing revisions", token }, (snapshot): RevisionsResult => {
      const project = snapshot.project(params.project);
      if (project === undefined) return { total: 0, revisions: [] };
      const { total, revisions } = revisionsPage(snapshot, project, params);
      const lines = linesOf(project.graph);
      return { total, revisions: revisions.map((it) => toRevisionInfo(it, session.toUri, lines)) };
    }),
  );

  connection.onRequest<AppliedResult, void>(appliedRequest, (params: AppliedParams, token: CancellationToken) =>
    answer(session, { name: "Comparing with the database", token }, (snapshot): AppliedResult => {
      const project = snapshot.project(params.project);
      if (project === undefined) return { applied: [], pending: [], unknown: [...params.rows] };
      const state = databaseState(project, params.rows);
      session.workspace().setApplied(project.id, state.applied);
      session.changed();
      return { applied: [...state.applied], pending: state.pending, unknown: state.unknown };
    }),
  );

  connection.onNotification(surroundingsNotification, async ({ project, postgres, libraries }: SurroundingsParams) => {
    await session.ready;
    const learnt = {
      ...(postgres === undefined ? {} : { postgres }),
      ...(libraries === undefined ? {} : { libraries }),
    };
    if (session.workspace().setSurroundings(project, learnt)) session.changed();
  });

  connection.onRequest<ResolveResult, void>(resolveRequest, (params: ResolveParams, token: CancellationToken) =>
    answer(session, { name: "Resolving a target", token }, (snapshot): ResolveResult => {
      const project = snapshot.project(params.project);
      if (project === undefined) return { ok: false, message: "This project does not exist any more." };
      return resolveExpression(project, params);
    }),
  );

  connection.onRequest<Statistics, void>(statisticsRequest, (...given: readonly unknown[]) =>
    answer(session, { name: "Statistics", token: tokenOf(given) }, (snapshot): Statistics => {
      const { parsed, graphsBuilt, linted } = session.workspace().counters;
      return { projects: snapshot.projects.length, files: snapshot.files.length, parsed, graphsBuilt, linted };
    }),
  );
}

/** A request without parameters is handed over as the token alone; with parameters that we do not ask for, the token stands behind them. */
function tokenOf(given: readonly unknown[]): CancellationToken {
  return given.at(-1) as CancellationToken;
}

function toProjectInfo(project: ProjectSnapshot, folders: readonly string[]): ProjectInfo {
  const { config, analysis, graph } = project;
  return {
    id: project.id,
    name: projectName(project, folders),
    configFile: config.configFile,
    section: config.section,
    kind: config.kind,
    workingDirectory: config.workingDirectory,
    scriptLocation: config.scriptLocation,
    versionLocations: config.versionLocations,
    envFile: analysis.envFile,
    versionTable: analysis.versionTable,
    versionTableSchema: analysis.versionTableSchema,
    versionTableKnown: analysis.versionTableKnown,
    revisionCount: graph.revisions.size,
    heads: graph.heads,
    bases: graph.bases,
    problems: project.problems,
  };
}

function toRevisionInfo(it: RevisionEntry, toUri: (path: string) => string, lines: BranchLines): RevisionInfo {
  const { revision, file } = it;
  const position = file?.lines.position(it.offset) ?? { line: 0, character: 0 };
  return {
    revision: revision.revision,
    downRevisions: revision.downRevisions,
    dependsOn: revision.dependsOn,
    branchLabels: revision.branchLabels,
    labels: revision.labels,
    branch: lines.first.get(revision.revision) ?? revision.revision,
    onMainLine: lines.main.has(revision.revision),
    message: it.message,
    createDate: it.createDate,
    uri: toUri(revision.file),
    ...position,
    isHead: revision.isHead,
    isBase: revision.isBase,
    isBranchPoint: revision.isBranchPoint,
    isMergePoint: revision.isMergePoint,
    errors: it.errors,
    warnings: it.warnings,
  };
}
