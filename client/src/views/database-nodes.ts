import type { ProjectInfo } from "../../../server/src/lsp/protocol.ts";
import { describeSource } from "../alembic/select-environment.ts";
import type { DatabaseState } from "../database/database-watch.ts";
import type { Environment } from "../database/environments.ts";
import { describeIdentity } from "../database/server-identity.ts";
import { messageNode, plainNode, type ViewNode } from "./node.ts";

export interface ProjectDatabase {
  readonly project: ProjectInfo;
  readonly environments: readonly Environment[];
  readonly active: Environment;
  readonly state: DatabaseState;
}

/** The *Database* tree: the environments of each project; what is known is under the active one. The others are not connected to. */
export function databaseNodes(projects: readonly ProjectDatabase[], problems: readonly string[]): readonly ViewNode[] {
  const wrong = problems.map((text, index) => messageNode(`setting ${index}`, text, { icon: "warning" }));
  const [only] = projects;
  if (projects.length === 1 && only !== undefined) return [...wrong, ...environmentNodes(only)];
  return [
    ...wrong,
    ...projects.map(
      (it): ViewNode => ({
        ...plainNode,
        id: `project ${it.project.id}`,
        label: it.project.name,
        description: statusText(it.active.name, it.state),
        icon: { name: "folder" },
        context: "project",
        open: "expanded",
        children: environmentNodes(it),
        argument: { project: it.project.id },
      }),
    ),
  ];
}

/** For the status bar: `dev: 3 pending`. */
export function statusText(environment: string, state: DatabaseState): string {
  switch (state.kind) {
    case "not asked":
      return environment;
    case "off":
      return `${environment}: not trusted`;
    case "no url":
      return `${environment}: no URL`;
    case "ask alembic":
      return `${environment}: not asked`;
    case "failed":
      return `${environment}: ${state.failure.reason}`;
    case "known": {
      if (state.applied === null) return environment;
      const { pending, unknown } = state.applied;
      if (unknown.length > 0) return `${environment}: unknown revision`;
      return pending.length === 0 ? `${environment}: up to date` : `${environment}: ${pending.length} pending`;
    }
    default:
      return state satisfies never;
  }
}

function environmentNodes(it: ProjectDatabase): readonly ViewNode[] {
  return it.environments.map((environment) => {
    const id = `environment ${it.project.id} ${environment.name}`;
    const argument = { project: it.project.id, environment: environment.name };
    const guarded = environment.protected ? ["protected"] : [];
    if (environment.name !== it.active.name) {
      return {
        ...plainNode,
        id,
        label: environment.name,
        description: [describeSource(environment), ...guarded].join(" · "),
        tooltip: `Not active: Limbeck does not connect to it. Click to make it the active one.`,
        icon: { name: environment.protected ? "lock" : "database" },
        context: "environment",
        command: { id: "limbeck.selectEnvironment", title: "Make Active", arguments: [argument] },
        argument,
      };
    }
    return {
      ...plainNode,
      id,
      label: environment.name,
      description: ["active", summary(it.state), ...guarded].filter((text) => text !== "").join(" · "),
      tooltip: describeSource(environment),
      icon: activeIcon(it.state),
      context: "environment active",
      open: "expanded",
      children: details(id, it),
      argument,
    };
  });
}

function activeIcon(state: DatabaseState): NonNullable<ViewNode["icon"]> {
  if (state.kind === "known") return { name: "database", color: "charts.green" };
  if (state.kind === "failed") return { name: "error", color: "charts.red" };
  return { name: "database" };
}

function summary(state: DatabaseState): string {
  if (state.kind === "failed") return state.failure.reason;
  if (state.kind !== "known" || state.applied === null) return "";
  return state.applied.pending.length === 0 ? "up to date" : `${state.applied.pending.length} pending`;
}

function details(id: string, it: ProjectDatabase): readonly ViewNode[] {
  const { state, project } = it;
  const line = (name: string, label: string, description: string, icon: string): ViewNode => ({
    ...plainNode,
    id: `${id} ${name}`,
    label,
    description,
    tooltip: `${label}: ${description}`,
    icon: { name: icon },
    context: "fact",
  });
  const say = (text: string, icon: string, command?: ViewNode["command"]): readonly ViewNode[] => [
    messageNode(`${id} message`, text, { icon, command: command ?? null }),
  ];
  const select = { id: "limbeck.selectEnvironment", title: "Select Environment", arguments: [{ project: project.id }] };
  switch (state.kind) {
    case "not asked":
      return say("Asking the database…", "loading~spin");
    case "off":
      return say(state.why, "workspace-untrusted", {
        id: "workbench.trust.manage",
        title: "Manage Workspace Trust",
        arguments: [],
      });
    case "no url":
      return say(state.problem.message, "warning", select);
    case "ask alembic":
      return say(`${reasons[state.because]} Click to ask Alembic where the database stands.`, "question", {
        id: "limbeck.showCurrent",
        title: "Show Current",
        arguments: [{ project: project.id }],
      });
    case "failed":
      return say(state.failure.message, "error", select);
    case "known": {
      const { facts, applied, rows } = state;
      const where = rows.length === 0 ? emptyText(state) : rows.join(", ");
      const pending =
        applied === null ? "not known" : applied.pending.length === 0 ? "none" : applied.pending.join(", ");
      const count = applied === null ? "" : ` (${applied.pending.length})`;
      return [
        ...(facts === null
          ? [line("server", "Server", "as Alembic said in its last run", "server")]
          : [
              line("server", "Server", `PostgreSQL ${facts.identity.version}`, "server"),
              line("database", "Database", describeIdentity(facts.identity), "plug"),
            ]),
        line("current", "Current", where, "arrow-circle-right"),
        line("pending", `Pending${count}`, pending, "circle-large-outline"),
        ...(applied?.unknown ?? []).map((row) =>
          messageNode(`${id} unknown ${row}`, `${row} is in the version table, and no file here has it.`, {
            icon: "warning",
          }),
        ),
      ];
    }
    default:
      return state satisfies never;
  }
}

const reasons: Readonly<Record<Extract<DatabaseState, { kind: "ask alembic" }>["because"], string>> = {
  url: "env.py alone knows this database's URL.",
  "version table": "env.py computes the name of the version table.",
  dialect: "This is not a PostgreSQL database.",
};

function emptyText(state: Extract<DatabaseState, { kind: "known" }>): string {
  return state.source === "read" && state.facts?.hasVersionTable === false
    ? "nothing applied: no version table yet"
    : "nothing applied";
}
