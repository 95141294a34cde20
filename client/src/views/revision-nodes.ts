import type { ProjectInfo, RevisionInfo } from "../../../server/src/lsp/protocol.ts";
import type { DatabaseState } from "../database/database-watch.ts";
import { branchRows, type SideBranch } from "./branch-rows.ts";
import { messageNode, plainNode, type ViewNode } from "./node.ts";

export interface ProjectPage {
  readonly project: ProjectInfo;
  /** The pages that were asked for so far, newest first; null while the first one is on its way. */
  readonly revisions: readonly RevisionInfo[] | null;
  readonly total: number;
  readonly database: DatabaseState;
}

/** Where the language server stands, for the time when there is no project to show. */
export type ServerState = "starting" | "running" | "stopped" | "failed";

/** The *Revisions* tree: one root a project when there are several, else the revisions themselves. */
export function revisionNodes(pages: readonly ProjectPage[], server: ServerState): readonly ViewNode[] {
  if (server === "failed") {
    const command = { id: "limbeck.restartServer", title: "Restart", arguments: [] };
    return [messageNode("server", "The language server stopped. Click to start it again.", { icon: "error", command })];
  }
  if (pages.length === 0)
    return server === "starting" ? [messageNode("server", "Reading migrations…", { icon: "loading~spin" })] : [];
  const [only] = pages;
  if (pages.length === 1 && only !== undefined) return projectChildren(only);
  return pages.map((page) => ({
    ...plainNode,
    id: `project ${page.project.id}`,
    label: page.project.name,
    description: projectDescription(page),
    tooltip: page.project.configFile,
    icon: { name: "database" },
    context: "project",
    open: "expanded",
    children: projectChildren(page),
    argument: { project: page.project.id },
  }));
}

function projectDescription(page: ProjectPage): string {
  const { total, database } = page;
  const pending = database.kind === "known" ? database.applied?.pending.length : undefined;
  const count = `${total} ${total === 1 ? "revision" : "revisions"}`;
  return pending === undefined ? count : `${count}, ${pending} pending`;
}

function projectChildren(page: ProjectPage): readonly ViewNode[] {
  const { project, revisions, total } = page;
  const problems = project.problems.map((text, index) =>
    messageNode(`problem ${project.id} ${index}`, text, { icon: "warning" }),
  );
  if (revisions === null)
    return [...problems, messageNode(`wait ${project.id}`, "Reading migrations…", { icon: "loading~spin" })];
  if (revisions.length === 0) {
    const where = project.versionLocations.join(", ");
    const text = where === "" ? "No revisions: the project names no versions directory." : "No revisions yet.";
    return [...problems, messageNode(`empty ${project.id}`, text, { tooltip: where })];
  }
  const more: readonly ViewNode[] =
    revisions.length < total
      ? [
          {
            ...plainNode,
            id: `more ${project.id}`,
            label: "Load more…",
            description: `${total - revisions.length} older revisions`,
            icon: { name: "ellipsis" },
            context: "more",
            command: { id: "limbeck.loadMoreRevisions", title: "Load more", arguments: [{ project: project.id }] },
            argument: { project: project.id },
          },
        ]
      : [];
  return [
    ...problems,
    ...strangers(page),
    ...branchRows(revisions).map((row) =>
      row.kind === "revision"
        ? revisionNode(project.id, row.revision, stateOf(row.revision, page.database))
        : branchNode(page, row.branch),
    ),
    ...more,
  ];
}

/** Branches with more rows are closed, unless the database still has something to do in them. */
const fewRows = 5;

/**
 * A branch beside the main line, as a group. Its id is that of its first revision, so that it stays the same group when it grows and when more is loaded.
 */
function branchNode(page: ProjectPage, branch: SideBranch): ViewNode {
  const { project, database } = page;
  const { revisions, labels, from, mergedIn } = branch;
  const [top] = revisions;
  const states = revisions.map((it) => stateOf(it, database));
  const pending = states.filter((it) => it === "pending").length;
  const current = states.includes("current");
  const goesOn = from === null;
  const name = labels.length > 0 ? labels.join(", ") : top?.message || top?.revision;
  const count = `${revisions.length}${goesOn ? " or more" : ""} ${revisions.length === 1 && !goesOn ? "revision" : "revisions"}`;
  const end = top?.isHead === true ? [`head ${top.revision}`] : mergedIn.map((it) => `merged in ${it}`);
  const problems = problemCounts({ errors: sum(revisions, "errors"), warnings: sum(revisions, "warnings") });
  return {
    ...plainNode,
    id: `branch ${project.id} ${branch.id}`,
    label: `Branch ${labels.length > 0 ? name : `“${name}”`}`,
    description: [
      count,
      ...end,
      ...problems,
      ...(current ? ["has the current revision"] : []),
      ...(pending > 0 ? [`${pending} pending`] : []),
    ].join(" · "),
    tooltip: [
      `${count}, ${goesOn ? "" : `from ${branch.id} `}to ${top?.revision}`,
      from === null
        ? "It goes on below: load more."
        : `Begun ${from.length === 0 ? "at the base" : `after ${from.join(" and ")}`}`,
      ...end,
    ].join("\n"),
    icon: { name: "git-branch" },
    context: "branch",
    open: pending > 0 || current || revisions.length <= fewRows ? "expanded" : "collapsed",
    children: revisions.map((it) => revisionNode(project.id, it, stateOf(it, database))),
    argument: { project: project.id },
  };
}

function sum(revisions: readonly RevisionInfo[], what: "errors" | "warnings"): number {
  return revisions.reduce((total, it) => total + it[what], 0);
}

function problemCounts(counts: { readonly errors: number; readonly warnings: number }): readonly string[] {
  const counted = (count: number, one: string): readonly string[] =>
    count === 0 ? [] : [`${count} ${one}${count === 1 ? "" : "s"}`];
  return [...counted(counts.errors, "error"), ...counted(counts.warnings, "warning")];
}

/** Rows of the version table that no file has: the database is ahead of these files, or belongs to another project. */
function strangers(page: ProjectPage): readonly ViewNode[] {
  const { database, project } = page;
  if (database.kind !== "known" || database.applied === null) return [];
  return database.applied.unknown.map((row) =>
    messageNode(`stranger ${project.id} ${row}`, `The database is at ${row}, which no file here has.`, {
      icon: "warning",
      tooltip: `${database.environment} is at ${row}. Check out the branch that has this revision, or choose another environment.`,
    }),
  );
}

type RevisionState = "current" | "applied" | "pending" | "unknown";

export function stateOf(revision: RevisionInfo, database: DatabaseState): RevisionState {
  if (database.kind !== "known" || database.applied === null) return "unknown";
  if (database.rows.includes(revision.revision)) return "current";
  return database.applied.applied.includes(revision.revision) ? "applied" : "pending";
}

const icons: Readonly<Record<RevisionState, { readonly name: string; readonly color?: string }>> = {
  current: { name: "arrow-circle-right", color: "charts.blue" },
  applied: { name: "pass-filled", color: "charts.green" },
  pending: { name: "circle-large-outline", color: "charts.yellow" },
  unknown: { name: "git-commit" },
};

const badges: Readonly<Record<RevisionState, ViewNode["badge"]>> = {
  current: { letter: "C", meaning: "Current: the database is here" },
  applied: { letter: "A", meaning: "Applied" },
  pending: { letter: "P", meaning: "Pending: not applied yet" },
  unknown: null,
};

function revisionNode(project: string, revision: RevisionInfo, state: RevisionState): ViewNode {
  const marks = [
    ...(revision.isHead ? ["head"] : []),
    ...(revision.isMergePoint ? ["merge"] : []),
    ...(revision.isBranchPoint ? ["branch point"] : []),
    ...(revision.isBase ? ["base"] : []),
    ...revision.branchLabels.map((it) => `label ${it}`),
    ...revision.dependsOn.map((it) => `depends on ${it}`),
  ];
  const problems = problemCounts(revision);
  const words = state === "unknown" ? [] : [state];
  return {
    ...plainNode,
    id: `revision ${project} ${revision.revision}`,
    label: revision.message === "" ? revision.revision : revision.message,
    description: [...words, revision.revision, ...marks, ...problems].join(" · "),
    tooltip: tooltip(revision, state, marks, problems),
    icon: icons[state],
    badge: badges[state],
    context: `revision ${state}`,
    command: {
      id: "vscode.open",
      title: "Open",
      arguments: [revision.uri, { selection: { line: revision.line, character: revision.character } }],
    },
    argument: { project, revision: revision.revision },
  };
}

function tooltip(
  revision: RevisionInfo,
  state: RevisionState,
  marks: readonly string[],
  problems: readonly string[],
): string {
  const states: Readonly<Record<RevisionState, string>> = {
    current: "The database is here.",
    applied: "Applied.",
    pending: "Not applied yet.",
    unknown: "Whether it is applied is not known.",
  };
  return [
    `${revision.revision}: ${revision.message}`,
    states[state],
    ...(revision.createDate === null ? [] : [`Created ${revision.createDate}`]),
    `After ${revision.downRevisions.length === 0 ? "nothing: it is the first" : revision.downRevisions.join(" and ")}`,
    ...inherited(revision),
    ...(marks.length === 0 ? [] : [marks.join(", ")]),
    ...(problems.length === 0 ? [] : [problems.join(", ")]),
  ].join("\n");
}

/** Labels that reach the revision from others: `label@head` and the like find it. */
function inherited(revision: RevisionInfo): readonly string[] {
  const others = revision.labels.filter((it) => !revision.branchLabels.includes(it));
  return others.length === 0 ? [] : [`Belongs to ${others.join(", ")}`];
}
